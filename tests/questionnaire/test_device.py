"""A phone gets what decides the flow and the answers, and no sentence that its pages hold already."""

import json
from dataclasses import fields

import pytest
from definitions import every_type_in, study_in

from kapsurvey.paths import QUESTIONNAIRES
from kapsurvey.questionnaire.device import device
from kapsurvey.questionnaire.expression import parse
from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.model import Choice, Page, Question, Questionnaire, Row

WORDS_OF_PAGES = {"label", "hint", "media"}
FOR_THE_ANALYSIS = {"scale", "ordered", "kap"}


def questions_of(flow):
    return {question["name"]: question for page in flow["pages"] for question in page["questions"]}


def names_in(value):
    """All keys in a document."""
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


def test_conditions_are_trees_and_what_is_as_usual_is_left_out(questionnaire):
    flow = device(
        questionnaire("""
        - {name: A, type: integer, min: 0}
        - page: {relevant: A > 1, self_only: true, label: Here}
        - {name: B, type: text, relevant: A == 2, constraint: length(B) > A, constraint_message: Longer., pattern: x+}
        - {name: C, type: select_one, choices: [{name: 0, label: "No", relevant: A < 5}, {name: 1, label: "Yes"}]}
        """)
    )
    assert flow["pages"] == [
        {"name": "p1", "questions": [{"name": "A", "type": "integer", "min": "0"}]},
        {
            "name": "p2",
            "label": "Here",
            "relevant": [">", ["answer", "A"], 1],
            "self_only": True,
            "questions": [
                {
                    "name": "B",
                    "type": "text",
                    "relevant": ["==", ["answer", "A"], 2],
                    "constraint": [">", ["length", ["answer", "B"]], ["answer", "A"]],
                    "constraint_message": "Longer.",
                    "refers": ["A", "B"],
                    "pattern": "x+",
                },
                {
                    "name": "C",
                    "type": "select_one",
                    "choices": [{"name": 0, "relevant": ["<", ["answer", "A"], 5]}, {"name": 1}],
                },
            ],
        },
    ]
    assert flow["sealed"] == {"answers": ["B"], "pages": [], "places": []}


def test_calculations_rows_and_limits_are_told(tmp_path):
    told = questions_of(device(every_type_in(tmp_path).questionnaire))
    assert told["TWICE"] == {"name": "TWICE", "type": "calculate", "calculation": ["*", ["answer", "DAYS"], 2]}
    assert told["WEEK"]["rows"] == [{"name": "a"}, {"name": "b"}]
    assert told["WEEK"]["missing"] == ["refuse"]
    assert told["WORDS"]["max_length"] == 3000
    assert told["SEEN"]["choices"][2] == {"name": 6, "exclusive": True, "fixed": True}
    assert told["CONSENT"]["choices"][1] == {"name": 2, "end": "refused"}


def test_the_end_page_asks_nothing_and_is_not_there(tmp_path):
    flow = device(study_in(tmp_path).questionnaire)
    assert [page["name"] for page in flow["pages"]] == ["consent", "people", "offers", "details", "opinions", "last"]


def test_what_is_sealed_is_named(tmp_path):
    sealed = device(study_in(tmp_path).questionnaire)["sealed"]
    assert sealed["pages"] == ["details"]
    assert sealed["places"] == []
    assert sealed["answers"] == ["OFFERED", "OFFERED.other", "REMARKS", "TRUST", "WHERE"]


def test_choices_are_put_in_words_only_where_a_later_sentence_says_them(questionnaire):
    flow = device(
        questionnaire("""
        - {name: A, type: select_one, choices: [{name: 1, label: Rice}, {name: 2, label: Maize}]}
        - {name: B, type: select_one, choices: [{name: 1, label: Tea}, {name: 2, label: Water}]}
        - {name: N, type: integer}
        - page
        - {name: C, type: integer, label: "How much ${A}, ${N} times?"}
        """)
    )
    assert flow["said"] == {"A": {"1": "Rice", "2": "Maize"}}


@pytest.mark.parametrize("study", [path.name for path in QUESTIONNAIRES.iterdir() if path.is_dir()])
def test_shipped_studies_take_no_sentence_twice(study):
    flow = device(load(QUESTIONNAIRES / study).questionnaire)
    assert json.loads(json.dumps(flow)) == flow
    assert all(not names_in(page["questions"]) & WORDS_OF_PAGES for page in flow["pages"])


def test_whatever_the_flow_may_need_is_told():
    choice = Choice(1, "One", missing="dk", exclusive=True, other=True, fixed=True, end="refused", relevant=parse("A"))
    question = Question(
        name="Q",
        type="text",
        label="Q?",
        choices=(choice,),
        rows=(Row("a", "A", fixed=True),),
        required=True,
        relevant=parse("A"),
        constraint=parse("A"),
        constraint_message="No.",
        calculation=parse("A"),
        missing=("dk",),
        min="1",
        max="2",
        max_choices=1,
        max_length=1,
        pattern="x",
        randomize=True,
        fixed=True,
        appearance="buttons",
        sensitive=True,
    )
    page = Page("p", (question,), "P", relevant=parse("A"), randomize=True, shuffle="s", self_only=True)
    told = device(Questionnaire("s", "t", (page,)))["pages"][0]
    assert {*told, "end"} == names_of(Page)
    assert set(told["questions"][0]) - {"refers"} == names_of(Question) - WORDS_OF_PAGES - FOR_THE_ANALYSIS
    assert {*told["questions"][0]["choices"][0], "label"} == names_of(Choice)
    assert {*told["questions"][0]["rows"][0], "label"} == names_of(Row)


def names_of(kind):
    return {field.name for field in fields(kind)}
