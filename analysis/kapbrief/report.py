"""A report written to a folder: tables for machines, and pages for people in every language of the release."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from kapbrief.errors import ReportError
from kapbrief.files import workbook_file
from kapbrief.indicators import Results
from kapbrief.indicators_report import indicator_files
from kapbrief.messages import messages
from kapbrief.messages_report import message_files
from kapbrief.paper import Printer, pdf_files, wave_papers
from kapbrief.program import PROVENANCE, provenance_file
from kapbrief.progress import Doing, quietly
from kapbrief.quality_page import checks
from kapbrief.quality_report import quality_files
from kapbrief.release import Release
from kapbrief.scale_answers import scale_answers
from kapbrief.scales import scales
from kapbrief.workbook.books import report_book

Content = str | bytes


def write_report(
    results: Results,
    folder: Path,
    *,
    more: Mapping[str, str] | None = None,
    doing: Doing = quietly,
    prints: Printer | None = None,
) -> tuple[Path, ...]:
    """Writes the report, with ``more`` files by name, and PDFs where something ``prints`` them; says which files.

    The same release gives the same bytes.
    """
    wave, layout = results.release.wave, templates()
    doing(f"{wave}: scales")
    tested = scales(results)
    doing(f"{wave}: results by indicator")
    answered = scale_answers(results)
    contents: dict[str, Content] = {**indicator_files(results, tested, answered, layout)}
    doing(f"{wave}: what goes with each outcome")
    found = messages(results, tested)
    contents |= message_files(found, layout)
    doing(f"{wave}: quality and response")
    checked = checks(results, tested)
    contents |= quality_files(checked, layout)
    doing(f"{wave}: workbooks")
    contents |= {
        workbook_file(language): report_book(found, checked, answered, language) for language in results.languages
    }
    papers = wave_papers([one.outcome.name for one in found.outcomes], results.languages)
    contents |= pdf_files(papers, contents, prints, doing)
    return write_files({**contents, **(more or {})}, [results.release], folder)


def write_files(contents: Mapping[str, Content], releases: Sequence[Release], folder: Path) -> tuple[Path, ...]:
    """Writes files by name, and beside them where they come from."""
    every = {**contents, PROVENANCE: provenance_file(releases, contents)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in every.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as problem:
        raise ReportError(f"{folder}: cannot be written ({problem.strerror}): give a folder of your own") from problem
    return tuple(folder / name for name in every)


def templates() -> Environment:
    """What pages are laid out by."""
    loader = PackageLoader("kapbrief", package_path="")
    # The style stands in the page as it is; it is ours and holds no text of anybody else.
    return Environment(loader=loader, autoescape=lambda name: not str(name).endswith(".css"), undefined=StrictUndefined)
