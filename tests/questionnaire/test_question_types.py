"""Each type shows an answer again as it was read, and stands in a release as one text a column."""

import json

import pytest

from kapsurvey.questionnaire.expression_types import Reference
from kapsurvey.questionnaire.model import Choice, Question, Row
from kapsurvey.questionnaire.question_types import TYPES, Column, other_name, type_of

CHOICES = (Choice(3, "C"), Choice(1, "A"), Choice(2, "B", other=True), Choice(9, "Skip", missing="refuse"))
ROWS = (Row("a", "A"), Row("b", "B"))
QUESTIONS = {
    "note": Question("Q", "note", "x"),
    "calculate": Question("Q", "calculate", ""),
    "select_one": Question("Q", "select_one", "x", choices=CHOICES),
    "select_multiple": Question("Q", "select_multiple", "x", choices=CHOICES),
    "rank": Question("Q", "rank", "x", choices=CHOICES),
    "integer": Question("Q", "integer", "x", missing=("dk",)),
    "decimal": Question("Q", "decimal", "x", missing=("dk",)),
    "text": Question("Q", "text", "x", missing=("refuse",)),
    "code": Question("Q", "code", "x"),
    "date": Question("Q", "date", "x", missing=("dk",)),
    "integer_grid": Question("Q", "integer_grid", "x", rows=ROWS, missing=("dk",)),
}


def test_every_type_is_tried_here():
    assert set(QUESTIONS) == set(TYPES)


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        ("select_one", 3, {"": ["3"]}),
        ("select_one", None, {}),
        ("select_multiple", [3, 2], {"": ["3", "2"]}),
        ("select_multiple", None, {}),
        ("rank", [2, 3], {".2": ["1"], ".3": ["2"]}),
        ("integer", -5, {"": ["-5"]}),
        ("integer", {"missing": "dk"}, {".missing": ["dk"]}),
        ("decimal", 0.25, {"": ["0.25"]}),
        ("decimal", 0.00001, {"": ["0.00001"]}),
        ("decimal", 12, {"": ["12"]}),
        ("text", " .a\r\nb ", {"": [" .a\r\nb "]}),
        ("text", {"missing": "refuse"}, {".missing": ["refuse"]}),
        ("code", "AB12", {"": ["AB12"]}),
        ("date", "2026-03-01", {"": ["2026-03-01"]}),
        ("integer_grid", {"a": 3, "b": None}, {".a": ["3"]}),
        ("integer_grid", {"missing": "dk"}, {".missing": ["dk"]}),
    ],
)
def test_answer_is_shown_in_the_fields_that_read_it(kind, value, fields):
    question = QUESTIONS[kind]
    assert type_of(question).show(question, value) == fields
    assert type_of(question).read(question, fields) == value
    assert set(fields) <= set(type_of(question).fields(question))


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("note", []),
        ("calculate", [Column("Q")]),
        ("select_one", [Column("Q")]),
        ("select_multiple", [Column("Q.3", choice=3), Column("Q.1", choice=1), Column("Q.2", choice=2)]),
        ("rank", [Column("Q.3", choice=3), Column("Q.1", choice=1), Column("Q.2", choice=2)]),
        ("integer", [Column("Q")]),
        ("decimal", [Column("Q")]),
        ("text", [Column("Q")]),
        ("code", [Column("Q")]),
        ("date", [Column("Q")]),
        ("integer_grid", [Column("Q.a", row="a"), Column("Q.b", row="b")]),
    ],
)
def test_columns_leave_missing_marks_out(kind, columns):
    assert list(type_of(QUESTIONS[kind]).columns(QUESTIONS[kind])) == columns


@pytest.mark.parametrize(
    ("kind", "value", "cells"),
    [
        ("note", None, []),
        ("calculate", 12, ["12"]),
        ("calculate", 0.5, ["0.5"]),
        ("calculate", "x", ["x"]),
        ("calculate", None, [".blank"]),
        ("select_one", 9, ["9"]),
        ("select_one", None, [".blank"]),
        ("select_multiple", [3, 2], ["1", "0", "1"]),
        ("select_multiple", [9], [".refuse"] * 3),
        ("select_multiple", None, [".blank"] * 3),
        ("rank", [2, 3], ["2", "0", "1"]),
        ("rank", [9], [".refuse"] * 3),
        ("rank", None, [".blank"] * 3),
        ("integer", 0, ["0"]),
        ("integer", {"missing": "dk"}, [".dk"]),
        ("decimal", 0.00001, ["0.00001"]),
        ("decimal", -0.5, ["-0.5"]),
        ("text", "Ana", ["Ana"]),
        ("text", ".dk", ["..dk"]),
        ("text", "..x", ["...x"]),
        ("text", {"missing": "refuse"}, [".refuse"]),
        ("code", ".AB", ["..AB"]),
        ("date", "2026-03-01", ["2026-03-01"]),
        ("integer_grid", {"a": 3, "b": None}, ["3", ".blank"]),
        ("integer_grid", {"missing": "dk"}, [".dk", ".dk"]),
        ("integer_grid", None, [".blank", ".blank"]),
    ],
)
def test_cells_tell_blank_from_missing_marks_and_text_from_both(kind, value, cells):
    question = QUESTIONS[kind]
    assert list(type_of(question).cells(question, value)) == cells
    assert len(cells) == len(type_of(question).columns(question))


def test_every_value_is_kept_by_json():
    for kind, value in [
        ("integer_grid", {"a": 3, "b": None}),
        ("rank", [2, 3]),
        ("decimal", 0.1),
        ("text", "\u202e🐘"),
    ]:
        question = QUESTIONS[kind]
        kept = json.loads(json.dumps(value, ensure_ascii=False))
        assert type_of(question).show(question, kept) == type_of(question).show(question, value)


@pytest.mark.parametrize(
    ("kind", "reference"),
    [
        ("note", None),
        ("calculate", None),
        ("select_one", Reference("number", frozenset({1, 2, 3, 9}))),
        ("select_multiple", Reference("list", frozenset({1, 2, 3, 9}))),
        ("rank", Reference("list", frozenset({1, 2, 3, 9}))),
        ("integer", Reference("number")),
        ("decimal", Reference("number")),
        ("text", Reference("text")),
        ("code", Reference("text")),
        ("date", Reference("date")),
        ("integer_grid", Reference("list")),
    ],
)
def test_conditions_know_what_an_answer_is(kind, reference):
    assert type_of(QUESTIONS[kind]).reference(QUESTIONS[kind]) == reference


def test_other_has_a_field_only_where_a_choice_opens_it():
    assert other_name(QUESTIONS["select_one"]) == "Q.other"
    assert other_name(QUESTIONS["integer"]) is None


def test_ranking_has_as_many_places_as_there_are_answers():
    rank = TYPES["rank"]
    assert rank.most(QUESTIONS["rank"]) == 3
    assert rank.most(Question("Q", "rank", "x", choices=CHOICES, max_choices=2)) == 2
