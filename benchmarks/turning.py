"""Measures pages that turn with the script, on a slow phone far away: how soon, with what bytes, in how much memory."""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any  # what Chromium tells comes as JSON

import servers
import study
from chromium import SLOW_LINE, chromium, far_away, phone
from figures import median
from playwright.sync_api import Browser, CDPSession, Page
from scripts import Script, scripts
from weight import WATCH

# From the tap to the frame after it: a message that is posted within a frame comes when that has been painted.
_TAPS = """
window.taps = [];
addEventListener("click", ({ timeStamp }) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => taps.push(performance.now() - timeStamp);
  port2.postMessage(0);
}), true);
"""
_FILL = """
(form) => {
  for (const [name, value] of new URLSearchParams(form)) {
    const fields = [...document.getElementsByName(name)].filter((field) => field.type !== "submit");
    const picked = fields.find((field) => /radio|checkbox/.test(field.type) && field.value === value);
    if (picked) picked.checked = true;
    else if (fields.length) fields[0].value = value;
  }
}
"""
_TAPPED = """
() => new Promise((resolve) => {
  const look = () => (taps.length ? resolve(taps[0]) : setTimeout(look, 5));
  look();
})
"""
_IS_LAST = "() => { const bar = document.querySelector('progress'); return bar.value === bar.max; }"


@dataclass
class Turning:
    """What one language of a study took."""

    language: str
    script_bytes: int = 0
    document_bytes: int = 0
    first_question_ms: list[float] = field(default_factory=list)
    """From the start of the navigation until the first question can be answered."""
    taken_over_ms: list[float] = field(default_factory=list)
    """Until the script has the whole questionnaire."""
    slow_ms: list[float] = field(default_factory=list)
    """From each tap until the next page is painted, with the slow line."""
    offline_ms: list[float] = field(default_factory=list)
    """The same without any line."""
    heap_mb: list[float] = field(default_factory=list)
    """What scripts hold at the end of an interview, rubbish taken out."""


def main() -> int:
    """Measure and print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="kapsurvey-benchmark-") as folder:
        asked = study.named(arguments.study)
        url = f"sqlite:///{folder}/survey.sqlite"
        wave = servers.open_on(url, asked)
        said = scripts(asked.questionnaire, wave, n=1, seed=1)[0]
        with servers.survey(url, Path(folder)) as server, chromium() as browser:
            start = f"http://127.0.0.1:{server.port}/{wave.link}/"
            measured = [_measured(browser, start, said, code, arguments.tries) for code in wave.languages]
    print(_table(measured))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in measured], indent=1) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", help="a shipped study instead of the generated one of ten pages")
    parser.add_argument("--tries", type=int, default=3, help="interviews for each language (default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here as well")
    return parser.parse_args()


def _measured(browser: Browser, start: str, said: Script, language: str, tries: int) -> Turning:
    turning = Turning(language)
    for _ in range(tries):
        _interview(browser, start, said, turning)
    return turning


def _interview(browser: Browser, start: str, said: Script, turning: Turning) -> None:
    """One interview; every second page is turned without any line."""
    page = phone(browser, language=turning.language)
    line = far_away(page)
    line.on("Network.responseReceived", lambda told: addresses.update({told["requestId"]: told["response"]["url"]}))
    line.on("Network.loadingFinished", lambda told: _weigh(addresses.get(told["requestId"], ""), told, turning))
    addresses: dict[str, str] = {}
    page.add_init_script(WATCH + _TAPS)
    page.goto(start)
    turning.first_question_ms.append(float(page.evaluate("answerable")))
    page.locator("[role=status]").wait_for(state="attached")
    turning.taken_over_ms.append(float(page.evaluate("performance.now()")))
    _answer(page, line, said.forms, turning)
    page.context.close()


def _weigh(address: str, told: Mapping[str, Any], turning: Turning) -> None:
    if "/js/respond.js" in address:
        turning.script_bytes = told["encodedDataLength"]
    elif address.endswith("/document"):
        turning.document_bytes = told["encodedDataLength"]


def _answer(page: Page, line: CDPSession, forms: Mapping[bytes, bytes], turning: Turning) -> None:
    page.locator("button.decision").first.tap()
    number = 1
    while not page.evaluate(_IS_LAST):
        number += 1
        offline = number % 2 == 0
        line.send("Network.emulateNetworkConditions", {**SLOW_LINE, "offline": offline})
        name = page.locator("input[name='-page']").get_attribute("value") or ""
        page.evaluate(_FILL, forms[name.encode()].decode())
        page.evaluate("taps = []")
        page.locator("button.next").last.tap()
        (turning.offline_ms if offline else turning.slow_ms).append(float(page.evaluate(_TAPPED)))
    line.send("HeapProfiler.collectGarbage")
    turning.heap_mb.append(line.send("Runtime.getHeapUsage")["usedSize"] / 1e6)


def _table(measured: Sequence[Turning]) -> str:
    head = ("language", "script bytes", "document bytes", "first question ms", "whole questionnaire ms")
    head += ("tap to page, slow line ms", "tap to page, offline ms", "script heap MB")
    rows = [head, ("---", *["--:"] * (len(head) - 1)), *map(_row, measured)]
    return "median, worst of all tries\n\n" + "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)


def _row(one: Turning) -> tuple[object, ...]:
    times = (one.first_question_ms, one.taken_over_ms, one.slow_ms, one.offline_ms)
    shown = [f"{median(each):.0f}, {max(each):.0f}" for each in times]
    return one.language, one.script_bytes, one.document_bytes, *shown, f"{max(one.heap_mb):.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
