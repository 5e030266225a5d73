"""Brings the translations of studies, or of the interface, up to date with their sources."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from babel.messages.extract import extract_from_dir

from kapsurvey.cli.folders import folders_of, shown
from kapsurvey.errors import DefinitionError
from kapsurvey.fieldwork.studies import translation_of
from kapsurvey.i18n import SOURCE, po
from kapsurvey.i18n.merging import Merged, Source, merge
from kapsurvey.i18n.po_writing import header, written
from kapsurvey.paths import TRANSLATIONS
from kapsurvey.questionnaire.load import read
from kapsurvey.questionnaire.model import Study
from kapsurvey.questionnaire.strings import sentences

_PACKAGE = Path(__file__).parent.parent
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"**/templates/**.html": {"silent": "false"}}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which study, or the interface."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("study", nargs="?", help="name of a study, or its folder (default: every study)")
    which.add_argument("--interface", action="store_true", help="the texts of the pages around the questions")


def run(arguments: argparse.Namespace) -> int:
    """Write each file that has to change, and say what changed."""
    for path, language, sources in _of_interface() if arguments.interface else _of_studies(arguments.study):
        before = po.read(path) if path.exists() else ()
        merged = merge(before, sources, header(path.stem, language))
        _write(path, written(merged.messages))
        print(f"{shown(path)}: {_changes(merged)}")
    return 0


def _of_studies(study: str | None) -> Iterator[tuple[Path, str, list[Source]]]:
    for folder in folders_of(study):
        loaded = _sound(folder)
        sources = [Source(text, key) for key, text in sentences(loaded).items()]
        for language in loaded.fieldwork.languages:
            if language != SOURCE:
                yield translation_of(folder, language), language, sources


def _sound(folder: Path) -> Study:
    reading = read(folder)
    if reading.study is None or reading.mistakes:
        raise DefinitionError(tuple(replace(m, file=shown(folder.parent / m.file)) for m in reading.mistakes))
    return reading.study


def _of_interface() -> Iterator[tuple[Path, str, list[Source]]]:
    """The interface speaks the languages that any study has been translated into."""
    sources = [Source(text) for text in dict.fromkeys(interface_sentences(_PACKAGE))]
    for folder in sorted(TRANSLATIONS.glob("*/LC_MESSAGES")):
        yield folder / "ui.po", folder.parent.name, sources


def interface_sentences(package: Path) -> Iterator[str]:
    """Every sentence that modules and templates mark with ``_("...")``, as often as it stands there."""
    for _, _, message, _, _ in extract_from_dir(package, _METHODS, _OPTIONS):
        yield from [message] if isinstance(message, str) else message


def _write(path: Path, text: str) -> None:
    """Write the file as a whole, or leave it alone: a translator may have it open."""
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".po.new")
    new.write_bytes(content)
    new.replace(path)


def _changes(merged: Merged) -> str:
    counts = (("new", merged.added), ("changed", merged.changed), ("gone", merged.removed))
    return ", ".join(f"{count} {what}" for what, count in counts if count) or "nothing new"
