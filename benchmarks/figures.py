"""The figures of the interviews' benchmark, and the table that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from processes import Memory

_OF_INTERVIEWS = ("interviews/s", "CPU ms/interview", "POST p50 ms", "p95", "p99", "errors")
_OF_SCRIPTED = ("scripted: interviews/s", "CPU ms/interview", "POST p50 ms", "p95", "p99", "errors")
_OF_BARE = ("bare: requests/s", "CPU ms/request", "p50 ms", "p95", "p99")
_COLUMNS = ("database", "clients", *_OF_INTERVIEWS, *_OF_SCRIPTED, *_OF_BARE)


@dataclass(frozen=True)
class Figures:
    """What one run of visits showed. A visit is an interview, or as many requests of the bare view as it has pages."""

    visits_a_second: float
    cpu_ms_a_visit: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    errors: dict[str, int]


@dataclass(frozen=True)
class Line:
    """One line of the table: interviews as forms are posted and as the script posts them, and the bare view beside."""

    clients: int
    interviews: Figures
    scripted: Figures
    bare: Figures


@dataclass(frozen=True)
class Part:
    """All that was measured on one database; ``lost`` counts interviews that got a receipt and are not stored."""

    database: str
    pages: int
    lines: list[Line]
    memory: Memory
    stored: int
    lost: int

    @property
    def sound(self) -> bool:
        """Whether every interview went its way and is there."""
        return not self.lost and not any(line.interviews.errors or line.scripted.errors for line in self.lines)


def table(parts: Sequence[Part]) -> str:
    """Everything as Markdown."""
    rows = [_row([part.database, *_cells(line, part.pages)]) for part in parts for line in part.lines]
    rule = _row(["---", *["--:"] * (len(_COLUMNS) - 1)])
    return "\n".join([_row(_COLUMNS), rule, *rows, "", *(_note(part) for part in parts)])


def _cells(line: Line, pages: int) -> list[str]:
    bare = line.bare
    return [
        str(line.clients),
        *_of_interviews(line.interviews),
        *_of_interviews(line.scripted),
        f"{bare.visits_a_second * pages:.0f}",
        f"{bare.cpu_ms_a_visit / pages:.2f}",
        *_times(bare),
    ]


def _of_interviews(asked: Figures) -> list[str]:
    errors = str(sum(asked.errors.values()))
    return [f"{asked.visits_a_second:.1f}", f"{asked.cpu_ms_a_visit:.1f}", *_times(asked), errors]


def _times(figures: Figures) -> list[str]:
    return [f"{milliseconds:.1f}" for milliseconds in (figures.p50_ms, figures.p95_ms, figures.p99_ms)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _note(part: Part) -> str:
    runs = [figures for line in part.lines for figures in (line.interviews, line.scripted, line.bare)]
    errors = sorted({error for figures in runs for error in figures.errors})
    said = f"; errors: {'; '.join(errors)}" if errors else ""
    return (
        f"{part.database}: interviews of {part.pages} pages, {part.stored} stored, {part.lost} lost; memory of the "
        f"server's processes {part.memory.pss_mb:.0f} MB PSS, {part.memory.rss_mb:.0f} MB RSS{said}"
    )


def median(times: Sequence[float]) -> float:
    """The middle one. Python's own module of that kind is hidden from these programs by ``statistics.py``."""
    ordered, half = sorted(times), len(times) // 2
    return ordered[half] if len(times) % 2 else (ordered[half - 1] + ordered[half]) / 2
