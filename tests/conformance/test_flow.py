"""Answers lead to the pages, questions, order and end that stand in the cases; every engine reads these cases."""

import json
from pathlib import Path

import pytest

from kapsurvey.questionnaire.flow import kept, walk
from kapsurvey.questionnaire.portable import from_json

FLOWS = json.loads((Path(__file__).parent / "flow.json").read_text(encoding="utf-8"))
CASES = [(flow["questionnaire"], case) for flow in FLOWS for case in flow["cases"]]
NAMES = [f"{flow['about']}-{json.dumps(case['answers'])}"[:110] for flow in FLOWS for case in flow["cases"]]


@pytest.fixture
def steps(request):
    """The pages asked in one case."""
    questionnaire, case = request.param
    edition = from_json(json.dumps({"questionnaire": questionnaire, "texts": {}}))
    return tuple(walk(edition.questionnaire, case["answers"], case.get("around", {}), case.get("seed", "00"))), case


@pytest.mark.parametrize("steps", CASES, ids=NAMES, indirect=True)
def test_case(steps):
    asked, case = steps
    assert [[step.page.name, [question.name for question in step.questions]] for step in asked] == case["pages"]
    assert [step.number for step in asked] == list(range(1, len(asked) + 1))
    assert [step.end for step in asked[:-1]] == [None] * (len(asked) - 1 if asked else 0)
    if "end" in case:
        assert asked[-1].end == case["end"]
    if "kept" in case:
        assert kept(asked, case["answers"]) == case["kept"]
    for name, choices in case.get("choices", {}).items():
        found = [(step, question) for step in asked for question in step.questions if question.name == name]
        shown = [choice.name for step, question in found for choice in step.choices(question)]
        assert shown == choices
