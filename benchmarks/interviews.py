"""Measures whole interviews through HTTP, posted and scripted, on both databases, beside a bare view of one INSERT."""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import bare
import respondents
import servers
import study
from figures import Figures, Line, Part, table
from processes import cpu_seconds, memory
from respondents import Phone, Run
from scripts import Script, canonical, scripts
from servers import Server

from kapsurvey.fieldwork.study_keys import unseal
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire.model import Study, Value
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.rows import InterviewRow

_SCRIPTS = 20
# Enough at once for each worker to have rendered every page, and for each of its threads to have its connection.
_WARM_UP = 32

Visit = Callable[[Phone, int], Awaitable[list[float]]]


@dataclass(frozen=True)
class Stage:
    """One database with both servers on it, and what the respondents will say."""

    url: str
    wave: Wave
    scripts: tuple[Script, ...]
    survey: Server
    bare: Server

    @property
    def pages(self) -> int:
        """Pages of an interview: so many requests of the bare view stand beside it."""
        return len(self.scripts[0].forms)

    def script(self, number: int) -> Script:
        """What the visit of this number says."""
        return self.scripts[number % len(self.scripts)]

    def interview(self, phone: Phone, number: int) -> Awaitable[list[float]]:
        """A visit to the survey."""
        return respondents.interview(phone, f"/{self.wave.link}/".encode(), self.script(number))

    def scripted(self, phone: Phone, number: int) -> Awaitable[list[float]]:
        """A visit to the survey with the script of its pages."""
        return respondents.scripted(phone, f"/{self.wave.link}/".encode(), self.script(number))

    def knocks(self, phone: Phone, number: int) -> Awaitable[list[float]]:
        """A visit to the bare view."""
        return respondents.knocks(phone, b"x" * bare.BODY_BYTES, self.pages)


def main() -> int:
    """Measure, print, and tell by the exit code whether an interview failed or was lost."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="kapsurvey-benchmark-") as folder:
        parts = [_measured(name, arguments, Path(folder)) for name in arguments.databases]
    print(table(parts))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(part) for part in parts], indent=1) + "\n")
    return int(not all(part.sound for part in parts))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interviews", type=int, default=400, help="for each line of the table (default: %(default)s)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32, 100], metavar="N", help="how many at once")
    kinds = ["sqlite", "postgres"]
    parser.add_argument("--databases", nargs="+", choices=kinds, default=kinds, help="default: both")
    parser.add_argument("--study", help="a shipped study instead of the generated one of ten pages")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here as well")
    return parser.parse_args()


def _measured(name: str, arguments: argparse.Namespace, folder: Path) -> Part:
    with _stage(name, study.named(arguments.study), folder) as stage:
        warm_up = _run(stage.survey, stage.interview, n=_WARM_UP, clients=_WARM_UP)
        scripted = _run(stage.survey, stage.scripted, n=_WARM_UP, clients=_WARM_UP)
        _run(stage.bare, stage.knocks, n=_WARM_UP, clients=_WARM_UP)
        finished = _said(stage, warm_up) + _said(stage, scripted)
        lines = []
        for clients in arguments.clients:
            line, runs = _line(stage, clients, max(arguments.interviews, clients))
            lines.append(line)
            finished += sum((_said(stage, run) for run in runs), Counter())
        stored = _stored(stage)
        taken = memory(stage.survey.pid)
        return Part(name, stage.pages, lines, taken, stored.total(), (finished - stored).total())


@contextmanager
def _stage(name: str, asked: Study, folder: Path) -> Iterator[Stage]:
    with ExitStack() as stack:
        url, bare_url = f"sqlite:///{folder}/survey.sqlite", f"sqlite:///{folder}/bare.sqlite"
        also: tuple[int, ...] = ()
        if name == "postgres":
            url, process = stack.enter_context(servers.postgres_database())
            bare_url, also = url, (process,)
        wave = servers.open_on(url, asked)
        said = scripts(asked.questionnaire, wave, n=_SCRIPTS, seed=1)
        survey = stack.enter_context(servers.survey(url, folder, also=also))
        beside = stack.enter_context(servers.bare(bare_url, also=also))
        yield Stage(url, wave, said, survey, beside)


def _line(stage: Stage, clients: int, n: int) -> tuple[Line, tuple[Run, Run]]:
    asked, run = _figures(stage.survey, stage.interview, n=n, clients=clients)
    scripted, scripted_run = _figures(stage.survey, stage.scripted, n=n, clients=clients)
    beside, _ = _figures(stage.bare, stage.knocks, n=n, clients=clients)
    return Line(clients, asked, scripted, beside), (run, scripted_run)


def _figures(server: Server, visit: Visit, *, n: int, clients: int) -> tuple[Figures, Run]:
    before = cpu_seconds(server.roots)
    run = _run(server, visit, n=n, clients=clients)
    cpu = cpu_seconds(server.roots) - before
    times = sorted(run.posts)
    p50, p95, p99 = (_share(times, share) * 1000 for share in (0.50, 0.95, 0.99))
    finished = len(run.finished)
    each = cpu / finished * 1000 if finished else float("nan")
    return Figures(finished / run.seconds, each, p50, p95, p99, dict(run.errors)), run


def _run(server: Server, visit: Visit, *, n: int, clients: int) -> Run:
    return respondents.run(server.port, visit, n=n, clients=clients)


def _share(ordered: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


def _said(stage: Stage, run: Run) -> Counter[str]:
    return Counter(stage.script(number).answers for number in run.finished)


def _stored(stage: Stage) -> Counter[str]:
    """The answers of every interview in the database."""
    with closing(Database(stage.url)) as database, database.reading() as connection:
        rows = queries.interviews(connection, stage.wave.id)
        return Counter(canonical(_answers(row)) for row in rows)


def _answers(row: InterviewRow) -> dict[str, Value]:
    """The answers of an interview as the researchers read them: the whole of it is in its envelope."""
    opened = unseal([servers.PRIVATE], json.loads(row.document)["envelope"])
    answers: dict[str, Value] = json.loads(opened or b"{}")["answers"]
    return answers


if __name__ == "__main__":
    raise SystemExit(main())
