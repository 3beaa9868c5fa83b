"""What a child reads of each mistake of the corpus, in each language.

`python -m tests.tui.mistake_sentences` writes it, and no test does: whoever changes a sentence runs it and reads the
difference. The file beside the corpus is for a teacher to read.
"""

import json
import sys
from pathlib import Path

from firmware.flasher.check import check
from tui.i18n import CHILDRENS_LANGUAGES, use_language
from tui.program_words import finding_lines

MISTAKES = Path(__file__).parents[1] / "firmware" / "mistakes"
SENTENCES = MISTAKES / "sentences.toml"
HEAD = """\
# What kagarobo check says first of each program beside this file, in Japanese, easy Japanese and English.
# Written by: python -m tests.tui.mistake_sentences
"""


def first_sentence(name: str, language: str) -> str:
    """Return what is said of a mistake, without the child's own line."""
    use_language(language)
    return finding_lines(check(MISTAKES / f"{name}.txt")[0])[0]


def main() -> int:
    """Write the file anew."""
    blocks = [HEAD]
    for name in sorted(path.stem for path in MISTAKES.glob("*.txt")):
        said = [f"{language} = {_quoted(first_sentence(name, language))}\n" for language in CHILDRENS_LANGUAGES]
        blocks.append(f"\n[{name}]\n{''.join(said)}")
    SENTENCES.write_text("".join(blocks), "utf-8")
    return 0


def _quoted(text: str) -> str:
    return f"'{text}'" if "'" not in text else json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
