"""What people type becomes the value, or the error, that stands in the cases; every engine reads these cases."""

import json
from pathlib import Path

import pytest

from kapsurvey.questionnaire.flow import walk
from kapsurvey.questionnaire.page_reading import read_page
from kapsurvey.questionnaire.portable import from_json
from kapsurvey.questionnaire.question_types import TYPES

GROUPS = json.loads((Path(__file__).parent / "reading.json").read_text(encoding="utf-8"))
CASES = [(group["question"], case) for group in GROUPS for case in group["cases"]]


def step_with(question):
    """A page that asks this question and, so that there is always a page, shows a note."""
    pages = [{"name": "p", "questions": [question, {"name": "NOTE", "type": "note", "label": "x"}]}]
    document = {"questionnaire": {"study": "s", "title": "t", "pages": pages}, "texts": {}}
    return next(walk(from_json(json.dumps(document)).questionnaire, {}, {}, "seed"))


@pytest.mark.parametrize(("question", "case"), CASES, ids=lambda part: json.dumps(part)[:90])
def test_case(question, case):
    answers = read_page(step_with(question), case["sent"])
    if case.get("error") == "stranger":
        assert answers.strangers == tuple(case["sent"])
        assert not answers.sound
    elif "error" in case:
        assert {name: error.code for name, error in answers.errors.items()} == {"Q": case["error"]}
        assert "Q" not in answers.values
    else:
        assert answers.errors == {}
        assert answers.values.get("Q") == case["value"]
        assert type(answers.values.get("Q")) is type(case["value"])
        assert answers.values.get("Q.other") == case.get("other")


def test_every_type_has_cases():
    assert {group["question"]["type"] for group in GROUPS} == set(TYPES)
