"""The report on all waves of a study, written to a folder: that of each wave, and what changed between them."""

from collections.abc import Sequence
from pathlib import Path

from kapbrief.changes import Comparison
from kapbrief.changes_page import changes_page, languages
from kapbrief.changes_table import TABLE, changes_table
from kapbrief.files import changes_file, workbook_file
from kapbrief.indicators import Results
from kapbrief.paper import Printer, changes_papers, pdf_files
from kapbrief.progress import Doing, quietly
from kapbrief.report import Content, templates, write_files, write_report
from kapbrief.texts import Texts
from kapbrief.workbook.books import changes_book


def write_waves(
    waves: Sequence[Results],
    found: Sequence[Comparison],
    folder: Path,
    *,
    doing: Doing = quietly,
    prints: Printer | None = None,
) -> tuple[Path, ...]:
    """Writes each wave's report into a folder of its name, and the changes beside them; PDFs where something prints."""
    written: list[Path] = []
    for wave in waves:
        written += write_report(wave, folder / wave.release.wave, doing=doing, prints=prints)
    doing("what changed between the waves")
    contents = _files(waves, found)
    contents |= pdf_files(changes_papers(languages(waves)), contents, prints, doing)
    return (*written, *write_files(contents, [wave.release for wave in waves], folder))


def _files(waves: Sequence[Results], found: Sequence[Comparison]) -> dict[str, Content]:
    template = templates().get_template("changes.html")
    told = languages(waves)
    pages = {
        changes_file(language): template.render(page=changes_page(waves, found, language), say=Texts(language).say)
        for language in told
    }
    books = {workbook_file(language): changes_book(waves, found, language) for language in told}
    return {TABLE: changes_table(found), **pages, **books}
