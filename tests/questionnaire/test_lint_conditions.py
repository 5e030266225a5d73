"""Conditions that look at later pages, are of the wrong type, or can never hold."""

import pytest

EARLIER = "look only at earlier pages: split the page or move the question"
NEVER = "no answers make this condition true; correct it"

BEFORE = """
pages:
- name: first
  questions:
  - {name: A, type: select_one, label: x, choices: [{name: 1, label: y}, {name: 2, label: z}]}
  - {name: M, type: select_multiple, label: x, choices: [{name: 1, label: y}, {name: 2, label: z}]}
  - {name: N, type: integer, min: 0, max: 10, label: x}
  - {name: T, type: text, label: x}
  - {name: W, type: note, label: x}
- name: second
  questions:
"""


@pytest.fixture
def in_second(mistakes):
    """Mistakes of a question on a second page, which stands in line 11 from column 5 on."""

    def told(question, behind=""):
        found = mistakes(f"{BEFORE}  - {question}\n{behind}")
        return [mistake.removeprefix("questionnaire.yaml:") for mistake in found]

    return told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("relevant: A == 1 and ^B == 2", "`B` is asked on this same page"),
        ("relevant: 'A == 1 and ^B == 2'", "`B` is asked on this same page"),
        ('relevant: "A == 1 and ^C == 2"', "`C` is asked on a later page"),
        ('relevant: "T == \\"x\\" and ^C == 2"', "`C` is asked on a later page"),
        ("relevant: 'T == ''x'' and ^C == 2'", "`C` is asked on a later page"),
        ("relevant: 'A == ^3'", "A has no choice 3"),
        ("relevant: '^AA == 1'", "nothing is named AA"),
        ("relevant: 'A == ^\"1\"'", "a text does not go together with a number"),
        ("relevant: '^M == 1'", "a list cannot stand here"),
        ("relevant: 'A in ^1'", "a number cannot stand here"),
        ("relevant: '^T > 1'", "a text cannot stand here"),
        ("relevant: '^A'", "this gives a number"),
        ("relevant: '^M'", "this gives a list"),
        ("relevant: 'N > 1 and ^count(M, A) == 1'", "count takes 1 argument, not 2"),
        ("relevant: 'A == 1 ^? 2'", "'?' has no meaning here"),
        ("relevant: ^''", "the text is empty"),
        ("relevant: '^W == 1'", "nothing is named W"),
        ("relevant: '^__import__(\"os\")'", "there is no function __import__"),
        ("relevant: '^9**9**9 == N'", "this is not part of the language of conditions"),
        ("constraint: '^B', constraint_message: x", "this gives a number"),
        ("constraint: 'B > ^C', constraint_message: x", "`C` is asked on a later page"),
    ],
)
def test_mistakes_are_told_where_the_word_stands(in_second, written, told):
    question = f"{{name: B, type: integer, label: ngà voi 🐘, {written}}}"
    column = 5 + question.index("^")
    found = in_second(question.replace("^", ""), "- name: third\n  questions: [{name: C, type: integer, label: x}]")
    assert [mistake for mistake in found if mistake.startswith(f"11:{column}: {told}: ")] != []


def test_condition_over_several_lines_is_placed_in_its_line(mistakes):
    told = mistakes(
        f"""{BEFORE}  - name: B
    type: integer
    label: x
    relevant: >-
      A == 1
      and C == 2
- {{name: third, questions: [{{name: C, type: integer, label: x}}]}}
"""
    )
    assert told == [f"questionnaire.yaml:16:11: `C` is asked on a later page: {EARLIER}"]


def test_remedy_follows_the_place(in_second):
    told = in_second("{name: B, type: integer, label: x, relevant: 'B > 2'}")
    assert told == [f"11:51: `B` is asked on this same page: {EARLIER}"]


def test_each_occurrence_of_a_later_answer_is_told(in_second):
    told = in_second("{name: B, type: integer, label: x, relevant: 'B > 2 and B < 5'}")
    assert [mistake.split(":")[1] for mistake in told] == ["51", "61"]


def test_constraint_may_look_at_its_own_page(in_second):
    assert in_second("{name: B, type: integer, label: x, constraint: 'B < N', constraint_message: x}") == []


def test_constraint_may_look_at_its_own_shuffled_page(mistakes):
    page = "{{name: {0}, shuffle: s, questions: [{{name: Q_{0}, type: integer, label: x, {1}}}]}}"
    constraint = "constraint: 'Q_a > 0', constraint_message: y"
    assert mistakes(f"pages: [{page.format('a', constraint)}, {page.format('b', 'hint: z')}]") == []


def test_condition_within_shuffled_pages_cannot_look_at_the_others(mistakes):
    page = "{{name: {0}, shuffle: s, questions: [{{name: Q_{0}, type: integer, label: x, {1}}}]}}"
    told = mistakes(f"pages: [{page.format('a', 'hint: z')},\n{page.format('b', 'relevant: Q_a > 0')}]")
    assert told == [
        f"questionnaire.yaml:2:82: `Q_a` may be asked later, since its page is shuffled with this one: {EARLIER}"
    ]


def test_condition_behind_shuffled_pages_may_look_at_them(mistakes):
    page = "{{name: {0}, {2}, questions: [{{name: Q_{0}, type: integer, label: x, {1}}}]}}"
    first, second = page.format("a", "hint: z", "shuffle: s"), page.format("b", "hint: z", "shuffle: s")
    assert mistakes(f"pages: [{first}, {second}, {page.format('c', 'relevant: Q_a > Q_b', 'self_only: true')}]") == []


ALONE = "look at it only on neighbouring pages with `self_only`"
BLOCK = """
pages:
- {name: one, questions: [{name: OPEN, type: integer, label: x}]}
- {name: two, self_only: true, questions: [{name: A, type: select_one, label: x, choices: [{name: 1, label: y}]}]}
- {name: three, self_only: true, relevant: A == 1, questions: [{name: B, type: integer, label: "You said ${A}."}]}
- {name: four, self_only: true, questions: [{name: C, type: calculate, calculation: A + B + OPEN},
   {name: D, type: integer, label: x, constraint: D > B, constraint_message: y}]}
- {name: five, questions: [{name: E, type: integer, label: x, relevant: OPEN > 1}]}
"""


def behind(mistakes, question, page=""):
    """What is wrong behind the block: the rest of the text from the place of each mistake on, and what is told."""
    text = f"{BLOCK}- name: six{page}\n  questions:\n  - {question}\n"
    lines = text.removeprefix("\n").split("\n")
    told = [mistake.removeprefix("questionnaire.yaml:").split(":", 2) for mistake in mistakes(text)]
    return [(lines[int(line) - 1][int(column) - 1 :], wrong.strip()) for line, column, wrong in told]


def test_pages_that_are_answered_alone_may_look_at_each_other(mistakes):
    assert mistakes(BLOCK) == []


@pytest.mark.parametrize(
    ("question", "page", "name", "rest"),
    [
        ("{name: F, type: integer, label: x, relevant: 1 < A}", "", "A", "A}"),
        ("{name: F, type: integer, label: x, constraint: F > B, constraint_message: y}", "", "B", "B, constraint_me"),
        ("{name: F, type: calculate, calculation: 2 * C}", "", "C", "C}"),
        ('{name: F, type: integer, label: "Now ${A}"}', "", "A", '${A}"}'),
        ("{name: F, type: select_one, label: x, choices: [{name: 1, label: y, relevant: 1 < B}]}", "", "B", "B}]}"),
        ("{name: F, type: integer, label: x}", "\n  relevant: 1 == A", "A", "A"),
        ("{name: F, type: integer, label: x, relevant: 1 < A}", "\n  self_only: true", "A", "A}"),
    ],
    ids=["condition", "constraint", "calculation", "sentence", "choice", "page", "another block"],
)
def test_nothing_looks_at_what_is_sealed_when_the_phone_goes_back(mistakes, question, page, name, rest):
    told = f"`{name}` is answered alone, and sealed when the phone goes back: {ALONE}"
    [(place, wrong)] = behind(mistakes, question, page)
    assert place.startswith(rest)
    assert wrong == told


def test_who_holds_the_phone_decides_no_condition(in_question):
    question = "{name: A, type: integer, label: x, relevant: hand_over == 'self'}"
    assert in_question(question) == ["4:50: nothing is named hand_over: correct the name"]


def test_calculation_gives_a_value(in_second):
    assert in_second("{name: B, type: calculate, calculation: 'N * 2'}") == []
    assert in_second("{name: B, type: calculate, calculation: 'N > 2'}") == [
        "11:46: this gives true or false: calculate a number, a text or a date"
    ]
    assert in_second("{name: B, type: calculate, calculation: 'M'}") == [
        "11:46: this gives a list: calculate a number, a text or a date"
    ]


def test_calculation_keeps_its_kind_for_later_conditions(in_second):
    behind = "- name: third\n  questions: [{name: C, type: text, label: x, relevant: 'B == \"x\"'}]"
    told = in_second("{name: B, type: calculate, calculation: 'N * 2'}", behind)
    assert [mistake.split(": ")[1] for mistake in told] == ["a text does not go together with a number"]


def test_mistake_in_a_calculation_is_not_told_again_where_it_is_used(in_second):
    behind = "- name: third\n  questions: [{name: C, type: text, label: x, relevant: 'B == 2'}]"
    told = in_second("{name: B, type: calculate, calculation: 'NN * 2'}", behind)
    assert [mistake.split(": ")[1] for mistake in told] == ["nothing is named NN"]


def test_page_question_and_choice_that_can_never_be_reached(mistakes):
    told = mistakes(
        """
        pages:
        - name: first
          questions:
          - name: A
            type: select_one
            label: x
            choices: [{name: 1, label: y}, {name: 2, label: z}, {name: 3, label: z, end: ineligible}]
        - name: second
          relevant: "A == 1 and A == 2"
          questions: [{name: B, type: integer, label: x}]
        - name: third
          relevant: "A == 1"
          questions:
          - {name: C, type: integer, label: x, relevant: "A == 2"}
          - name: D
            type: select_one
            label: x
            choices: [{name: 1, label: y}, {name: 2, label: z, relevant: "A != 1"}]
        - name: fourth
          relevant: "A == 3"
          questions: [{name: E, type: integer, label: x}]
        - name: fifth
          relevant: "B > 0"
          questions: [{name: F, type: integer, label: x, max: 3, constraint: "F > 3", constraint_message: y}]
        """
    )
    assert told == [
        f"questionnaire.yaml:9:14: page `second` can never be reached: {NEVER}",
        f"questionnaire.yaml:14:51: question `C` can never be reached: {NEVER}",
        f"questionnaire.yaml:18:67: choice 2 of `D` can never be reached: {NEVER}",
        f"questionnaire.yaml:20:14: page `fourth` can never be reached: {NEVER}",
        f"questionnaire.yaml:23:14: page `fifth` can never be reached: {NEVER}",
    ]


def test_constraint_that_can_never_hold(in_question):
    told = in_question("{name: F, type: integer, label: x, max: 3, constraint: 'F > 3', constraint_message: y}")
    assert told == [f"4:61: the constraint of `F` can never hold: {NEVER}"]


def test_situation_that_can_never_hold_or_is_no_condition(mistakes):
    situations = "situations:\n  never: 'A == 1 and A == 2'\n  none: 'A'\n  no: 'A = 1'"
    told = mistakes(f"{situations}{BEFORE}  - {{name: B, type: text, label: x}}")
    assert told == [
        f"questionnaire.yaml:2:11: situation `never` can never hold: {NEVER}",
        "questionnaire.yaml:3:10: this gives a number: write a condition, such as A == 1",
        "questionnaire.yaml:4:10: '=' has no meaning here: compare with ==",
    ]


def test_language_that_the_study_does_not_speak_is_never_spoken(mistakes):
    pages = "pages:\n- {name: one, relevant: 'language == \"vn\"', questions: [{name: A, type: text, label: x}]}"
    assert mistakes(pages, fieldwork="languages: [en, vi]") == [
        f"questionnaire.yaml:2:26: page `one` can never be reached: {NEVER}"
    ]
    assert mistakes(pages.replace("vn", "vi"), fieldwork="languages: [en, vi]") == []


def test_condition_of_a_scale_is_checked_for_every_question_that_uses_it(mistakes):
    told = mistakes(
        """
        scales: {S: {choices: [{name: 1, label: y}, {name: 2, label: z, relevant: "A > 1"}]}}
        pages:
        - name: one
          questions:
          - {name: A, type: integer, label: x}
          - {name: B, type: select_one, label: x, choices: S}
        - name: two
          questions: [{name: C, type: select_one, label: x, choices: S}]
        """
    )
    assert told == [f"questionnaire.yaml:1:76: `A` is asked on this same page: {EARLIER}"]
