"""Python and JavaScript give every condition the same value."""

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from kapsurvey.questionnaire.expression import evaluate, holds, parse

HERE = Path(__file__).parent
CASES = json.loads((HERE / "expressions.json").read_text(encoding="utf-8"))


def same(value, other):
    return isinstance(value, bool) == isinstance(other, bool) and value == other


def heads(tree):
    return {tree[0]}.union(*map(heads, tree[1:])) if isinstance(tree, list) else set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text']} of {json.dumps(case['known'])[:80]}")
def test_case_has_its_tree_and_its_value_in_python(case):
    expression = parse(case["text"])
    assert expression.tree == case["tree"]
    value = evaluate(expression.tree, case["known"])
    assert same(value, case["result"]), value
    assert holds(expression, case["known"]) is (case["result"] is True)


@pytest.mark.node
def test_cases_have_their_values_in_javascript(node):
    results = node("expressions.mjs", [[case["tree"], case["known"]] for case in CASES])
    assert len(results) == len(CASES)
    wrong = [
        (case, value)
        for case, (value, held) in zip(CASES, results, strict=True)
        if not same(value, case["result"]) or held is not (case["result"] is True)
    ]
    assert wrong == []


@pytest.mark.node
def test_engines_agree_on_generated_conditions(node):
    random = Random(20_261_122)
    expressions = [generated(random) for _ in range(20_000)]
    knowns = [known(random) for _ in expressions]
    ours = [evaluate(e.tree, k) for e, k in zip(expressions, knowns, strict=True)]
    theirs = node("expressions.mjs", [[e.tree, k] for e, k in zip(expressions, knowns, strict=True)])
    apart = [
        (e.text, k, value, other)
        for e, k, value, (other, held) in zip(expressions, knowns, ours, theirs, strict=True)
        if not same(value, other) or held is not holds(e, k)
    ]
    assert apart == []
    assert_varied(expressions, ours)


def assert_varied(expressions, values):
    """Generated conditions are no proof if they are all missing, or leave a function out."""
    kinds = Counter(str(value) if isinstance(value, bool) else type(value).__name__ for value in values)
    assert min(kinds[kind] for kind in ("True", "False", "NoneType", "int", "float", "str", "list")) > 300, kinds
    used = set().union(*(heads(expression.tree) for expression in expressions))
    assert used == set().union(*(heads(case["tree"]) for case in CASES))


# Generated conditions. Names carry the kind that their answers mostly have.

NAMES = {
    "number": ["N1", "N2", "N3", "toString"],
    "text": ["T1", "T2", "language"],
    "date": ["D1", "D2", "today"],
    "list": ["L1", "L2", "G1"],
}
NUMBERS = [0, 1, 2, 3, 7, -1, 0.1, 0.2, 0.3, 1.5, -2.5, 1e-9, 123456789012345, 0.123456789]
LITERALS = {
    "number": [number for number in map(str, NUMBERS) if "e" not in number],
    "text": ["''", "'a'", '"b"', "'1'", "'🐘'", "'ngà voi'", "'2024-02-29'"],
    "date": [f"date('{day}')" for day in ("2024-02-29", "2023-03-01", "2000-01-01", "0001-01-01", "9999-12-31")],
    "list": ["[1, 2]", "[0.1, -1, 3]", "['a', '🐘']", "[7]", "[1, 'a']"],
}
ANSWERS = {
    "number": [*NUMBERS, 2**53, 2**53 + 1, -(2**53), 1e21, 1e200, -1e308, 1.7e308, 5e-324, -0.0, 1 / 3],
    "text": ["", "a", "b", "1", "🐘", "ngà voi", "e\u0301", "\uffff", "👨‍👩‍👧"],
    "date": [
        "2024-02-29",
        "2023-02-28",
        "2023-03-01",
        "2000-01-01",
        "1999-12-31",
        "2023-02-29",
        "0000-01-01",
        "2024-1-1",
    ],
    "list": [[], [1], [1, 2], [3, 2, 1], [0.1, 0.2, 0.3], {"a": 1, "b": None, "c": 7}, {"a": None}, {}],
}
ODD = [True, False, {"missing": "dk"}, [None, True, "a", [1], 2], {"a": "x", "b": True}, 10**400, [1e308, 1e308], "NaN"]
JOINS = {
    "boolean": [
        *["({boolean} and {boolean})", "({boolean} or {boolean} or {boolean})", "(not {boolean})"] * 5,
        *["({number} " + sign + " {number})" for sign in ("==", "!=", "<", "<=", ">", ">=")],
        *["({date} " + sign + " {date})" for sign in ("==", "!=", "<", "<=", ">", ">=")],
        *["({text} == {text})", "({text} != {text})", "({number} < {number} <= {number})"],
        *["({number} in {list})", "({number} not in {list})", "({text} in {list})", "({text} not in {list})"],
        *["any_of({list}, {list})", "all_of({list}, {list})"],
        *["answered({number})", "answered({text})", "answered({date})", "answered({list})"],
    ],
    "number": [
        *["({number} + {number})", "({number} - {number})", "({number} * {number})", "({number} / {number})"] * 2,
        *["-{number}", "({number} / 0)", "min({number}, {number})", "max({number}, {number}, {number})"],
        *["sum({number}, {number})", "min({list})", "max({list})", "sum({list})", "count({list})"],
        *["length({text})", "years_between({date}, {date})"],
    ],
}


def generated(random):
    """A condition of at most 500 characters."""
    while True:
        kind = random.choice([*["boolean"] * 6, *["number"] * 4, *LITERALS])
        text = grown(random, kind, depth=5)
        if len(text) <= 500:
            return parse(text)


def grown(random, kind, *, depth):
    if random.random() < 0.04:
        kind = random.choice(list(LITERALS))
    if kind in JOINS and depth > 0 and (depth > 3 or random.random() < 0.8):
        join = random.choice(JOINS[kind])
        for part in ("boolean", "number", "text", "date", "list"):
            while "{" + part + "}" in join:
                join = join.replace("{" + part + "}", grown(random, part, depth=depth - 1), 1)
        return join
    if kind == "boolean":
        return f"answered({random.choice(NAMES['number'])})"
    return random.choice(LITERALS[kind] if random.random() < 0.35 else NAMES[kind])


def known(random):
    """Answers to the names, a tenth of them absent or blank, a few of a kind that cannot be."""
    answers = {}
    for kind, names in NAMES.items():
        for name in names:
            chance = random.random()
            if chance < 0.05:
                continue
            answers[name] = None if chance < 0.1 else random.choice(ODD if chance < 0.15 else ANSWERS[kind])
    return answers
