"""Placeholders that nothing can fill."""

import pytest

PAGES = """
pages:
- name: one
  label: {label}
  questions:
  - {{name: A, type: select_one, label: x, choices: [{{name: 1, label: y}}]}}
  - {{name: M, type: select_multiple, label: x, choices: [{{name: 1, label: y}}]}}
- name: two
  questions:
  - {{name: B, type: integer, label: {question}}}
- name: three
  questions:
  - {{name: C, type: integer, label: x}}
- {{name: end, end: true, questions: [{{name: E, type: note, label: {end}}}]}}
"""


@pytest.fixture
def told(mistakes):
    """Mistakes of a study with these sentences; answers stand on the page before."""

    def mistakes_of(question="x", label="x", end="x", **files):
        pages = PAGES.format(question=question, label=label, end=end)
        found = mistakes(pages, **{"fieldwork": "words: {organisation: ACME}", **files})
        return [mistake.removeprefix("questionnaire.yaml:") for mistake in found]

    return mistakes_of


def test_earlier_answer_and_word_are_put_in(told):
    assert told(question="'You said ${A} to ${organisation}'") == []


EARLIER = "put in only answers of earlier pages: split the page or move the question"


@pytest.mark.parametrize(
    ("question", "mistake"),
    [
        ("'Ask ^${nobody}'",
         "`${nobody}` is neither a question nor a word: correct it, or add it to `words:` of fieldwork.yaml"),
        ("'Don''t ask ^${nobody}'",
         "`${nobody}` is neither a question nor a word: correct it, or add it to `words:` of fieldwork.yaml"),
        ("'You said ^${B}'", f"`B` is asked on this same page: {EARLIER}"),
        ("'You said ^${C}'", f"`C` is asked on a later page: {EARLIER}"),
        ("'You said ^${M}'", "the answer of a select_multiple cannot be put into a sentence:"
                             " only select_one, integer, decimal, text, code, date, calculate can"),
        ("'It costs ^${ 5}'", "`${` opens no placeholder: write `${NAME}`"),
        ("'It costs ${A} or ^${A'", "`${` opens no placeholder: write `${NAME}`"),
    ],
)  # fmt: skip
def test_placeholder_that_nothing_fills(told, question, mistake):
    column = len("  - {name: B, type: integer, label: ") + question.index("^") + 1
    assert told(question=question.replace("^", "")) == [f"9:{column}: {mistake}"]


def test_heading_is_not_filled_in(told):
    remedy = "only labels, hints, choices and rows of questions are filled in; write it without"
    assert told(label="'Hello ${organisation}'") == [f"3:17: `${{organisation}}` is not filled in here: {remedy}"]


def test_end_page_has_words_but_no_answers(told):
    assert told(end="'Thanks from ${organisation}'") == []
    assert told(end="'You said ${A}'") == [
        "13:77: `${A}` is an answer, and the end page has none: write it without, or on an earlier page"
    ]


def test_choices_hints_and_rows_are_checked(mistakes):
    found = mistakes(
        """
        scales: {S: {choices: [{name: 1, label: "${x1}"}]}}
        pages:
        - name: one
          questions:
          - {name: A, type: select_one, label: x, hint: "${x2}", choices: S}
          - {name: B, type: select_one, label: x, choices: [{name: 1, label: "${x3}"}]}
          - {name: G, type: integer_grid, label: x, rows: [{name: a, label: "${x4}"}]}
        """
    )
    assert [mistake.split(": ")[0].removeprefix("questionnaire.yaml:") for mistake in found] == [
        "1:42", "5:50", "6:71", "7:70"
    ]  # fmt: skip


def test_no_other_sentence_is_filled_in(mistakes):
    found = mistakes(
        "title: ${w}\npages: [{name: one, questions: [{name: A, type: integer, label: x, "
        "constraint: A > 1, constraint_message: '${w}'}]}]",
        fieldwork="words: {w: 'a ${w}'}",
        analysis="indicators: [{name: I, label: '${w}', role: norm, kind: share, codes: [1], questions: [A]}]",
    )
    places = [mistake.split(": ")[0] for mistake in found if "not filled in" in mistake]
    assert places == ["analysis.yaml:1:32", "fieldwork.yaml:1:15", "questionnaire.yaml:1:8", "questionnaire.yaml:2:108"]
