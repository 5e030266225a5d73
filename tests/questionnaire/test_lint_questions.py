"""Keys of another type, bounds, patterns, lost pictures."""

import pytest


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("{name: A, type: text, label: x, min: 3}",
         "4:37: `min` means nothing to the type text: remove it or change the type"),
        ("{name: A, type: integer, label: x, choices: [{name: 1, label: y}]}",
         "4:40: `choices` means nothing to the type integer: remove it or change the type"),
        ("{name: A, type: note, label: x, required: true}",
         "4:37: `required` means nothing to the type note: remove it or change the type"),
        ("{name: A, type: calculate, calculation: '1', constraint: '1 == 1'}",
         "4:50: `constraint` means nothing to the type calculate: remove it or change the type"),
        ("{name: A, type: select_one, label: x}", "4:5: `A` has no choices: name a scale or list the choices"),
        ("{name: A, type: rank, label: x, choices: []}",
         "4:46: `A` has no choices: name a scale or list the choices"),
        ("{name: A, type: integer_grid, label: x}", "4:5: `A` has no rows: list them under `rows:`"),
        ("{name: A, type: calculate}", "4:5: `A` has no calculation: add `calculation:`"),
        ("{name: A, type: rank, label: x, max_choices: 3, choices: [{name: 1, label: y}, {name: 2, label: z}]}",
         "4:50: `max_choices` is more than there are choices: lower it"),
        ("{name: A, type: select_one, label: x, choices: [{name: 1, label: y, exclusive: true}]}",
         "4:84: `exclusive` means nothing here: only choices of a select_multiple can be ticked together"),
        ("{name: A, type: select_one, required: true, label: x, choices: [{name: 1, label: y, end: refused}]}",
         "4:5: every choice ends the interview: leave one that goes on, or remove the pages behind it"),
        ("{name: A, type: text, label: x, appearance: buttons}",
         "4:37: `appearance` means nothing to the type text: remove it or change the type"),
        ("{name: A, type: integer, label: x, constraint: 'A > 1'}",
         "4:52: the constraint has no message for the respondent:"
         " add `constraint_message:` that says what to correct"),
        ("{name: A, type: integer, label: x, constraint_message: More}",
         "4:60: there is no constraint to this message: add `constraint:`"),
    ],
)  # fmt: skip
def test_keys_that_do_not_fit(in_question, question, told):
    assert in_question(question) == [told]


@pytest.mark.parametrize(
    ("kind", "bounds", "told"),
    [
        ("integer", "min: 9, max: 1", "`max` is below `min`: exchange them"),
        ("decimal", "min: 0.5, max: 0.25", "`max` is below `min`: exchange them"),
        ("date", "min: 2026-01-02, max: 2026-01-01", "`max` is below `min`: exchange them"),
        ("integer", "min: 1.5", "`min: 1.5` cannot bound the type integer: write a whole number such as 18"),
        ("integer", "min: 012", "`min: 012` cannot bound the type integer: write a whole number such as 18"),
        ("integer", "max: nan", "`max: nan` cannot bound the type integer: write a whole number such as 18"),
        ("integer", "max: 1e3", "`max: 1e3` cannot bound the type integer: write a whole number such as 18"),
        ("integer", "max: 1_000", "`max: 1_000` cannot bound the type integer: write a whole number such as 18"),
        ("integer", "max: ٣", "`max: ٣` cannot bound the type integer: write a whole number such as 18"),
        ("decimal", "max: inf", "`max: inf` cannot bound the type decimal: write a number such as 0.5"),
        ("date", "max: 2026-02-30",
         "`max: 2026-02-30` cannot bound the type date: write a day of the calendar as YYYY-MM-DD"),
        ("date", "max: 20260201",
         "`max: 20260201` cannot bound the type date: write a day of the calendar as YYYY-MM-DD"),
        ("integer_grid", "rows: [{name: a, label: y}], min: x",
         "`min: x` cannot bound the type integer_grid: write a whole number such as 18"),
    ],
)  # fmt: skip
def test_bounds_that_cannot_be(in_question, kind, bounds, told):
    found = in_question(f"{{name: A, type: {kind}, label: x, {bounds}}}")
    assert [mistake.split(": ", 1)[1] for mistake in found] == [told]


@pytest.mark.parametrize("bounds", ["min: 9, max: 1", "max: many", "min: 1.5"])
def test_mistake_in_bounds_is_not_told_again_by_conditions(mistakes, bounds):
    told = mistakes(
        f"""
        pages:
        - name: one
          questions: [{{name: A, type: integer, label: x, {bounds}}}]
        - name: two
          relevant: A == 5
          questions: [{{name: B, type: integer, label: x}}]
        """
    )
    assert len(told) == 1


def test_equal_bounds_and_negative_bounds_are_fine(in_question):
    assert in_question("{name: A, type: integer, label: x, min: -5, max: -5}") == []
    assert in_question("{name: A, type: decimal, label: x, min: -0.5, max: 1000000000000}") == []


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(a)\1", "invalid escape sequence: \\1"),
        ("(?=a)", "invalid perl operator: (?="),
        ("a(?<!b)", "invalid perl operator: (?<!"),
        ("(a", "missing ): (a"),
        ("a{1001}", "invalid repetition size: {1001}"),
    ],
)
def test_pattern_beyond_linear_time_is_refused(in_question, pattern, reason):
    found = in_question(f"{{name: A, type: text, label: x, pattern: '{pattern}'}}")
    assert found == [f"4:46: the pattern cannot be used ({reason}): write it in RE2's syntax"]


def test_pattern_that_a_phone_would_hang_on_is_refused(in_question):
    assert in_question("{name: A, type: text, label: x, pattern: '(a+)+$'}") == [
        "4:46: a text may fit the pattern in more ways than a phone can try:"
        " repeat no group that holds a repetition or `|`, repeat fewer parts, or lower `max_length`"
    ]


def test_pattern_that_a_phone_understands_differently_is_refused_where_it_begins_to(in_question):
    assert in_question(r"{name: A, type: text, label: x, pattern: 'a-\pL+'}") == [
        "4:49: a phone may understand the pattern differently from here on:"
        " use only what questionnaires/README.md lists under Patterns"
    ]


def test_patterns_that_both_understand_are_fine(in_question):
    assert in_question(r"{name: A, type: code, label: x, max_length: 8, pattern: '[A-Z]{2}-?\d{4,6}'}") == []


SEALED_END = "which is sealed: end the interview on another question, or go on"


def test_outcome_must_not_tell_a_sensitive_answer(in_question):
    choices = "choices: [{name: 1, label: y}, {name: 2, label: z, end: ineligible}]"
    assert in_question(f"{{name: A, type: select_one, label: x, {choices}}}") == []
    assert in_question(f"{{name: A, type: select_one, label: x, sensitive: true, {choices}}}") == [
        f"4:116: the outcome would tell the answer to `A`, {SEALED_END}"
    ]


def test_outcome_must_not_tell_what_a_page_asked_on_a_sensitive_answer_betrays(mistakes):
    told = mistakes(
        """
        pages:
        - {name: one, questions: [{name: A, type: integer, label: x, sensitive: true}]}
        - name: two
          relevant: A > 1
          questions:
          - name: B
            type: select_one
            label: x
            choices: [{name: 1, label: y}, {name: 2, label: z, end: refused}]
        """
    )
    assert told == [f"questionnaire.yaml:9:61: the outcome would tell the answer to `B`, {SEALED_END}"]


def test_scale_that_is_shuffled_or_unused(mistakes):
    told = mistakes(
        """
        scales:
          AGREE2: {ordered: true, choices: [{name: 1, label: No}, {name: 2, label: Yes}]}
          OTHER: {choices: [{name: 1, label: No}]}
        pages: [{name: one, questions: [{name: A, type: select_one, label: x, choices: AGREE2, randomize: true}]}]
        """
    )
    assert told == [
        "questionnaire.yaml:3:3: no question uses the scale `OTHER`: remove it",
        "questionnaire.yaml:4:99: an ordered scale keeps its order: remove `randomize`",
    ]


PICTURE = "{name: A, type: note, label: x, media: {image: horn.png, alt: A horn, audio: horn.mp3}}"


def test_picture_that_is_not_there(in_question):
    assert in_question(PICTURE) == [
        "4:52: media/horn.png is not there: add it there, or to media/<language>/ of every language",
        "4:82: media/horn.mp3 is not there: add it there, or to media/<language>/ of every language",
    ]


def test_picture_for_all_or_one_for_every_language(in_question):
    fieldwork = "languages: [vi, en]"
    assert in_question(PICTURE, media=("horn.png", "vi/horn.mp3", "en/horn.mp3"), fieldwork=fieldwork) == []


def test_picture_for_some_languages_is_not_enough(in_question):
    told = in_question(PICTURE, media=("horn.png", "vi/horn.mp3"), fieldwork="languages: [vi, en]")
    assert [mistake[:27] for mistake in told] == ["4:82: media/horn.mp3 is not"]


def test_picture_without_description(in_question):
    told = in_question("{name: A, type: note, label: x, media: {image: horn.png}}", media=("horn.png",))
    assert told == ["4:44: the picture has no description: add `alt:` for those who cannot see it"]
