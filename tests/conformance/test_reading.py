"""What people type becomes the value, or the error, that stands in the cases, in Python and in JavaScript."""

import json
from collections import Counter
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from reading_pages import page_of, told
from ugly_inputs import NUMERALS, text_for, ugly_fields, ugly_pattern

from kapsurvey.questionnaire import patterns
from kapsurvey.questionnaire.device import device
from kapsurvey.questionnaire.question_types import TYPES

GROUPS = json.loads((Path(__file__).parent / "reading.json").read_text(encoding="utf-8"))
PAGES = [page_of(group["question"]) for group in GROUPS]
CASES = [(number, case) for number, group in enumerate(GROUPS) for case in group["cases"]]


def assert_as_expected(found, case):
    if case.get("error") == "stranger":
        assert found["strangers"] == list(case["sent"])
    elif "error" in case:
        assert {name: error["code"] for name, error in found["errors"].items()} == {"Q": case["error"]}
        assert found["errors"]["Q"]["params"] == case.get("params", found["errors"]["Q"]["params"])
        assert "Q" not in found["values"]
    else:
        assert found["errors"] == {}
        assert found["values"].get("Q") == case["value"]
        assert found["values"].get("Q.other") == case.get("other")


@pytest.mark.parametrize(("number", "case"), CASES, ids=lambda part: json.dumps(part)[:90])
def test_case_in_python(number, case):
    found = told(PAGES[number], case["sent"])
    assert_as_expected(found, case)
    assert type(found["values"].get("Q")) is type(case.get("value"))


@pytest.mark.node
def test_cases_in_javascript(node):
    results = node("reading.mjs", [[number, case["sent"]] for number, case in CASES], [device(page) for page in PAGES])
    assert len(results) == len(CASES)
    for (number, case), found in zip(CASES, results, strict=True):
        assert_as_expected(found, case)
        assert found == told(PAGES[number], case["sent"])


def test_every_type_has_cases():
    assert {group["question"]["type"] for group in GROUPS} == set(TYPES)


# Generated fields: each question of the cases, and some more together, with whatever people and machines may send.

MORE = [
    *[{"name": f"N{n}", "type": "integer", "min": low, "max": high} for n, (low, high) in enumerate(NUMERALS)],
    *[{"name": f"D{n}", "type": "decimal", "min": low, "max": high} for n, (low, high) in enumerate(NUMERALS)],
    {"name": "KNOWN", "type": "integer", "required": True},
    {"name": "TALKED", "type": "integer", "constraint": "TALKED <= KNOWN", "constraint_message": "Not more."},
    {"name": "toString", "type": "text", "max_length": 5, "pattern": "(?:[a-z]{2}-?)?.+"},
    {"name": "CODE", "type": "code", "max_length": 4, "required": True},
    {
        "name": "MANY",
        "type": "select_multiple",
        "max_choices": 2,
        "choices": [{"name": n, "label": "?"} for n in range(5)],
    },
]
TOGETHER = page_of(*({"label": "?", **question} for question in MORE))


@pytest.mark.node
def test_engines_read_alike_whatever_is_sent(node):
    random = Random(20_261_124)
    pages = [*PAGES, TOGETHER]
    numbers = [*chain.from_iterable([number] * 300 for number in range(len(PAGES))), *[len(PAGES)] * 1500]
    cases = [[number, ugly_fields(random, pages[number])] for number in numbers]
    ours = [told(pages[number], sent) for number, sent in cases]
    theirs = node("reading.mjs", cases, [device(page) for page in pages])
    assert [(case, mine, other) for case, mine, other in zip(cases, ours, theirs, strict=True) if mine != other] == []
    codes = Counter(error["code"] for found in ours for error in found["errors"].values())
    expected = {case["error"] for _, case in CASES if "error" in case} - {"stranger"}
    assert min(codes[code] for code in {*expected, "constraint"}) >= 10, codes
    assert sum(any(value is not None for value in found["values"].values()) for found in ours) > 2000


# Generated patterns: whatever `check` lets through must fit the same texts.


@pytest.mark.node
def test_engines_fit_alike_whatever_pattern_is_let_through(node):
    random = Random(20_261_125)
    tried = (ugly_pattern(random) for _ in range(12_000))
    let_through = sorted({pattern for pattern in tried if patterns.trouble(pattern, 500) is None})
    assert len(let_through) > 2000
    pages = [page_of({"name": "Q", "type": "text", "label": "?", "pattern": pattern}) for pattern in let_through]
    tries = [*enumerate(let_through)] * 12
    cases = [[number, {"Q": [text_for(random, pattern)]}] for number, pattern in tries]
    ours = [told(pages[number], sent) for number, sent in cases]
    theirs = node("reading.mjs", cases, [device(page) for page in pages])
    apart = [
        (let_through[case[0]], case[1]) for case, mine, other in zip(cases, ours, theirs, strict=True) if mine != other
    ]
    assert apart == []
    assert sum(bool(found["values"].get("Q")) for found in ours) > 800
