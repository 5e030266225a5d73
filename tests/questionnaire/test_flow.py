"""Pages come one after the other as the answers lead; the conformance cases say which, these say how."""

from kapsurvey.questionnaire.flow import kept, walk


def names(steps):
    return [[question.name for question in step.questions] for step in steps]


def test_question_is_skipped_until_its_condition_holds(questionnaire):
    asked = questionnaire("""
        - {name: A, type: integer, label: "How many times did you travel?"}
        - page
        - {name: B, type: integer, max: 31, relevant: "A > 0", label: "For how many days?"}
        - {name: C, type: text}
        """)
    assert names(walk(asked, {}, {}, "")) == [["A"], ["C"]]
    assert names(walk(asked, {"A": 2}, {}, "")) == [["A"], ["B", "C"]]


def test_step_knows_what_was_known_on_entering_its_page_and_nothing_of_its_own(questionnaire):
    asked = questionnaire("- {name: A, type: integer}\n- {name: B, type: integer}\n- page\n- {name: C, type: integer}")
    first, second = walk(asked, {"A": 1, "B": None, "C": 3}, {"today": "2026-03-01"}, "")
    assert first.known == {"today": "2026-03-01"}
    assert second.known == {"today": "2026-03-01", "A": 1, "B": None}


def test_step_knows_the_calculations_of_its_own_page(questionnaire):
    asked = questionnaire("""
        - {name: A, type: integer}
        - page
        - {name: TWICE, type: calculate, calculation: "A * 2"}
        - {name: B, type: integer, constraint: "B < TWICE", constraint_message: "Fewer, please."}
        """)
    assert [step.known.get("TWICE") for step in walk(asked, {"A": 4}, {}, "")] == [None, 8]


def test_calculation_behind_the_last_question_is_kept(questionnaire):
    asked = questionnaire("""
        - {name: A, type: integer}
        - page
        - {name: TWICE, type: calculate, calculation: "A * 2"}
        """)
    steps = tuple(walk(asked, {"A": 4}, {}, ""))
    assert names(steps) == [["A"]]
    assert kept(steps, {"A": 4}) == {"A": 4, "TWICE": 8}


def test_calculation_behind_the_end_of_the_interview_is_not_worked_out(questionnaire):
    asked = questionnaire("""
        - name: A
          type: select_one
          choices: [{name: 1, label: Yes}, {name: 2, label: No, end: refused}]
        - page
        - {name: B, type: calculate, calculation: "1 + 1"}
        """)
    assert kept(tuple(walk(asked, {"A": 2}, {}, "")), {"A": 2}) == {"A": 2}


def test_nothing_is_asked_where_no_page_applies(questionnaire):
    asked = questionnaire("- page: {relevant: \"language == 'en'\"}\n- {name: A, type: integer}")
    assert list(walk(asked, {}, {"language": "vi"}, "")) == []


def test_shuffled_page_is_numbered_as_it_comes(questionnaire):
    asked = questionnaire("""
        - page: {shuffle: s}
        - {name: A, type: integer}
        - page: {shuffle: s}
        - {name: B, type: integer}
        """)
    for seed in ("0", "1", "2", "3"):
        assert [step.number for step in walk(asked, {}, {}, seed)] == [1, 2]
    assert {names(walk(asked, {}, {}, seed))[0][0] for seed in "0123456789"} == {"A", "B"}
