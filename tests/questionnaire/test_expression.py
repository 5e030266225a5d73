"""Texts become trees, or an error that says where, what and what to do."""

import gc
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kapsurvey.errors import ExpressionError
from kapsurvey.questionnaire.expression import evaluate, holds, parse


def mistake(text):
    with pytest.raises(ExpressionError) as raised:
        parse(text)
    assert raised.value.wrong
    assert raised.value.remedy
    return raised.value


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("S2_E03 in [1, 2]", ["in", ["answer", "S2_E03"], ["list", 1, 2]]),
        ("A not in ['x', \"y\"]", ["not in", ["answer", "A"], ["list", "x", "y"]]),
        ("not A == 1", ["not", ["==", ["answer", "A"], 1]]),
        ("1 < A <= 3", ["and", ["<", 1, ["answer", "A"]], ["<=", ["answer", "A"], 3]]),
        ("A == 1 or B == 2 and C == 3", ["or", ["==", ["answer", "A"], 1], ["and", ["==", ["answer", "B"], 2],
                                                                             ["==", ["answer", "C"], 3]]]),
        ("1 + 2 * 3 - 4 / A", ["-", ["+", 1, ["*", 2, 3]], ["/", 4, ["answer", "A"]]]),
        ("-2.5 + -A", ["+", -2.5, ["negative", ["answer", "A"]]]),
        ("any_of(S1_P02, [1, 2])", ["any_of", ["answer", "S1_P02"], ["list", 1, 2]]),
        ('years_between(B, date("2026-01-31"))', ["years_between", ["answer", "B"], ["date", "2026-01-31"]]),
        ("'voi 🐘 tê'", "voi 🐘 tê"),
        ("A == 1\n  or\tB == 2\r\n", ["or", ["==", ["answer", "A"], 1], ["==", ["answer", "B"], 2]]),
    ],
)  # fmt: skip
def test_text_becomes_a_tree_of_plain_json(text, tree):
    assert parse(text).tree == tree
    assert json.loads(json.dumps(parse(text).tree)) == tree


def test_references_are_the_names_that_an_expression_looks_at():
    assert parse("answered(A) and years_between(B, today) > 17 and mode == 'self'").references == {
        *("A", "B", "today", "mode")
    }


def test_no_break_space_inside_a_text_is_kept():
    assert parse('A == "a\u00a0b\u3000c"').tree == ["==", ["answer", "A"], "a\u00a0b\u3000c"]


def test_equal_texts_make_equal_expressions_that_can_be_hashed():
    assert len({parse("A == 1"), parse("A == 1")}) == 1


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("  \n ", 1),
        ("A = 1", 3),
        ("A == 1 && B == 2", 8),
        ("A == 'x", 6),
        ("A == 'x\\n'", 6),
        ("A == 'x\ny'", 6),
        ("A == “x”", 6),
        ("A == ٣", 6),
        ("\uff21 == 1", 1),
        ("tê == 1", 1),
        ("A == 1_000", 6),
        ("A == 1e5", 6),
        ("A == 0x1F", 6),
        ("A == .5", 6),
        ("A == 5.", 6),
        ("A == 1or B == 2", 6),
        ("A == 012", 6),
        ("A == 1234567890123456", 6),
        ("A == 0.123456789012345", 6),
        ("A == f'x'", 6),
        ("A in ['x' 'y']", 7),
        ('A == """x"""', 6),
        ("A == True", 6),
        ("A is None", 3),
        ("A if B else C", 3),
        ("(A := 1)", 4),
        ("lambda: 1", 1),
        ("[x for x in A]", 4),
        ("A.b == 1", 2),
        ("A[0] == 1", 1),
        ("(A == 1", 1),
        ("A == 1)", 7),
        ("A == 1) or (B == 2", 7),
        ("A in [1, 2)", 11),
        ("A in (1, 2)", 6),
        ("A in []", 6),
        ("A in [1, B]", 10),
        ("A in [[1]]", 7),
        ("A, B", 1),
        ("+A == 1", 1),
        ("A == 2 ** 3", 6),
        ("A == 7 // 2", 6),
        ("A == 1 or __import__('os')", 11),
        ("A == 1 or (answered)(A)(B)", 11),
        ("count(*A)", 7),
        ("date(A) == today", 1),
        ("today < date('2026-02-30')", 9),
        ("today < date('20260228')", 9),
        ("today < date('\uff12\uff1026-02-28')", 9),
        ("A == '\ud800'", 6),
        ("A == 1 # why", 8),
        ("'été' == A == 1 B", 17),
        ("  \n  A == B C", 13),
        ("'été' == A and f(B)", 16),
    ],
)
def test_mistake_is_reported_at_its_column(text, column):
    assert mistake(text).column == column


@pytest.mark.parametrize("text", ["A ==", "A B", "== 1", "not", "A == 1 or", "count(", "count(A B)", "A not B", "()"])
def test_broken_text_is_refused_at_a_column_within_it(text):
    assert 1 <= mistake(text).column <= len(text)


def test_error_names_the_thing_and_the_way_out():
    error = mistake("A == 1 and cuont(B) == 2")
    assert (error.column, error.wrong) == (12, "there is no function cuont")
    assert "count" in error.remedy


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "1" + ")" * 10_000,
        "(" * 499 + "1" + ")" * 499,
        "[" * 400,
        "-" * 999 + "1",
        "not " * 249 + "A",
        "A" + "+A" * 499,
        "A" + "<A" * 499,
        "count(" * 160,
        "9**9**9**9",
        "9" * 999,
        "min(" + "1," * 498 + "1)",
        "1 " * 500,
    ],
)
def test_dangerous_text_is_refused_before_it_does_harm(text):
    mistake(text)


def test_budgets_end_where_they_say():
    parse("(" * 29 + "answered(A)" + ")" * 29)
    assert "deep" in mistake("(" * 30 + "answered(A)" + ")" * 30).wrong
    parse("not " * 28 + "answered(A)")
    assert "deep" in mistake("not " * 29 + "answered(A)").wrong
    parse("A in [" + "1, " * 196 + "1]")
    assert "200" in mistake("A in [" + "1, " * 197 + "1]").wrong
    parse("'" + "x" * 998 + "'")
    assert mistake("'" + "x" * 999 + "'").column == 1_001
    assert parse("123456789012345").tree == 123456789012345


WORDS = st.sampled_from(
    [
        *["A", "B", "today", "and", "or", "not", "in", "==", "!=", "<", "<=", ">", "=", "+", "-", "*", "/", "**", "//"],
        *[
            "(",
            ")",
            "[",
            "]",
            "[1, 2]",
            ",",
            ".",
            ":",
            "{}",
            "@",
            ";",
            "~",
            "`",
            "$",
            "#",
            "\\",
            "\n",
            "'",
            '"',
            "x",
            "é",
        ],
        *["1", "0.5", "1e9", "007", "0x1", "1j", "٣", "'x'", '"y"', "f''", "b''", "🐘", "if", "for", "lambda", "None"],
        *["True", "is", "count(", "answered(", "date(", "min(", "date('2026-01-31')"],
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=25).map(" ".join), st.lists(WORDS).map("".join)))
@example("\x00")
@example("A == 1\x0c")
@example("'\u2028'")
def test_any_text_is_either_read_or_refused_with_a_column(text):
    try:
        expression = parse(text)
    except ExpressionError as error:
        assert 1 <= error.column <= max(len(text), 1)
    else:
        assert json.loads(json.dumps(expression.tree)) == expression.tree


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
EVERYTHING = [
    "A == B or A != 1 or A < B or A >= 'x' or not A in B or 'x' not in A or A and B",
    "(A + B) * (A - B) / -A < min(A, B) + max(A) + sum(A, B, [1, 2])",
    "answered(A) and count(A) > length(B) and any_of(A, B) and all_of(A, [1, 'x'])",
    "years_between(A, B) > years_between(B, today) or A < date('2024-02-29')",
]


@settings(max_examples=300, deadline=None)
@given(st.fixed_dictionaries({}, optional={"A": JSON, "B": JSON, "today": JSON}))
@example({"A": float("nan"), "B": float("inf")})
@example({"A": {"missing": "dk"}, "B": {"missing": "refuse"}})
def test_no_answer_breaks_an_evaluation(known):
    for text in EVERYTHING:
        assert type(evaluate(parse(text).tree, known)) is bool


def test_condition_holds_only_if_it_is_true():
    assert holds(parse("A == 1"), {"A": 1})
    assert not holds(parse("A == 1"), {"A": 2})
    assert not holds(parse("A"), {"A": 1})


def test_whole_results_are_written_without_a_point():
    assert repr(evaluate(parse("A / 2").tree, {"A": 6})) == "3"
    assert repr(evaluate(parse("A / 2").tree, {"A": 7})) == "3.5"


@pytest.fixture
def interrupted():
    """Every few objects that Python makes, another thread goes on."""

    def let_others_go_on(phase, info):
        time.sleep(0)

    before = gc.get_threshold()
    gc.set_threshold(20)
    gc.callbacks.append(let_others_go_on)
    yield
    gc.callbacks.remove(let_others_go_on)
    gc.set_threshold(*before)


def test_threads_that_read_at_once_do_not_disturb_each_other(interrupted):
    text = "any_of(OFFERED, [1, 2, 3]) and (A + 1 > 2 or B in [1, 2])"

    def read_at(depth):
        return read_at(depth - 1) if depth else parse(text).tree

    with ThreadPoolExecutor(8) as threads:
        trees = list(threads.map(read_at, [0, 10, 20, 30] * 1500))
    assert all(tree == trees[0] for tree in trees)
