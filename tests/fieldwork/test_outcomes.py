"""Outcomes after AAPOR's groups."""

import pytest
from definitions import study_in

from kapsurvey.fieldwork.outcomes import outcome
from kapsurvey.questionnaire.flow import walk

TEN = """
study: ten
title: "Ten questions"
pages:
  - name: first
    questions:
      - {name: NOTE, type: note, label: "A word before."}
""" + "".join(f'      - {{name: Q{n}, type: integer, missing: [dk], label: "?"}}\n' for n in range(10))


@pytest.fixture
def questionnaire(tmp_path):
    return study_in(tmp_path, TEN, analysis="{indicators: []}", margins="variable,choice,total,source\n").questionnaire


@pytest.mark.parametrize(
    ("n_answered", "expected"),
    [(0, "break_off"), (4, "break_off"), (5, "partial"), (7, "partial"), (8, "complete"), (10, "complete")],
)
def test_the_share_of_questions_answered_decides(questionnaire, n_answered, expected):
    answers = {f"Q{n}": 1 if n < n_answered else None for n in range(10)}
    assert outcome(tuple(walk(questionnaire, answers, {}, "seed")), answers) == expected


def test_dont_know_is_an_answer(questionnaire):
    answers = {f"Q{n}": {"missing": "dk"} for n in range(10)}
    assert outcome(tuple(walk(questionnaire, answers, {}, "seed")), answers) == "complete"


def test_questions_on_pages_never_reached_count_as_shown(questionnaire):
    assert outcome(tuple(walk(questionnaire, {"Q0": 1}, {}, "seed")), {"Q0": 1}) == "break_off"
