"""What the survey writes the analysis reads, byte for byte: the two share no code, only this test."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from definitions import ANSWERED_ALONE, FIELDWORK, every_type_in, study_in
from devices import device, handed_in
from releases import answer_everything, written
from scenes import CALM, opened, person, stored

from kapbrief.indicators import estimates
from kapbrief.release import read_release
from kapsurvey.fieldwork.interviews import Unsound
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.i18n import Catalogue, Sentence
from kapsurvey.questionnaire.model import Choice, Page, Question, Study
from kapsurvey.questionnaire.strings import sentences

NAUGHTY = json.loads(Path(__file__).with_name("naughty.json").read_text(encoding="utf-8"))
MARKS_AND_FORMULAS = {
    "mark": ".blank",
    "stuffed mark": "..dk",
    "dots": "...",
    "formula": '=HYPERLINK("http://example.org","x")',
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab first": "\t=1",
    "comma": 'a,"b",c',
    "lone return": "one\rtwo",
    "ends in a line": "end\r\n",
    "long": "ê" * 3000,
}
UNSTORABLE = ("newlines", "controls")
BLANK = ("empty", "blank")


@pytest.fixture
def town(tmp_path: Path) -> Study:
    """A study with every type."""
    return every_type_in(tmp_path / "town")


@pytest.fixture
def wave(database, town) -> Wave:
    """Its wave."""
    return opened(database, town)


def read_back(database, wave, study, tmp_path, **options):
    written(database, wave, study, tmp_path / "out", **options)
    return read_release(tmp_path / "out")


def test_every_type_is_read_as_it_was_answered(database, wave, town, tmp_path):
    answer_everything(person(database, wave, language="vi"))
    found = read_back(database, wave, town, tmp_path)
    numbers = {name: column.numbers[0] for name, column in found.answers.items() if not np.isnan(column.numbers[0])}
    assert numbers == {
        "CONSENT": 1, "BORN": 1, "LAW": 1, "GOOD": 3, "BAD": 1, "SEEN.1": 1, "SEEN.2": 1, "SEEN.6": 0, "DAYS": 7,
        "PRICE": 0.5, "BEST.1": 2, "BEST.2": 1, "BEST.3": 0, "WEEK.b": 3, "TWICE": 14,
    }  # fmt: skip
    texts = {name: column.texts[0] for name, column in found.answers.items() if column.texts}
    assert texts == {
        "SEEN.other": ".dotted, “quoted”",
        "WORDS": "=1+1",
        "SINCE": "1990-02-01",
        "SLIP": "AB12",
        "TWICE": "14",
    }
    assert found.answers["WEEK.a"].states[0] == "blank"
    assert (found.languages, found.modes, found.outcomes["complete"]) == (("vi",), ("self",), 1)


def test_not_asked_blank_dont_know_and_refused_are_read_apart(database, wave, town, tmp_path):
    someone = person(database, wave)
    someone.answer("consent", CONSENT="1", BORN="9")
    someone.answer("law", LAW="8")
    someone.answer("views", SEEN=["8"])
    for page in [step.page.name for step in someone.visit.steps(someone.draft)][3:]:
        fields = {"DAYS__missing": "refuse", "PRICE__missing": "dk"} if page == "north" else {"SINCE": ""}
        someone.answer(page, **fields)
    assert [row.outcome for row in stored(database, wave)] == ["partial"]
    found = read_back(database, wave, town, tmp_path)
    states = {name: str(column.states[0]) for name, column in found.answers.items()}
    assert states == {
        "CONSENT": "given", "BORN": "refuse", "LAW": "dk", "GOOD": "blank", "BAD": "blank",
        "SEEN.1": "dk", "SEEN.2": "dk", "SEEN.6": "dk", "SEEN.other": "not asked",
        "DAYS": "refuse", "PRICE": "dk", "WORDS": "blank", "SINCE": "blank", "SLIP": "blank",
        "BEST.1": "not asked", "BEST.2": "not asked", "BEST.3": "not asked",
        "WEEK.a": "not asked", "WEEK.b": "not asked", "TWICE": "not asked",
    }  # fmt: skip


def test_the_plan_the_keys_and_the_signatures_are_read_as_the_author_wrote_them(database, wave, town, tmp_path):
    found = read_back(database, wave, town, tmp_path)
    law = next(variable for variable in found.codebook.variables if variable.name == "LAW")
    assert [(sorted(key.codes), key.situation) for key in law.kap.key] == [([2], None), ([1], "here")]
    assert found.codebook.signed_off == {"F-1": False}
    assert found.codebook.situations == {"here": "BORN == 1", "there": None}
    assert [indicator.name for indicator in found.plan.indicators] == ["K", "ATT", "SEEN"]
    assert (found.plan.groups, found.plan.smallest_cell, found.plan.sampling.population) == (("BORN",), 12, 400)
    assert (found.pretest, found.rehearsal, found.fingerprint) == (True, False, wave.fingerprint)


def test_break_offs_are_released_and_refusals_only_counted(database, wave, town, tmp_path):
    early = person(database, wave)
    early.answer("consent", CONSENT="1")
    early.stop()
    person(database, wave).answer("consent", CONSENT="2")
    found = read_back(database, wave, town, tmp_path)
    assert found.outcomes == {"complete": 0, "partial": 0, "break_off": 1, "refused": 1, "ineligible": 0}
    assert (tmp_path / "out" / "responses.csv").read_text(encoding="utf-8").count("\n") == 2
    assert found.interviews == 0


@pytest.mark.parametrize("name", [name for name in {**NAUGHTY, **MARKS_AND_FORMULAS} if name not in UNSTORABLE])
def test_whatever_a_person_writes_comes_back_byte_for_byte(database, wave, town, tmp_path, name):
    text = {**NAUGHTY, **MARKS_AND_FORMULAS}[name]
    someone = person(database, wave)
    someone.answer("consent", CONSENT="1", BORN="2")
    someone.answer("law", LAW="1")
    # "Please say" takes 500 characters, the open question 3,000.
    someone.answer("views", GOOD="1", BAD="1", SEEN=["2"], SEEN__other=text[:500])
    for page in [step.page.name for step in someone.visit.steps(someone.draft)][3:]:
        someone.answer(page, **({"WORDS": text} if page == "south" else {"DAYS": "1", "PRICE": "2"}))
    found = read_back(database, wave, town, tmp_path)
    for column, said in (("SEEN.other", text[:500]), ("WORDS", text)):
        state, came_back = found.answers[column].states[0], found.answers[column].texts[0]
        assert (state, came_back.encode()) == (("blank", b"") if name in BLANK else ("given", said.encode()))


@pytest.mark.parametrize("name", UNSTORABLE)
def test_what_no_database_keeps_is_refused_beside_its_question_and_the_rest_is_kept(database, wave, name):
    someone = person(database, wave)
    someone.answer("consent", CONSENT="1")
    someone.answer("law")
    result = someone.answer("views", GOOD="2", SEEN=["2"], SEEN__other=NAUGHTY[name])
    assert isinstance(result, Unsound)
    assert {question: error.code for question, error in result.answers.errors.items()} == {"SEEN": "text.control"}
    assert someone.draft.answers["GOOD"] == 2


def test_what_an_enumerators_device_sealed_reaches_the_estimate(database, tmp_path):
    """Twelve interviews with a hand-over, three of them with an offer, one without privacy; two attempts."""
    sites = "sites: [{name: market, label: The market}]\n"
    study = study_in(tmp_path / "questionnaires", ANSWERED_ALONE, fieldwork=FIELDWORK + sites)
    wave = opened(database, study)
    phone = device(database, wave, site="market", language="vi")
    offer = {**CALM, "offers": {"OFFERED": ["1"]}, "details": {"WHERE": "CANARY"}}
    calm = {**CALM, "details": {}}
    skipped = {page: fields for page, fields in CALM.items() if page != "offers"}
    contents = [phone.interview(offer, hand_over="self") for _ in range(3)]
    contents += [phone.interview(calm, hand_over="self") for _ in range(9)]
    contents += [phone.interview(skipped, hand_over="no_privacy"), phone.attempt("refused"), phone.attempt("not_found")]
    assert {one.result for one in handed_in(database, [phone.seal(content) for content in contents])} == {"stored"}
    found = read_back(database, wave, study, tmp_path)
    assert (found.interviews, found.outcomes["complete"], set(found.sites)) == (13, 13, {"market"})
    assert (set(found.modes), set(found.enumerators)) == ({"assisted"}, {"7"})
    assert sorted(found.hand_overs) == ["no_privacy", *["self"] * 12]
    assert {outcome: n for outcome, n in found.attempts.items() if n} == {"refused": 1, "not_found": 1}
    offered = found.answers["OFFERED.1"]
    states = [state for state, over in zip(offered.states, found.hand_overs, strict=True) if over == "no_privacy"]
    assert states == ["not asked"]
    (result,) = estimates(found).results
    overall = next(row for row in result.rows if row.group is None)
    assert overall.estimate is not None and overall.estimate.estimate == pytest.approx(3 / 12)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert {name: n for name, n in manifest["counts"]["attempts"].items() if n} == {"refused": 1, "not_found": 1}
    assert {code: n for code, n in manifest["counts"]["attempts_by_aapor_code"].items() if n} == {"2.1": 1, "3": 1}
    lines = (tmp_path / "out" / "attempts.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "wave,site,enumerator,outcome,date"
    assert sorted(lines[1:]) == ["first,market,7,not_found,2026-03-01", "first,market,7,refused,2026-03-01"]


@pytest.mark.parametrize("bad", ["\0", "\ud800", "a\0b", "\udfff"])
def test_nul_and_halves_of_characters_are_refused_wherever_text_goes(database, wave, bad):
    someone = person(database, wave)
    someone.answer("consent", CONSENT="1")
    someone.answer("law")
    assert isinstance(someone.answer("views", SEEN=["2"], SEEN__other=bad), Unsound)
    assert isinstance(someone.answer("views", **{bad: "1"}), Unsound)
    assert isinstance(someone.answer("views", GOOD=bad), Unsound)


@pytest.mark.parametrize("name", [name for name in NAUGHTY if name != "empty"])
def test_whatever_an_author_or_a_translator_writes_comes_back_byte_for_byte(database, town, tmp_path, name):
    text = NAUGHTY[name]
    study = spoken(town, text)
    vi = {key: Sentence(f"{text}!", source, "draft", fuzzy=False, line=1) for key, source in sentences(study).items()}
    catalogues = {"vi": Catalogue(vi)}
    wave = opened(database, study, catalogues=catalogues, name=f"wave {text}"[:80])
    found = read_back(database, wave, study, tmp_path, catalogues=catalogues)
    assert found.wave == f"wave {text}"[:80]
    both = {"en": text, "vi": f"{text}!"}
    assert found.codebook.title == both
    assert all(variable.label == both for variable in found.codebook.variables if variable.type != "calculate")
    assert all(choice.label == both for variable in found.codebook.variables for choice in variable.choices)
    assert all(indicator.label == both for indicator in found.plan.indicators)
    assert found.plan.sampling.source == text


def spoken(study: Study, text: str) -> Study:
    """The study with one text wherever its author writes sentences."""

    def choice(one: Choice) -> Choice:
        return replace(one, label=text)

    def question(one: Question) -> Question:
        rows = tuple(replace(row, label=text) for row in one.rows)
        label = text if one.type != "calculate" else ""
        return replace(one, label=label, hint=text, choices=tuple(map(choice, one.choices)), rows=rows)

    def page(one: Page) -> Page:
        return replace(one, label=text, questions=tuple(map(question, one.questions)))

    indicators = tuple(replace(indicator, label=text) for indicator in study.plan.indicators)
    sampling = replace(study.fieldwork.sampling, population_source=text)
    return replace(
        study,
        questionnaire=replace(study.questionnaire, title=text, pages=tuple(map(page, study.questionnaire.pages))),
        fieldwork=replace(study.fieldwork, words={"organisation": text}, sampling=sampling),
        plan=replace(study.plan, indicators=indicators),
    )
