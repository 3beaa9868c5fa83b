"""A fact committed → painted on a page of `kagarobo live` in headless Chromium; there is no peer, the aim is a time.

A team is entered every half second; the page, which was loaded once, notes when the frame was drawn in which the new
name stands (two animation frames after its part was put in). Both clocks are this computer's.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from benchmarks.live_page import START_S, _found, _wall
from benchmarks.row import Row
from judge.facts import TeamEntered
from judge.journal import Journal

AIM_MS = 250.0
FACTS, GAP_S = 40, 0.5
CHROMIUM = Path("/usr/bin/chromium")
NOTES = """() => {
  globalThis.painted = {};
  new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => {
    const found = document.body.innerText.matchAll(/Late (\\d+)/g);
    for (const one of found) globalThis.painted[one[1]] ??= Date.now();
  }))).observe(document.body, { childList: true, subtree: true });
}"""


def measure(facts: int = FACTS) -> Row:
    """Measure."""
    peer = "none: the aim is a time"
    if not CHROMIUM.exists():
        return Row(
            "live_painted", peer, None, None, "p99, ms", AIM_MS, "Chromium is not installed", is_less_better=True
        )
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
        home, port = Path(folder), 21000 + os.getpid() % 10000
        with Journal.open(home / "tournament.db", "desk", clock=_wall) as book:
            _found(book)
            command = [
                sys.executable,
                "-m",
                "tui",
                "--home",
                folder,
                "live",
                "--port",
                str(port),
                "--address",
                "127.0.0.1",
            ]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
                try:
                    waits_ms = quantiles(_paint(book, port, facts), n=100)
                finally:
                    server.terminate()
    why = f"{facts} facts, p50 {waits_ms[49]:.0f} ms, headless Chromium on the same computer"
    return Row("live_painted", peer, waits_ms[98], None, "p99, ms", AIM_MS, why, is_less_better=True)


def _paint(book: Journal, port: int, facts: int) -> list[float]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        end_s = time.monotonic() + START_S
        while True:
            try:
                page.goto(f"http://127.0.0.1:{port}/en/teams.html")
                break
            except Exception:
                if time.monotonic() > end_s:
                    raise
                time.sleep(0.1)
        page.evaluate(NOTES)
        committed_ms = {}
        for number in range(facts):
            book.append(TeamEntered(f"late{number}", f"Late {number}", "ES", (), "en"), by="staff")
            committed_ms[str(number)] = 1000 * time.time()
            page.wait_for_timeout(1000 * GAP_S)
        painted = page.evaluate("globalThis.painted")
        browser.close()
    return [painted[number] - at for number, at in committed_ms.items()]
