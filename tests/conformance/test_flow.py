"""Answers lead to the pages, questions, order and end that stand in the cases, in Python and in JavaScript."""

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from made_answers import answers_to
from walking import told

from kapsurvey.paths import QUESTIONNAIRES
from kapsurvey.questionnaire.device import device
from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.portable import from_json

HERE = Path(__file__).parent
FLOWS = json.loads((HERE / "flow.json").read_text(encoding="utf-8"))
CASES = [(number, case) for number, flow in enumerate(FLOWS) for case in flow["cases"]]
NAMES = [f"{FLOWS[number]['about']}-{json.dumps(case['answers'])}"[:110] for number, case in CASES]


def questionnaire_of(document):
    return from_json(json.dumps({"questionnaire": document, "texts": {}})).questionnaire


QUESTIONNAIRES_OF_CASES = [questionnaire_of(flow["questionnaire"]) for flow in FLOWS]


def given(case):
    """What a case says about its respondent: seed, answers, what surrounds them, pages turned."""
    return case.get("seed", "00"), case["answers"], case.get("around", {}), case.get("turned", [])


def assert_as_expected(found, case):
    steps = found["steps"]
    assert [[step["page"], step["questions"]] for step in steps] == case["pages"]
    assert [step["number"] for step in steps] == list(range(1, len(steps) + 1))
    assert all(step["end"] is None for step in steps[:-1])
    if "end" in case:
        assert steps[-1]["end"] == case["end"]
    for part in ("kept", "sound", "outcome", "reachable", "following"):
        assert found[part] == case.get(part, found[part])
    for part in ("choices", "rows"):
        shown = {name: names for step in steps for name, names in step[part].items()}
        assert {name: shown[name] for name in case.get(part, {})} == case.get(part, {})
    if "unfit" in case:
        assert {step["page"]: step["unfit"] for step in steps if step["unfit"]} == case["unfit"]


@pytest.mark.parametrize(("number", "case"), CASES, ids=NAMES)
def test_case_in_python(number, case):
    assert_as_expected(told(QUESTIONNAIRES_OF_CASES[number], *given(case)), case)


@pytest.mark.node
def test_cases_in_javascript(node):
    flows = [device(questionnaire) for questionnaire in QUESTIONNAIRES_OF_CASES]
    results = node("flow.mjs", [[number, *given(case)] for number, case in CASES], flows)
    assert len(results) == len(CASES)
    for (number, case), found in zip(CASES, results, strict=True):
        assert_as_expected(found, case)
        assert found == told(QUESTIONNAIRES_OF_CASES[number], *given(case))


@pytest.mark.node
@pytest.mark.parametrize("study", ["made", *sorted(path.name for path in QUESTIONNAIRES.iterdir() if path.is_dir())])
def test_engines_agree_on_generated_walks(node, study):
    random = Random(20_261_123)
    if study == "made":
        questionnaire = questionnaire_of(json.loads((HERE / "walks.json").read_text(encoding="utf-8")))
    else:
        questionnaire = load(QUESTIONNAIRES / study).questionnaire
    cases = [walker(random, questionnaire) for _ in range(3000 if study == "made" else 1000)]
    ours = [told(questionnaire, *case) for case in cases]
    theirs = node("flow.mjs", [[0, *case] for case in cases], [device(questionnaire)])
    assert [case for case, mine, other in zip(cases, ours, theirs, strict=True) if mine != other] == []
    if study == "made":
        assert_varied(questionnaire, ours)


def walker(random, questionnaire):
    """Somebody with a seed, with answers that may no longer fit together, who has turned some pages."""
    around = {
        "today": random.choice(["2026-02-28", "2026-03-01"]),
        "mode": random.choice(["self", "assisted", "assisted"]),
        "wave": "2026",
        "language": random.choice(["vi", "pt", "en"]),
        "hand_over": random.choice([None, "self", "no_privacy"]),
    }
    pages = [page.name for page in questionnaire.asking]
    turned = pages if random.random() < 0.3 else pages[: random.randrange(len(pages) + 1)]
    return f"{random.getrandbits(64):x}", answers_to(random, questionnaire), around, turned


def assert_varied(questionnaire, results):
    """Walks are no proof if they all go the same way."""
    seen = Counter(step["page"] for found in results for step in found["steps"])
    asking = [page.name for page in questionnaire.asking if len(page.questions) > len(page.calculations)]
    assert min(seen[name] for name in asking) > 100, seen
    ends = Counter(step["end"] for found in results for step in found["steps"])
    assert min(ends["refused"], ends["ineligible"]) > 100, ends
    outcomes = Counter(found["outcome"] for found in results)
    assert min(outcomes[one] for one in ("complete", "partial", "break_off")) > 100, outcomes
    assert sum(any(step["unfit"] for step in found["steps"]) for found in results) > 300
    assert sum(None in found["following"] for found in results) > 20
    assert len({tuple(step["page"] for step in found["steps"]) for found in results}) > 100
