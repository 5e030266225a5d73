"""A page is read question by question: what stands is kept, what does not is named beside its question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapsurvey.questionnaire.expression import parse
from kapsurvey.questionnaire.flow import Step, walk
from kapsurvey.questionnaire.model import Choice, Page, Question, Row
from kapsurvey.questionnaire.page_reading import field_names, read_page, standing, unfit
from kapsurvey.questionnaire.question_types import type_of


@pytest.fixture
def step(questionnaire):
    """The page that is asked last, of a questionnaire in short, after these answers."""
    return lambda text, answers=None: list(walk(questionnaire(text), answers or {}, {}, "seed"))[-1]


def codes(answers):
    return {name: error.code for name, error in answers.errors.items()}


TWO = """
- {name: A, type: integer, min: 0, max: 9}
- {name: B, type: integer, constraint: "B <= A", constraint_message: "Not more than A."}
"""


def test_sound_page_turns(step):
    answers = read_page(step(TWO), {"A": ["3"], "B": ["2"]})
    assert answers.values == {"A": 3, "B": 2}
    assert answers.sound


def test_empty_page_turns_where_nothing_is_required(step):
    answers = read_page(step(TWO), {})
    assert answers.values == {"A": None, "B": None}
    assert answers.sound


def test_what_stands_is_kept_beside_what_does_not(step):
    answers = read_page(step(TWO), {"A": ["3"], "B": ["many"]})
    assert answers.values == {"A": 3}
    assert codes(answers) == {"B": "number.whole"}
    assert not answers.sound


def test_constraint_that_does_not_hold_is_told_in_its_own_words(step):
    answers = read_page(step(TWO), {"A": ["3"], "B": ["4"]})
    assert answers.values == {"A": 3}
    assert codes(answers) == {"B": "constraint"}
    assert answers.errors["B"].params == {"message": "Not more than A."}


def test_constraint_waits_until_every_answer_that_it_names_is_there(step):
    assert read_page(step(TWO), {"B": ["4"]}).sound
    missing = TWO.replace("max: 9", "max: 9, missing: [dk]")
    assert read_page(step(missing), {"A.missing": ["dk"], "B": ["4"]}).sound


def test_constraint_may_look_at_an_earlier_page(step):
    text = TWO.replace("- {name: B", "- page\n- {name: B")
    assert codes(read_page(step(text, {"A": 3}), {"B": ["4"]})) == {"B": "constraint"}
    assert read_page(step(text, {"A": 3}), {"B": ["3"]}).sound


def test_constraint_over_a_wrong_answer_is_not_told_again(step):
    assert codes(read_page(step(TWO), {"A": ["99"], "B": ["4"]})) == {"A": "number.range"}


@pytest.mark.parametrize("kind", ["select_one", "select_multiple", "rank"])
def test_required_answer_that_is_missing(step, kind):
    text = f"- {{name: A, type: {kind}, required: true, choices: [{{name: 1, label: x}}, {{name: 2, label: y}}]}}"
    assert codes(read_page(step(text), {})) == {"A": "required"}


def test_field_of_another_page_is_a_stranger(step):
    answers = read_page(step(TWO), {"A": ["3"], "C": ["1"], "A.missing": ["dk"], "": ["x"]})
    assert answers.strangers == ("", "A.missing", "C")
    assert answers.values == {"A": 3, "B": None}
    assert not answers.sound


def test_choice_that_is_not_offered_is_refused(step):
    text = """
        - {name: A, type: integer}
        - page
        - name: B
          type: select_one
          choices: [{name: 1, label: x}, {name: 2, label: y, relevant: "A > 5"}]
        """
    assert codes(read_page(step(text, {"A": 3}), {"B": ["2"]})) == {"B": "choice.unknown"}
    assert read_page(step(text, {"A": 6}), {"B": ["2"]}).values == {"B": 2}


def test_what_is_said_beside_other_is_read_with_its_question(step):
    text = """
        - name: A
          type: select_multiple
          choices: [{name: 1, label: x}, {name: 2, label: y, other: true}]
        """
    assert read_page(step(text), {"A": ["2"], "A.other": ["sea"]}).values == {"A": [2], "A.other": "sea"}
    assert codes(read_page(step(text), {"A": ["2"], "A.other": ["x" * 501]})) == {"A": "text.long"}
    assert field_names(step(text).questions[0]) == ("A", "A.other")


def test_note_has_no_field(step):
    page = step("- {name: N, type: note}\n- {name: A, type: integer}")
    assert read_page(page, {"A": ["1"]}).values == {"A": 1}
    assert read_page(page, {"N": ["1"]}).strangers == ("N",)


CHANGED = """
- {name: A, type: integer}
- page
- name: B
  type: select_one
  required: true
  choices: [{name: 1, label: x}, {name: 2, label: y, relevant: "A > 5"}]
- {name: C, type: integer, constraint: "C < A", constraint_message: Less.}
"""


@pytest.mark.parametrize(
    ("answers", "lost", "stands"),
    [
        ({"A": 6, "B": 2, "C": 5}, set(), True),
        ({"A": 4, "B": 2, "C": 3}, {"B"}, False),
        ({"A": 4, "B": 1, "C": 5}, {"C"}, False),
        ({"A": 4, "B": 2, "C": 5}, {"B", "C"}, False),
        ({"A": 4, "B": None, "C": 3}, set(), False),
        ({"A": 4, "B": 1}, set(), True),
    ],
)
def test_stored_answers_stand_until_an_earlier_page_changes(step, answers, lost, stands):
    page = step(CHANGED, answers)
    assert unfit(page, answers) == lost
    assert standing(page, answers) is stands


CHOICES = (Choice(1, "x"), Choice(2, "y", other=True), Choice(6, "z", exclusive=True), Choice(9, "-", missing="dk"))
QUESTIONS = (
    Question("NOTE", "note", "x"),
    Question("ONE", "select_one", "x", choices=CHOICES, required=True),
    Question("SET", "select_multiple", "x", choices=CHOICES, max_choices=2),
    Question("RANK", "rank", "x", choices=CHOICES),
    Question("INT", "integer", "x", min="0", max="99", missing=("dk",), constraint=parse("INT < DEC")),
    Question("DEC", "decimal", "x", max="0.5", missing=("dk", "refuse")),
    Question("TEXT", "text", "x", max_length=20, pattern=r"[\p{L} ]+"),
    Question("CODE", "code", "x", max_length=8),
    Question("DATE", "date", "x", min="2020-01-01", missing=("refuse",)),
    Question("GRID", "integer_grid", "x", rows=(Row("a", "x"), Row("b", "x")), constraint=parse("sum(GRID) < 9")),
)
STEP = Step(Page("p", QUESTIONS), QUESTIONS, {}, 1, None)
FIELDS = [name for question in STEP.questions for name in field_names(question)]
# Surrogates too: nothing that a browser or a forger sends may be more than an error.
TYPED = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.from_regex(r"\A[-+]?[0-9\u0660-\u0669]{0,20}[.,/-]?[0-9]{0,20}[/-]?[0-9]{0,4}\Z"),
    st.sampled_from(["1", "2", "9", "dk", "refuse", "1e308", str(2**63), "nan", "-0", "\x00", " ", "29/2/2023"]),
)
FORMS = st.dictionaries(st.one_of(st.sampled_from(FIELDS), st.text(max_size=8)), st.lists(TYPED, max_size=3))


@settings(derandomize=True, deadline=None, max_examples=200)
@given(sent=FORMS)
def test_no_form_whatever_raises_and_what_was_read_is_read_again_as_it_was(sent):
    answers = read_page(STEP, sent)
    assert set(answers.values) | set(answers.errors) >= {question.name for question in STEP.questions[1:]}
    assert set(answers.strangers) == set(sent) - set(FIELDS)
    for question in STEP.questions[1:]:
        if question.name in answers.values:
            value = answers.values[question.name]
            shown = type_of(question).show(question, value)
            assert type_of(question).read(question, shown) == value
