"""What messages are weighed by that cannot be counted, and those that can."""

import pytest

PAGES = """
scales: {AGREE2: {ordered: true, choices: [{name: 1, label: No}, {name: 2, label: Yes}]}}
pages:
- name: one
  questions:
  - {name: S, type: select_one, label: x, choices: AGREE2}
  - {name: C, type: select_one, label: x, choices: [{name: 1, label: y}, {name: 9, label: z, missing: refuse}]}
  - {name: M, type: select_multiple, label: x, choices: [{name: 1, label: y}, {name: 2, label: z}]}
  - {name: T, type: text, label: x}
"""


@pytest.mark.parametrize(
    ("analysis", "told"),
    [
        ("outcomes: [{codes: [1]}]", "12: an outcome lacks `question`"),
        ("outcomes: [{question: D, codes: [1]}]", "23: there is no question `D`"),
        ("outcomes: [{question: T, codes: [1]}]", "23: `T` has no choices to count"),
        ("outcomes: [{question: C}]", "23: `C` lacks `codes`: list those that count; only knowledge"),
        ("outcomes: [{question: C, codes: [7]}]", "34: `C` has no choice 7"),
        ("outcomes: [{question: C, codes: [9]}]", "34: choice 9 of `C` is a missing mark"),
        ("outcomes: [{question: M, codes: [1], among: [2]}]", "45: `among` leaves out one of `codes`"),
        ("outcomes: [{question: M, codes: [1], family: norm}]", "38: an outcome has no key `family`"),
        ("beliefs: [{question: S, codes: [2]}]", "11: a belief lacks `family`"),
        ("beliefs: [{question: S, codes: [2], family: mood}]", "45: `family` cannot be `mood`"),
        ("beliefs: [{question: S, codes: [2], among: [2], family: norm}]", "37: a belief has no key `among`"),
        ("messengers: [D]", "14: there is no question `D`"),
        ("messengers: [T]", "14: `T` has no choices to count"),
        ("messengers: M", "13: `messengers` must be a list"),
        ("segments: [S, M]\nbeliefs: [{question: S, codes: [2], family: norm}]", "15: `M` is no belief"),
        ("segments: [S]\nbeliefs: [{question: S, codes: [2], family: norm}]", "12: one question tells no kinds"),
        ("took_part: {question: T, codes: [1]}", "23: there is no select_one `T`"),
        ("took_part: {question: C, codes: [1]}", "33: the codes tell nobody apart by `C`"),
        ("took_part: {question: S}", "12: the codes tell nobody apart by `S`"),
        ("took_part: {question: S, codes: [3]}", "34: `S` has no choice 3"),
        ("took_part: {codes: [2]}", "12: `took_part` lacks `question`"),
        ("took_part: {question: S, codes: [2], family: norm}", "38: `took_part` has no key `family`"),
        ("norm_gaps: [{shares: [0, 100], actual: C, codes: [1]}]", "13: a norm gap lacks `perceived`"),
        ("norm_gaps: [{perceived: T, shares: [0, 100], actual: C, codes: [1]}]", "25: there is no select_one `T`"),
        ("norm_gaps: [{perceived: S, shares: [0], actual: C, codes: [1]}]", "36: `S` has 2 answers: give each a"),
        ("norm_gaps: [{perceived: S, shares: [0, 101], actual: C, codes: [1]}]", "36: `S` has 2 answers"),
        ("norm_gaps: [{perceived: S, shares: [0, 100], actual: D, codes: [1]}]", "54: there is no select_one or"),
        ("norm_gaps: [{perceived: S, shares: [0, 100], actual: C}]", "13: `C` lacks `codes`"),
        ("norm_gaps: [{perceived: S, shares: [0, 100], actual: C, codes: [9]}]", "65: choice 9 of `C` is a missing"),
    ],
)
def test_what_cannot_be_counted_is_told_with_its_place(mistakes, analysis, told):
    found = mistakes(PAGES, analysis=analysis)
    assert [mistake.startswith(f"analysis.yaml:1:{told}") for mistake in found] == [True], found


def test_question_is_an_outcome_or_a_belief_or_tells_of_messengers_and_is_so_once(mistakes):
    analysis = "outcomes:\n- {question: S, codes: [2]}\nbeliefs:\n- {question: S, codes: [1], family: norm}\n"
    found = mistakes(PAGES, analysis=f"{analysis}messengers: [M, M]")
    assert [mistake.split(": rename")[0] for mistake in found] == [
        "analysis.yaml:4:14: the question `S` stands twice",
        "analysis.yaml:5:17: the question `M` stands twice",
    ]


def test_plan_without_mistakes(mistakes):
    analysis = (
        "outcomes: [{question: M, codes: [1], among: [1, 2]}]\nbeliefs: [{question: S, codes: [2], family: norm}]"
    )
    gaps = "norm_gaps: [{perceived: S, shares: [20, 80], actual: C, codes: [1]}]"
    took_part = "took_part: {question: S, codes: [2]}"
    assert mistakes(PAGES, analysis=f"{analysis}\nmessengers: [C]\n{gaps}\n{took_part}") == []
