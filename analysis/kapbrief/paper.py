"""Which pages become which PDF, and whether this machine can print."""

import contextlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Protocol

from kapbrief.files import (
    brief_file,
    brief_paper,
    changes_file,
    indicators_file,
    messages_file,
    quality_file,
    report_paper,
)
from kapbrief.progress import Doing


class Printer(Protocol):
    """Makes one PDF of pages, on one sheet if asked."""

    def __call__(self, pages: Sequence[str], *, one_sheet: bool = False) -> bytes:
        """The content of the file."""


@dataclass(frozen=True)
class Paper:
    """What a PDF is made of."""

    pages: tuple[str, ...]
    """files of the report"""
    one_sheet: bool = False


MISSING = (
    "No PDFs, everything else is written: Pango is missing. On Debian and Ubuntu: apt-get install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0; --no-pdf leaves them out without a word"
)


def printer(load: Callable[[str], ModuleType] = import_module) -> Printer | None:
    """What prints; None where WeasyPrint or Pango is missing. Loading it takes a while: ask where a PDF is wanted."""
    try:
        # Where Pango is missing WeasyPrint prints advice before it fails; ours is shorter.
        with contextlib.redirect_stdout(io.StringIO()):
            found: Printer = load("kapbrief.printing").printed
    except (ImportError, OSError):
        return None
    return found


def wave_papers(outcomes: Sequence[str], languages: Iterable[str]) -> Mapping[str, Paper]:
    """By PDF the pages of one wave that it is made of: a report, and a brief of each outcome, in each language."""
    found: dict[str, Paper] = {}
    for language in languages:
        pages = indicators_file(language), messages_file(language), quality_file(language)
        found[report_paper(language)] = Paper(pages)
        for outcome in outcomes:
            found[brief_paper(outcome, language)] = Paper((brief_file(outcome, language),), one_sheet=True)
    return found


def changes_papers(languages: Iterable[str]) -> Mapping[str, Paper]:
    """Of several waves what changed, in each language."""
    return {report_paper(language): Paper((changes_file(language),)) for language in languages}


def pdf_files(
    papers: Mapping[str, Paper], contents: Mapping[str, str | bytes], prints: Printer | None, doing: Doing
) -> dict[str, bytes]:
    """Content by file name, of pages as they were written; none where nothing prints."""
    found: dict[str, bytes] = {}
    if prints is None:
        return found
    for name, paper in papers.items():
        doing(f"printing {name}")
        found[name] = prints([str(contents[page]) for page in paper.pages], one_sheet=paper.one_sheet)
    return found
