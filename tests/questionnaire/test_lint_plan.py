"""Indicators, groups and totals that point to nothing or to the wrong kind of question."""

import pytest

PAGES = """
scales: {AGREE2: {ordered: true, choices: [{name: 1, label: No}, {name: 2, label: Yes}]}}
pages:
- name: one
  questions:
  - {name: S, type: select_one, label: x, choices: AGREE2}
  - {name: C, type: select_one, label: x, choices: [{name: 1, label: y}, {name: 9, label: z, missing: refuse}]}
  - {name: T, type: text, label: x}
"""


@pytest.mark.parametrize(
    ("indicator", "told"),
    [
        ("label: x, role: practice, kind: share, questions: [C], codes: [1]", "15: an indicator lacks `name`"),
        ("name: I, role: practice, kind: share, questions: [C], codes: [1]", "15: an indicator lacks `label`"),
        ("name: I, label: x, kind: share, questions: [C], codes: [1]", "15: an indicator lacks `role`"),
        ("name: I, label: x, role: practice, questions: [C]", "15: an indicator lacks `kind`"),
        ("name: I, label: x, role: practice, kind: share, codes: [1]", "15: indicator `I` has no questions"),
        ("name: I, label: x, role: practice, kind: share, questions: [C]", "15: the share `I` lacks `codes`"),
        ("name: I, label: x, role: practice, kind: share, questions: [D], codes: [1]", "76: there is no question `D`"),
        ("name: I, label: x, role: practice, kind: share, questions: [C], codes: [7]", "88: `C` has no choice 7"),
        ("name: I, label: x, role: practice, kind: share, questions: [C], codes: [1], among: [9]",
         "100: choice 9 of `C` is a missing mark"),
        ("name: I, label: x, role: knowledge, kind: knowledge, questions: [C]", "81: `C` is no knowledge question"),
        ("name: I, label: x, role: attitude, kind: index, questions: [S, C]", "79: `C` has no ordered scale"),
        ("name: I, label: x, role: attitude, kind: index, questions: [S], codes: [1]",
         "80: `codes` means nothing to `kind: index`"),
        ("name: I, label: x, role: attitude, kind: mean, questions: [S]", "57: `kind` cannot be `mean`"),
        ("name: I, label: x, role: mood, kind: index, questions: [S]", "41: `role` cannot be `mood`"),
        ("name: I, label: x, role: norm, kind: index, questions: [S], code: [1]", "76: an indicator has no key `code`"),
    ],
)  # fmt: skip
def test_indicators_that_cannot_be_estimated(mistakes, indicator, told):
    found = mistakes(PAGES, analysis=f"indicators: [ {{{indicator}}}]")
    assert [mistake.startswith(f"analysis.yaml:1:{told}") for mistake in found] == [True]


def test_twin_indicators_and_groups(mistakes):
    indicator = "{name: I, label: x, role: norm, kind: index, questions: [S]}"
    found = mistakes(PAGES, analysis=f"groups: [C, C]\nindicators:\n- {indicator}\n- {indicator}\n")
    assert found == [
        "analysis.yaml:1:13: the group `C` stands twice: rename it; the first is in line 1",
        "analysis.yaml:4:3: the indicator `I` stands twice: rename it; the first is in line 3",
    ]


def test_group_of_typed_answers(mistakes):
    assert mistakes(PAGES, analysis="groups: [S, T]") == [
        "analysis.yaml:1:13: `T` is not a select_one: groups need one answer each"
    ]
