"""Ugly but valid answers are kept sign for sign; what no database can keep is refused by name."""

import json
from pathlib import Path

import pytest

from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Choice, Page, Question
from kapsurvey.questionnaire.page_reading import read_page

NAUGHTY = json.loads((Path(__file__).parent.parent / "naughty.json").read_text(encoding="utf-8"))
REFUSED = {"newlines", "controls"}
BLANK = {"empty", "blank"}
QUESTIONS = (
    Question("TEXT", "text", "x"),
    Question("ONE", "select_one", "x", choices=(Choice(1, "x", other=True),)),
    Question("INT", "integer", "x"),
    Question("DATE", "date", "x"),
    Question("DEC", "decimal", "x"),
    Question("CODE", "code", "x", pattern="[A-Z0-9]*"),
)
STEP = Step(Page("p", QUESTIONS), QUESTIONS, {}, 1, None)


@pytest.mark.parametrize("name", sorted(set(NAUGHTY) - REFUSED - BLANK))
def test_naughty_text_is_kept_sign_for_sign(name):
    text = NAUGHTY[name][:500]
    answers = read_page(STEP, {"TEXT": [text], "ONE": ["1"], "ONE.other": [text]})
    assert (answers.values["TEXT"], answers.values["ONE.other"]) == (text, text)
    assert json.loads(json.dumps(answers.values, ensure_ascii=False)) == answers.values


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_text_with_controls_is_refused_and_nothing_else_with_it(name):
    answers = read_page(STEP, {"TEXT": [NAUGHTY[name]], "ONE": ["1"], "INT": ["3"]})
    assert {question: error.code for question, error in answers.errors.items()} == {"TEXT": "text.control"}
    assert (answers.values["ONE"], answers.values["INT"]) == (1, 3)


@pytest.mark.parametrize("name", sorted(BLANK))
def test_blank_text_is_no_answer(name):
    assert read_page(STEP, {"TEXT": [NAUGHTY[name]]}).values["TEXT"] is None


@pytest.mark.parametrize("name", sorted(set(NAUGHTY) - BLANK))
def test_naughty_text_is_no_number_day_choice_or_code(name):
    text = NAUGHTY[name]
    answers = read_page(STEP, {question.name: [text] for question in QUESTIONS[1:]})
    assert set(answers.errors) == {"ONE", "INT", "DATE", "DEC", "CODE"}
