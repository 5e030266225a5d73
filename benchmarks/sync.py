"""Measures what a device's interviews cost the server: one in each POST, and fifty in one, on both databases."""

import argparse
import http.client
import json
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import bare
import servers
import study
from devices import Content, Device, Sealed, seal
from processes import cpu_seconds
from scripts import scripts
from servers import Server

from kapsurvey.config import Config
from kapsurvey.fieldwork import staff
from kapsurvey.fieldwork.sealing import Secret, new_token
from kapsurvey.fieldwork.server_key import ServerKey
from kapsurvey.fieldwork.staff import ENUMERATOR, Staff
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire.model import Study
from kapsurvey.store import queries
from kapsurvey.store.database import Database

_NUMBER = 7
_CONTENTS = 40
_WARM_UP = 100
_FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r'name="-csrf" value="([^"]+)"')


@dataclass(frozen=True)
class Line:
    """One way of sending, and what it cost."""

    database: str
    items_a_post: int
    interviews: int
    cpu_ms_an_interview: float
    cpu_ms_a_bare_request: float
    """The bare view, called as often just before."""
    seconds: float
    kilobytes_an_item: float
    lost: int


@dataclass
class Enumerator:
    """Somebody signed in, with a connection that stays open as a phone's does."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str]
    form: str = ""

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = _FORM) -> bytes:
        """The body of a reply; its cookies are kept."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": kind, "X-Form": self.form, "Accept": "application/json"}
        self.connection.request(method, path, body, headers)
        reply = self.connection.getresponse()
        content = reply.read()
        for cookie in reply.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if reply.status >= 400:
            raise SystemExit(f"{method} {path}: {reply.status} {content[:200]!r}")
        return content

    def sign_in(self, password: str) -> None:
        """Sign in as a browser does, and take the form token along."""
        token = _TOKEN.search(self.ask("GET", "/staff/").decode())
        assert token is not None
        fields = {"-csrf": token[1], "-number": _NUMBER, "-password": password}
        self.ask("POST", "/staff/", urlencode(fields).encode())
        self.form = json.loads(self.ask("GET", "/staff/waves.json"))["form"]

    def deliver(self, phone: Device, items: Sequence[Sealed]) -> int:
        """Send a bundle; how many of its items were not stored, or not acknowledged as they should."""
        phone.made += len(items)
        body = b"".join([phone.header(len(items)), *(item.line for item in items)])
        said = json.loads(self.ask("POST", "/staff/bundle", body, "application/x-ndjson"))
        answers = {one["id"]: (one["result"], one.get("receipt")) for one in said["items"]}
        return sum(answers.get(item.id) != ("stored", item.receipt) for item in items)


Stage = tuple[Server, Server, Enumerator, Device, str]
"""A server and the bare view, somebody signed in there, their phone, and the database behind it."""


def main() -> int:
    """Measure, print, and tell by the exit code whether an interview was lost."""
    arguments = _arguments()
    lines = [line for name in arguments.databases for line in _measured(name, arguments)]
    print(_table(lines))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(line) for line in lines], indent=1) + "\n")
    return int(any(line.lost for line in lines))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--interviews", type=int, default=1000, help="for each line of the table (default: %(default)s)"
    )
    parser.add_argument("--bundle", type=int, default=50, help="how many in one POST (default: %(default)s)")
    kinds = ["sqlite", "postgres"]
    parser.add_argument("--databases", nargs="+", choices=kinds, default=kinds, help="default: both")
    parser.add_argument("--study", help="a shipped study instead of the generated one of ten pages")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here as well")
    return parser.parse_args()


def _measured(name: str, arguments: argparse.Namespace) -> Iterator[Line]:
    with _stage(name, study.named(arguments.study)) as stage:
        _, _, enumerator, phone, _ = stage
        contents = _contents(phone)
        for size in (1, arguments.bundle):
            # Enough for each worker to have opened its connections and read the edition.
            _deliver(enumerator, phone, _items(phone, contents, _WARM_UP), size)
            yield _line(name, size, _items(phone, contents, arguments.interviews), stage)


def _line(name: str, size: int, items: list[Sealed], stage: Stage) -> Line:
    server, beside, enumerator, phone, url = stage
    bare_ms = _bare(beside, len(items))
    stored, before = _stored(url, phone.wave), cpu_seconds(server.roots)
    started = time.monotonic()
    refused = _deliver(enumerator, phone, items, size)
    seconds, cpu = time.monotonic() - started, cpu_seconds(server.roots) - before
    missing = len(items) - (_stored(url, phone.wave) - stored)
    kilobytes = sum(len(item.line) for item in items) / len(items) / 1000
    return Line(name, size, len(items), cpu / len(items) * 1000, bare_ms, seconds, kilobytes, max(refused, missing))


def _bare(server: Server, n: int) -> float:
    """Processor time of a request to the bare view, in milliseconds."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        _knock(connection, _WARM_UP)
        before = cpu_seconds(server.roots)
        _knock(connection, n)
        return (cpu_seconds(server.roots) - before) / n * 1000


def _knock(connection: http.client.HTTPConnection, n: int) -> None:
    for _ in range(n):
        connection.request("POST", "/", b"x" * bare.BODY_BYTES)
        connection.getresponse().read()


def _deliver(enumerator: Enumerator, phone: Device, items: Sequence[Sealed], size: int) -> int:
    return sum(enumerator.deliver(phone, items[start : start + size]) for start in range(0, len(items), size))


@contextmanager
def _stage(name: str, asked: Study) -> Iterator[Stage]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kapsurvey-benchmark-")))
        url, bare_url, also = f"sqlite:///{folder}/survey.sqlite", f"sqlite:///{folder}/bare.sqlite", ()
        if name == "postgres":
            url, process = stack.enter_context(servers.postgres_database())
            bare_url, also = url, (process,)
        wave = servers.open_on(url, asked)
        server = stack.enter_context(servers.survey(url, folder, also=also))
        beside = stack.enter_context(servers.bare(bare_url, also=also))
        secret = Config(database=url, secret=(folder / "secret").read_bytes().strip()).secret
        connection = stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", server.port)))
        enumerator = Enumerator(connection, {})
        with closing(Database(url)) as database, database.transaction() as opened:
            access = staff.add(opened, Secret(secret), Staff(_NUMBER, "", ENUMERATOR))
        enumerator.sign_in(access.password)
        phone = Device(wave, asked.questionnaire, ServerKey.of(secret).public, _NUMBER, language=wave.languages[0])
        yield server, beside, enumerator, replace(phone, today=date.today()), url


def _contents(phone: Device) -> list[Content]:
    """Different interviews from the first page to the last."""
    made = scripts(phone.questionnaire, phone.wave, n=_CONTENTS, seed=1)
    return [phone.interview({page.decode(): _fields(form) for page, form in one.forms.items()}) for one in made]


def _fields(form: bytes) -> dict[str, object]:
    return {name: values for name, values in parse_qs(form.decode()).items() if not name.startswith("-")}


def _items(phone: Device, contents: Sequence[Content], n: int) -> list[Sealed]:
    """So many items, each with a token of its own under a seal of its own."""
    return [seal(phone.key, {**contents[number % len(contents)], "token": new_token()}) for number in range(n)]


def _stored(url: str, wave: Wave) -> int:
    with closing(Database(url)) as database, database.reading() as connection:
        return sum(queries.outcomes(connection, wave.id).values())


def _table(lines: Sequence[Line]) -> str:
    columns = ("database", "interviews a POST", "CPU ms/interview", "bare: CPU ms/request", "kB an item", "lost")
    return "\n".join([_row(columns), _row(["---", *["--:"] * (len(columns) - 1)]), *map(_row, map(_cells, lines))])


def _cells(line: Line) -> list[str]:
    cpu, beside = f"{line.cpu_ms_an_interview:.2f}", f"{line.cpu_ms_a_bare_request:.2f}"
    return [line.database, str(line.items_a_post), cpu, beside, f"{line.kilobytes_an_item:.1f}", str(line.lost)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    raise SystemExit(main())
