"""Measures what a page weighs without its script, and how soon its first question can be answered on a slow phone."""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any  # what Chromium tells comes as JSON

import servers
from chromium import chromium, far_away, phone
from figures import median
from playwright.sync_api import Browser, Page
from respondents import Phone, Reply, turn
from scripts import Script, scripts

from kapsurvey.fieldwork.waves import Wave
from kapsurvey.paths import QUESTIONNAIRES
from kapsurvey.questionnaire.load import load

# When a control of a question is first there to be pressed, and something has been painted.
WATCH = """
window.answerable = new Promise((resolve) => {
  const ready = () => [...document.querySelectorAll(".question button, .question input")]
    .some((control) => !control.disabled && control.checkVisibility());
  let seen;
  const look = () => {
    const painted = performance.getEntriesByName("first-contentful-paint")[0];
    seen = seen ?? (ready() ? performance.now() : undefined);
    if (seen && painted) resolve(Math.max(seen, painted.startTime));
    else requestAnimationFrame(look);
  };
  look();
});
"""


@dataclass(frozen=True)
class Place:
    """A page that a respondent has reached, with the cookies that lead there."""

    name: str
    path: str
    cookies: Mapping[str, str]


@dataclass
class Fetched:
    """One thing that Chromium asked for."""

    address: str
    kept: bool = False
    """Whether it came from what the phone had kept, not from the network."""
    header_bytes: int = 0
    all_bytes: int = 0


@dataclass
class Weight:
    """What one page took from the network: bytes as sent, those of headers apart."""

    language: str
    page: str
    requests: list[str] = field(default_factory=list)
    """Paths on our own server; whole addresses of anybody else's."""
    body_bytes: int = 0
    header_bytes: int = 0
    answerable_ms: list[float] = field(default_factory=list)
    """How soon its first question could be answered, each time it was tried."""

    @property
    def third_parties(self) -> list[str]:
        """Requests that went elsewhere: there must be none."""
        return [request for request in self.requests if not request.startswith("/")]


def main() -> int:
    """Measure, print, and tell by the exit code whether a page went to a third party."""
    arguments = _arguments()
    study = load(QUESTIONNAIRES / arguments.study)
    with tempfile.TemporaryDirectory(prefix="kapsurvey-benchmark-") as folder:
        url = f"sqlite:///{folder}/survey.sqlite"
        wave = servers.open_on(url, study)
        said = scripts(study.questionnaire, wave, n=1, seed=1)[0]
        with servers.survey(url, Path(folder)) as server:
            places = {code: asyncio.run(_places(server.port, wave, said, code)) for code in wave.languages}
            weights = _weighed(f"http://127.0.0.1:{server.port}", places, arguments.tries)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(weight) for weight in weights], indent=1) + "\n")
    strangers = sorted({request for weight in weights for request in weight.third_parties})
    print(f"{_table(weights)}\n\nrequests to third parties: {', '.join(strangers) or 'none'}")
    return int(bool(strangers))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", default="vietnamese-in-mozambique", help="a shipped study (default: %(default)s)")
    parser.add_argument("--tries", type=int, default=5, help="how often the first page is timed (default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here as well")
    return parser.parse_args()


async def _places(port: int, wave: Wave, said: Script, language: str) -> list[Place]:
    """The first page, the heaviest of those between, and the last."""
    start = f"/{wave.link}/".encode()
    through, pages = await _through(port, start, said, language, None)
    between = range(2, len(said.forms) + 1)
    heaviest = max(between, key=lambda number: len(pages[number - 1].body))
    there, _ = await _through(port, start, said, language, heaviest)
    return [
        Place("first", start.decode(), {"language": language}),
        Place(f"heaviest ({heaviest} of {len(said.forms)})", f"{start.decode()}{heaviest}", there),
        Place("thanks", f"{start.decode()}thanks", through),
    ]


async def _through(
    port: int, start: bytes, said: Script, language: str, until: int | None
) -> tuple[dict[str, str], list[Reply]]:
    """Answer up to a page, or to the end: the cookies then, and every page that was shown."""
    phone = Phone(port, {b"language": language.encode()})
    left = dict(said.forms)
    pages = [await phone.get(start)]
    while left and len(pages) != until:
        page, _ = await turn(phone, start, pages[-1], len(pages), left)
        pages.append(page)
    phone.hang_up()
    return {name.decode(): value.decode() for name, value in phone.cookies.items() if value}, pages


def _weighed(address: str, places: Mapping[str, Sequence[Place]], tries: int) -> list[Weight]:
    weights = []
    with chromium() as browser:
        for language, along in places.items():
            first, *others = _fetched(browser, address, language, along)
            first.answerable_ms = [_timed(browser, address, along[0]) for _ in range(tries)]
            weights += [first, *others]
    return weights


def _fetched(browser: Browser, address: str, language: str, places: Sequence[Place]) -> list[Weight]:
    """The pages one after the other on one phone without JavaScript, which keeps what may be kept."""
    page = phone(browser, scripts=False)
    weights = [_fetch(page, address, place, Weight(language, place.name)) for place in places]
    page.context.close()
    return weights


def _fetch(page: Page, address: str, place: Place, weight: Weight) -> Weight:
    fetched: dict[str, Fetched] = {}
    line = page.context.new_cdp_session(page)
    for event in ("requestWillBeSent", "requestServedFromCache", "responseReceived", "loadingFinished"):
        line.on(f"Network.{event}", partial(_hear, fetched, event))
    line.send("Network.enable")
    _visit(page, address, place)
    page.wait_for_load_state("networkidle")
    line.detach()
    sent = [one for one in fetched.values() if not one.kept]
    weight.requests = [one.address.removeprefix(address) for one in sent]
    weight.header_bytes = sum(one.header_bytes for one in sent)
    weight.body_bytes = sum(one.all_bytes - one.header_bytes for one in sent)
    return weight


def _hear(fetched: dict[str, Fetched], event: str, told: Mapping[str, Any]) -> None:
    """Write down what Chromium tells about one of its requests."""
    name = told["requestId"]
    if event == "requestWillBeSent":
        fetched[name] = Fetched(told["request"]["url"])
    elif event == "requestServedFromCache":
        fetched[name].kept = True
    elif event == "responseReceived":
        fetched[name].kept |= told["response"].get("fromDiskCache", False)
        fetched[name].header_bytes = told["response"]["encodedDataLength"]
    else:
        fetched[name].all_bytes = told["encodedDataLength"]


def _visit(page: Page, address: str, place: Place) -> None:
    cookies = place.cookies.items()
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies])
    page.goto(address + place.path)


def _timed(browser: Browser, address: str, place: Place) -> float:
    """Milliseconds from the start of the navigation until the first question can be answered."""
    page = phone(browser)
    far_away(page)
    page.add_init_script(WATCH)
    _visit(page, address, place)
    milliseconds = float(page.evaluate("window.answerable"))
    page.context.close()
    return milliseconds


def _table(weights: Sequence[Weight]) -> str:
    head = "| language | page | requests | bytes | headers | first question answerable (median, worst ms) |"
    return "\n".join([head, "| --- | --- | --: | --: | --: | --: |", *map(_row, weights)])


def _row(weight: Weight) -> str:
    times = weight.answerable_ms
    soon = f"{median(times):.0f}, {max(times):.0f}" if times else ""
    cells = (weight.language, weight.page, len(weight.requests), weight.body_bytes, weight.header_bytes, soon)
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    raise SystemExit(main())
