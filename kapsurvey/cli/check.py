"""Names every mistake in a study and its translations, or says how far they have come."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kapsurvey.cli.folders import folders_of, shown
from kapsurvey.errors import ConfigError, Mistake
from kapsurvey.fieldwork.studies import translation_of
from kapsurvey.i18n import SOURCE, Catalogue, read_catalogue
from kapsurvey.paths import TRANSLATIONS
from kapsurvey.questionnaire.load import read
from kapsurvey.questionnaire.model import Study
from kapsurvey.questionnaire.strings import sentences
from kapsurvey.questionnaire.translations import interface_mistakes, mistakes, progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which study."""
    parser.add_argument("study", nargs="?", help="name of a study, or its folder (default: every study)")


def run(arguments: argparse.Namespace) -> int:
    """Print each mistake as ``path:line:column: what is wrong: what to do``; 1 where there is any."""
    found: dict[Mistake, None] = {}
    for folder in folders_of(arguments.study):
        reading = read(folder)
        found.update(dict.fromkeys(replace(m, file=shown(folder.parent / m.file)) for m in reading.mistakes))
        if reading.study is not None:
            of_translations = sorted(_mistakes_of_translations(reading.study, folder))
            found.update(dict.fromkeys(of_translations))
            if not reading.mistakes and not of_translations:
                print(_summary(reading.study, folder))
    for mistake in found:
        print(mistake)
    return 1 if found else 0


def _mistakes_of_translations(study: Study, folder: Path) -> Iterator[Mistake]:
    for language in _translated(study):
        path, interface = translation_of(folder, language), TRANSLATIONS / language / "LC_MESSAGES" / "ui.po"
        try:
            yield from mistakes(study, language, read_catalogue(path), file=shown(path))
            yield from interface_mistakes(language, read_catalogue(interface), file=shown(interface))
        except ConfigError as error:
            file, line, reason = (error.params[name] for name in ("file", "line", "reason"))
            yield Mistake(shown(Path(str(file))), int(str(line)), 1, f"this is no PO file ({reason})", "correct it")


def _translated(study: Study) -> list[str]:
    return [language for language in study.fieldwork.languages if language != SOURCE]


def _summary(study: Study, folder: Path) -> str:
    questions = sum(1 for _ in study.questionnaire.questions())
    counts = f"{len(study.questionnaire.pages)} pages, {questions} questions, {len(sentences(study))} sentences"
    catalogues = {language: read_catalogue(translation_of(folder, language)) for language in _translated(study)}
    lines = [f"  {language}: {_states(study, catalogue)}" for language, catalogue in catalogues.items()]
    return "\n".join([f"{study.questionnaire.study}: {counts}, no mistakes", *lines])


def _states(study: Study, catalogue: Catalogue) -> str:
    return ", ".join(f"{count} {state}" for state, count in progress(study, catalogue).items())
