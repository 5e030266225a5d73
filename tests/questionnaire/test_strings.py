"""Every sentence has one id, and a questionnaire speaks another language where it has been translated."""

import pytest

from kapsurvey.questionnaire.strings import filled, openings, placeholders, sentences, translated

PAGES = """
scales: {AGREE2: {ordered: true, choices: [{name: 1, label: No}, {name: 2, label: Yes}]}}
pages:
- name: one
  label: First page
  questions:
  - {name: N, type: note, label: Hello, media: {image: a.png, alt: A horn}}
  - {name: S, type: select_one, label: Agree?, choices: AGREE2}
  - {name: T, type: select_one, label: Still?, choices: AGREE2}
  - {name: C, type: select_one, label: Which?, hint: Only one., choices: [{name: 1, label: This}]}
  - {name: G, type: integer_grid, label: Days?, rows: [{name: a, label: Here}]}
  - {name: I, type: integer, label: How many?, constraint: I > 0, constraint_message: More.}
  - {name: K, type: calculate, calculation: 1 + 1}
"""
SENTENCES = {
    "title": "Tiny",
    "page.one": "First page",
    "N": "Hello",
    "N.alt": "A horn",
    "AGREE2.1": "No",
    "AGREE2.2": "Yes",
    "S": "Agree?",
    "T": "Still?",
    "C": "Which?",
    "C.hint": "Only one.",
    "C.1": "This",
    "G": "Days?",
    "G.a": "Here",
    "I": "How many?",
    "I.constraint_message": "More.",
    "word.organisation": "ACME",
    "indicator.I": "Share",
}


@pytest.fixture
def small(study):
    """A study with every kind of sentence."""
    return study(
        PAGES,
        fieldwork="words: {organisation: ACME}",
        analysis="indicators: [{name: I, label: Share, role: norm, kind: share, questions: [C], codes: [1]}]",
        media=("a.png",),
    )


def test_every_sentence_has_its_id_once_in_the_order_of_the_questionnaire(small):
    assert list(sentences(small).items()) == list(SENTENCES.items())


def test_translated_questionnaire_says_everything_in_the_other_language(small):
    said = translated(small.questionnaire, {key: text.upper() for key, text in SENTENCES.items()})
    assert said.title == "TINY"
    page = said.pages[0]
    asked = {question.name: question for question in page.questions}
    assert page.label == "FIRST PAGE"
    assert (asked["N"].label, asked["N"].media.alt, asked["N"].media.image) == ("HELLO", "A HORN", "a.png")
    assert [choice.label for choice in asked["T"].choices] == ["NO", "YES"]
    assert (asked["C"].hint, asked["C"].choices[0].label) == ("ONLY ONE.", "THIS")
    assert asked["G"].rows[0].label == "HERE"
    assert asked["I"].constraint_message == "MORE."


def test_sentence_without_translation_stays_in_the_source_language(small):
    said = translated(small.questionnaire, {"C": "Welche?"})
    assert said.pages[0].questions[3].label == "Welche?"
    assert said.pages[0].questions[3].choices == small.questionnaire.pages[0].questions[3].choices
    assert translated(small.questionnaire, {}) == small.questionnaire


def test_sentence_that_the_source_does_not_have_is_not_added(small):
    said = translated(small.questionnaire, {"I.hint": "Neu", "K": "Neu"})
    assert said == small.questionnaire


def test_placeholders_are_found_in_order():
    assert placeholders("${B} und ${A_1}, nicht ${ x}, $A, {A}, ${1}") == ("B", "A_1")


def test_opening_that_opens_nothing_is_found_too():
    assert list(openings("${A} ${ x} ${")) == [(0, "A"), (5, None), (11, None)]


def test_what_is_put_in_is_not_looked_at_again():
    assert filled("${A}-${B}", {"A": "${B}", "B": "x"}.__getitem__) == "${B}-x"
