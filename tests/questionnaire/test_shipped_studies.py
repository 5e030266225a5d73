"""Every study that we ship is sound, in every language that it names."""

import pytest

from kapsurvey.i18n import SOURCE, STATES, po, read_catalogue
from kapsurvey.i18n.merging import Source, merge
from kapsurvey.i18n.po_writing import header, written
from kapsurvey.paths import QUESTIONNAIRES, TRANSLATIONS
from kapsurvey.questionnaire.load import read
from kapsurvey.questionnaire.strings import sentences
from kapsurvey.questionnaire.translations import interface_mistakes, mistakes, progress

STUDIES = sorted(file.parent for file in QUESTIONNAIRES.glob("*/questionnaire.yaml"))


@pytest.fixture(params=STUDIES, ids=lambda folder: folder.name)
def shipped(request):
    """One study that we ship, as read."""
    return read(request.param)


def test_there_are_studies():
    assert STUDIES != []


def test_study_has_no_mistakes(shipped):
    assert [str(mistake) for mistake in shipped.mistakes] == []


def test_its_languages_are_complete_and_marked(shipped):
    study = shipped.study
    for language in study.fieldwork.languages:
        if language != SOURCE:
            catalogue = read_catalogue(TRANSLATIONS / language / "LC_MESSAGES" / f"{study.questionnaire.study}.po")
            assert [str(mistake) for mistake in mistakes(study, language, catalogue, file=language)] == []
            assert sum(progress(study, catalogue).values()) == len(sentences(study))
            assert {sentence.status for sentence in catalogue.sentences.values()} <= set(STATES)


def test_its_translations_are_up_to_date_with_their_source(shipped):
    study = shipped.study
    sources = [Source(text, key) for key, text in sentences(study).items()]
    for language in study.fieldwork.languages:
        if language != SOURCE:
            path = TRANSLATIONS / language / "LC_MESSAGES" / f"{study.questionnaire.study}.po"
            merged = merge(po.read(path), sources, header(path.stem, language))
            assert written(merged.messages) == path.read_text(encoding="utf-8")


def test_the_interface_speaks_its_languages(shipped):
    for language in shipped.study.fieldwork.languages:
        if language != SOURCE:
            catalogue = read_catalogue(TRANSLATIONS / language / "LC_MESSAGES" / "ui.po")
            assert [str(mistake) for mistake in interface_mistakes(language, catalogue, file=language)] == []
