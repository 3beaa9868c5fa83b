"""The same wire file and the same vectors on the real MicroPython."""

import subprocess
import sys
from pathlib import Path

import pytest

WIRE = Path(__file__).parents[2] / "firmware" / "wire.py"
VECTORS = Path(__file__).with_name("wire_vectors.json")
MICROPYTHON = Path(sys.executable).with_name("micropython")

CHECK_VECTORS = """
import binascii, json, sys
sys.path.insert(0, ".")
import wire

with open("wire_vectors.json") as file:
    vectors = json.load(file)
for vector in vectors["sentences"]:
    row = vector["sentence"]
    sentence, line = wire.Sentence(*row[:5], tuple(row[5])), binascii.unhexlify(vector["line"])
    assert wire.encode(sentence) == line, vector["id"]
    for spelling in (line, line[:-1], line[:-1] + b"\\r\\n"):
        assert wire.decode(spelling) == sentence, vector["id"]
    for before in (b"", b"print", b"$box,1,", b"y" * 700):
        stream = before + line + b"after"
        whole, splitter, bytewise = wire.Splitter().feed(stream), wire.Splitter(), []
        for byte in stream:
            bytewise += splitter.feed(bytes([byte]))
        assert whole == bytewise and whole[-1] == ("sentence", sentence), vector["id"]
        assert splitter.flush() == b"after"
for vector in vectors["not_sentences"]:
    assert wire.decode(binascii.unhexlify(vector["line"])) is None, vector["id"]
for vector in vectors["refused"]:
    row = vector["sentence"]
    try:
        wire.encode(wire.Sentence(*row[:5], tuple(row[5])))
    except wire.WireError as error:
        assert (error.code, error.field) == (vector["code"], vector["field"]), vector
    else:
        raise AssertionError(vector)
state = 7
for _ in range(300):
    junk = bytearray()
    for _ in range(40):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        junk.append(state >> 16 & 0xFF)
    assert wire.decode(b"$" + bytes(junk)) is None
    wire.Splitter().feed(bytes(junk))
print("all", sum(len(vectors[key]) for key in ("sentences", "not_sentences", "refused")))
"""


@pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform")
def test_the_board_reads_and_writes_as_the_host_does(tmp_path: Path) -> None:
    """Every vector, whole and byte by byte, and random bytes, on MicroPython's unix port."""
    (tmp_path / "wire.py").write_bytes(WIRE.read_bytes())
    (tmp_path / "wire_vectors.json").write_bytes(VECTORS.read_bytes())
    (tmp_path / "check_vectors.py").write_text(CHECK_VECTORS)

    done = subprocess.run(
        [MICROPYTHON, "check_vectors.py"], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )

    assert done.stderr == ""
    assert done.stdout.startswith("all "), done.stdout
