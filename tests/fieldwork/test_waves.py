"""Waves: opened on an edition that no longer changes, in languages that are finished."""

from dataclasses import replace

import pytest
from definitions import QUESTIONNAIRE, study_in
from scenes import TODAY, Person, opened, person, pretest, stored

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork.interviews import Stored, Turned
from kapsurvey.fieldwork.waves import close_wave, edition, open_wave, wave_named, wave_of
from kapsurvey.i18n import Catalogue, Sentence
from kapsurvey.questionnaire.strings import sentences
from kapsurvey.store import queries


def translated(study, **changes: Sentence) -> Catalogue:
    """A catalogue in which every sentence is final but for the changes."""
    final = {key: Sentence(f"<{text}>", text, "final", fuzzy=False, line=1) for key, text in sentences(study).items()}
    return Catalogue({**final, **{key.replace("__", "."): sentence for key, sentence in changes.items()}})


def refusal(database, study, catalogues, **changes) -> KapsurveyError:
    with pytest.raises(KapsurveyError) as caught, database.transaction() as connection:
        open_wave(connection, study, catalogues, pretest(study, **changes), today=TODAY)
    return caught.value


def test_a_wave_comes_back_as_it_was_opened(database, study, wave):
    with database.reading() as connection:
        assert wave_of(queries.wave_by_link(connection, "village")) == wave
    assert wave.words == {"organisation": "the school"} and wave.draft_days == 14
    assert wave.sampling["population"] == 400 and wave.languages == ("en", "vi", "pt")


def test_a_wave_in_earnest_opens_when_every_sentence_of_every_language_is_final(database, study):
    catalogues = {"vi": translated(study), "pt": translated(study)}
    assert opened(database, study, catalogues=catalogues, pretest=False).pretest is False


@pytest.mark.parametrize(
    "sentence",
    [
        None,
        Sentence("", "How old are you?", "final", fuzzy=False, line=1),
        Sentence("Bao nhiêu?", "How old are you?", "final", fuzzy=True, line=1),
        Sentence("Bao nhiêu?", "How old are you?", "pretested", fuzzy=False, line=1),
        Sentence("Bao nhiêu?", "How old were you?", "final", fuzzy=False, line=1),
    ],
    ids=["not there", "empty", "fuzzy", "not final", "of an older source"],
)
def test_one_unfinished_sentence_keeps_a_language_closed(database, study, sentence):
    vi = translated(study)
    kept = {key: one for key, one in vi.sentences.items() if key != "AGE"}
    vi = Catalogue(kept if sentence is None else {**kept, "AGE": sentence})
    catalogues = {"vi": vi, "pt": translated(study)}
    error = refusal(database, study, catalogues, pretest=False)
    assert error.code == "wave.language_unfinished"
    assert error.params == {"language": "vi", "n": 1, "first": "AGE"}
    assert opened(database, study, catalogues=catalogues, languages=("pt", "en"), pretest=False, name="without vi")


def test_a_pretest_and_a_rehearsal_open_with_what_there_is(database, study):
    assert opened(database, study, name="a", link="a").pretest
    assert opened(database, study, name="b", link="b", pretest=False, rehearsal=True).rehearsal


@pytest.mark.parametrize("where", ["source", "translation"])
def test_a_word_still_in_brackets_keeps_a_wave_closed(database, study, where):
    catalogues = {"vi": translated(study), "pt": translated(study)}
    if where == "source":
        words = {"organisation": "[ORGANISATION]"}
        study = replace(study, fieldwork=replace(study.fieldwork, words=words))
        catalogues = {"vi": translated(study), "pt": translated(study)}
    else:
        blank = Sentence("[TỔ CHỨC]", "the school", "final", fuzzy=False, line=1)
        catalogues["vi"] = translated(study, word__organisation=blank)
    error = refusal(database, study, catalogues, pretest=False)
    assert error.code == "wave.word_missing" and "word.organisation" in error.params["words"]


def test_only_a_usable_translation_enters_the_edition(database, study):
    old = Sentence("Bao nhiêu?", "How old were you?", "final", fuzzy=False, line=1)
    wave = opened(database, study, catalogues={"vi": translated(study, AGE=old)})
    with database.reading() as connection:
        texts = edition(connection, wave.fingerprint).texts
    assert "AGE" not in texts["vi"] and texts["vi"]["KNOWN"].startswith("<How many")
    assert texts["pt"] == {} and "en" not in texts


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"link": "other"}, "wave.name_taken"),
        ({"name": "other"}, "wave.link_taken"),
        ({"name": "other", "link": "Ümlaut"}, "wave.link_unusable"),
        ({"name": "other", "link": ""}, "wave.link_unusable"),
        ({"name": "other", "link": "static"}, "wave.link_unusable"),
        ({"name": " ", "link": "other"}, "wave.name_unusable"),
        ({"name": "x" * 81, "link": "other"}, "wave.name_unusable"),
        ({"name": "other", "link": "other", "languages": ("en", "km")}, "wave.language_unknown"),
        ({"name": "other", "link": "other", "languages": ()}, "wave.language_unknown"),
    ],
)
def test_an_opening_that_cannot_be_is_refused_by_name(database, study, wave, changes, code):
    assert refusal(database, study, {}, **changes).code == code


def test_an_interview_finishes_on_the_edition_it_began_with(database, tmp_path):
    folder = tmp_path / "questionnaires"
    before = opened(database, study_in(folder))
    somebody = person(database, before)
    somebody.until("opinions")
    changed = QUESTIONNAIRE.replace(
        'type: text, max_length: 2000, label: "Anything else?"', 'type: integer, label: "!"'
    )
    changed = changed.replace("  - name: opinions\n", "  - name: views\n")
    after = opened(database, study_in(folder, changed), name="second", link="village-2")
    assert after.fingerprint != before.fingerprint
    with database.reading() as connection:
        kept = edition(connection, somebody.draft.fingerprint).questionnaire
    returned = Person(database, before, kept, somebody.token)
    assert returned.answer("opinions", HARM="1") == Turned(5)
    assert isinstance(returned.answer("last", REMARKS="words, not a number"), Stored)
    assert [row.fingerprint for row in stored(database, before)] == [before.fingerprint]
    newcomer = person(database, after)
    assert [step.page.name for step in newcomer.visit.steps(newcomer_draft(newcomer))] == [
        "consent", "people", "offers", "views", "last",
    ]  # fmt: skip


def newcomer_draft(newcomer):
    newcomer.consent()
    return newcomer.draft


def test_an_edition_is_the_questionnaire_that_the_author_wrote(database, study, wave):
    with database.reading() as connection:
        assert edition(connection, wave.fingerprint).questionnaire == study.questionnaire


def named(database, name=None) -> str:
    with database.reading() as connection:
        return wave_named(connection, "village", name).name


def test_without_a_name_the_only_wave_or_the_only_open_one_is_meant(database, study, wave):
    opened(database, study, name="rehearsal-1", link="rehearsal", rehearsal=True)
    assert named(database) == "first"
    opened(database, study, name="second", link="second")
    with pytest.raises(KapsurveyError) as caught:
        named(database)
    assert caught.value.params == {"study": "village", "names": "first, rehearsal-1, second"}
    with database.transaction() as connection:
        close_wave(connection, wave, today=TODAY)
    assert named(database) == "second" and named(database, "first") == "first"
    with pytest.raises(KapsurveyError, match=r"wave\.unknown"):
        named(database, "third")
