"""Facts, keys and scales that do not fit what a question is for."""

import pytest

CHOICES = "choices: [{name: 1, label: y}, {name: 8, label: z, missing: dk}]"


def asked(kap, choices=CHOICES, kind="select_one"):
    return f"{{name: A, type: {kind}, label: x, {choices},\n    kap: {{{kap}}}}}"


@pytest.mark.parametrize(
    ("kap", "told"),
    [
        ("role: knowledge, indicator: K, key: [1]",
         "5:10: a knowledge question lacks `fact`: name one of facts.yaml, or add it there with its source"),
        ("role: knowledge, indicator: K, key: [1], fact: F-2",
         "5:58: there is no fact `F-2`: name one of facts.yaml, or add it there with its source"),
        ("role: knowledge, indicator: K, fact: F-1", "5:10: a knowledge question lacks `key`: list the right codes"),
        ("role: knowledge, indicator: K, fact: F-1, key: []",
         "5:58: a knowledge question lacks `key`: list the right codes"),
        ("role: knowledge, fact: F-1, key: [1]",
         "5:10: a knowledge question lacks `indicator`: say which number it counts for"),
        ("role: knowledge, indicator: K, fact: F-1, key: [1, 7]",
         "5:62: `A` has no choice 7: use the names of its choices"),
        ("role: knowledge, indicator: K, fact: F-1, key: [8]",
         "5:59: choice 8 of `A` is a missing mark: count only answers; remove it"),
        ("role: knowledge, indicator: K, fact: F-1, key: [one]",
         "5:59: `key` needs a whole number, not `one`: write a number from 0 to 999999999, without leading zeros"),
        ("role: knowledge, indicator: K, fact: F-1, key: [{from: 2026-01-01}]",
         "5:59: a key lacks `codes`: add `codes:`"),
        ("role: knowledge, indicator: K, fact: F-1, key: [{codes: []}]",
         "5:67: the key lists no code: add `codes: [...]` with the right answers"),
        ("role: knowledge, indicator: K, fact: F-1, key: [{codes: [7]}]",
         "5:68: `A` has no choice 7: use the names of its choices"),
        ("role: knowledge, indicator: K, fact: F-1, key: [{codes: [1], since: 2026-01-01}]",
         "5:72: a key has no key `since`: use one of: codes, from, until, situation"),
        ("role: knowledge, indicator: K, fact: F-1, key: [{codes: [1], from: 1 May}]",
         "5:78: `from: 1 May` is not a day: write a day of the calendar as YYYY-MM-DD"),
        ("role: knowledge, indicator: K, fact: F-1, key: [{codes: [1], from: 2026-01-02, until: 2026-01-01}]",
         "5:58: the key ends before it begins: exchange `from` and `until`"),
        ("role: knowledge, indicator: K, fact: F-1, key: [{codes: [1], situation: abroad}]",
         "5:58: there is no situation `abroad`: define it under `situations:`"),
        ("role: attitude, indicator: ATT", "5:17: `role: attitude` needs an ordered scale:"
         " make it a select_one whose `choices` name a scale with `ordered: true`"),
        ("role: practice, fact: F-1", "5:27: `fact` means nothing to practice: only knowledge has right answers"),
        ("role: message, key: [1]", "5:26: `key` means nothing to message: only knowledge has right answers"),
        ("role: demographic, reverse: true",
         "5:30: `reverse` means nothing to demographic: only answers on an ordered scale can be reversed"),
        ("role: demographic, recall_months: 12",
         "5:30: `recall_months` means nothing to demographic: only practice is recalled"),
        ("role: practice, recall_month: 12",
         "5:27: kap has no key `recall_month`: use one of:"
         " role, indicator, fact, key, reverse, recall_months, purpose"),
    ],
)  # fmt: skip
def test_purpose_that_does_not_fit(in_question, kap, told):
    assert in_question(asked(kap)) == [told]


SCALE = "scales: {AGREE2: {ordered: true, choices: [{name: 1, label: No}, {name: 2, label: Yes}]}}"


def test_ordered_scale_has_no_right_answer(in_question, mistakes):
    kap = "{role: knowledge, indicator: K, fact: F-1, key: [1]}"
    question = f"{{name: A, type: select_one, label: x, choices: AGREE2, kap: {kap}}}"
    assert mistakes(f"{SCALE}\npages: [{{name: one, questions: [{question}]}}]") == [
        "questionnaire.yaml:2:100: an ordered scale has no right answer: choose other choices or another role"
    ]


def test_attitude_needs_one_answer_on_its_scale(mistakes):
    question = "{name: A, type: select_multiple, label: x, choices: AGREE2, kap: {role: norm}}"
    assert mistakes(f"{SCALE}\npages: [{{name: one, questions: [{question}]}}]") == [
        "questionnaire.yaml:2:105: `role: norm` needs an ordered scale:"
        " make it a select_one whose `choices` name a scale with `ordered: true`"
    ]


def test_knowledge_that_is_typed_has_no_codes(in_question):
    question = asked("role: knowledge, indicator: K, fact: F-1, key: [3]", choices="min: 0", kind="integer")
    assert in_question(question) == ["5:59: `A` has no choice 3: use the names of its choices"]
