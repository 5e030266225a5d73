"""A study's folder becomes the model, or a list of every mistake in it."""

from datetime import date

import pytest

from kapsurvey.errors import DefinitionError
from kapsurvey.questionnaire.load import load, read
from kapsurvey.questionnaire.model import Choice, Key, Margin, Row, Sampling


def test_study_with_everything_is_read_as_written(study):
    made = study(
        """
        scales:
          AGREE3:
            ordered: true
            choices: [{name: 1, label: No}, {name: 2, label: Yes}, {name: 9, label: Skip, missing: refuse}]
        situations: {abroad: "A == 2"}
        pages:
          - name: one
            label: First
            randomize: true
            self_only: true
            questions:
              - name: A
                type: select_one
                label: Where?
                hint: Today.
                required: true
                choices:
                  - {name: 0, label: Here, fixed: true}
                  - {name: 1, label: There, end: ineligible}
                  - {name: 2, label: Elsewhere, other: true}
                kap: {role: practice, indicator: PLACE, recall_months: 12}
          - name: two
            relevant: "A == 0"
            shuffle: b
            self_only: true
            questions:
              - name: K
                type: select_one
                sensitive: true
                label: Which?
                choices: [{name: 1, label: One}, {name: 2, label: Two}]
                kap:
                  role: knowledge
                  indicator: KNOW
                  fact: F-1
                  key:
                    - {codes: [2], until: 2017-05-10}
                    - {codes: [1], from: 2017-05-11, situation: abroad}
              - {name: G, type: integer_grid, label: Days?, min: 0, max: 31, rows: [{name: a, label: x, fixed: true}]}
              - {name: S, type: select_one, label: Agree?, choices: AGREE3, kap: {role: attitude, reverse: true}}
          - name: end
            end: true
            questions: [{name: N, type: note, label: Bye}]
        """,
        fieldwork="""
        languages: [vi, en]
        draft_days: 7
        hide_right_answers: true
        admission: codes
        words: {organisation: ACME}
        sampling: {design: census, population: 200, population_source: count, finite_population_correction: true}
        """,
        margins="variable,choice,total,source\n,,200,count\nA,0,150,count\n",
    )
    asked = {question.name: question for _, question in made.questionnaire.questions()}
    assert [page.name for page in made.questionnaire.asking] == ["one", "two"]
    assert [page.self_only for page in made.questionnaire.pages] == [True, True, False]
    assert [name for name, question in asked.items() if question.sensitive] == ["K"]
    assert made.questionnaire.end_page.name == "end"
    assert asked["A"].choices[0] == Choice(0, "Here", fixed=True)
    assert (asked["A"].choices[1].end, asked["A"].choices[2].other) == ("ineligible", True)
    assert asked["K"].kap.key == (
        Key((2,), until=date(2017, 5, 10)),
        Key((1,), start=date(2017, 5, 11), situation="abroad"),
    )
    assert asked["G"].rows == (Row("a", "x", fixed=True),)
    assert (asked["S"].scale, asked["S"].ordered, asked["S"].choices[2].missing) == ("AGREE3", True, "refuse")
    assert made.questionnaire.situations["abroad"].text == "A == 2"
    assert made.fieldwork.sampling == Sampling("census", 200, "count", True)
    assert (made.fieldwork.languages, made.fieldwork.draft_days) == (("vi", "en"), 7)
    assert made.fieldwork.hide_right_answers
    assert made.margins == (Margin("", None, 200, "count"), Margin("A", 0, 150, "count"))
    assert [fact.name for fact in made.questionnaire.facts] == ["F-1"]


def test_empty_line_starts_a_paragraph(study):
    made = study(
        """
        pages:
          - name: one
            questions:
              - name: A
                type: note
                label: >-
                  One
                  two.

                  Three.
        """
    )
    assert made.questionnaire.pages[0].questions[0].label == "One two.\nThree."


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("study: other", "questionnaire.yaml:1:8: `study: other` is not the folder's name: write tiny"),
        ("titel: T", "questionnaire.yaml:1:1: the questionnaire has no key `titel`:"
                     " use one of: study, title, scales, situations, pages"),
        ("title: ''", "questionnaire.yaml:1:8: the questionnaire lacks `title`: add `title:`"),
        ("title: [a]", "questionnaire.yaml:1:8: `title` must be a text: write one text, in quotes if need be"),
        ("pages: 3", "questionnaire.yaml:1:8: `pages` must be a list: write `[...]` or lines that begin with `-`"),
        ("scales: [A]", "questionnaire.yaml:1:9: scales must be a mapping:"
                         " write `key: value` lines with names of your own"),
        ("situations: {my place: 'A == 1'}", "questionnaire.yaml:1:14: `my place` is not a name:"
         " use at most 40 letters A to Z, digits and _, a letter first"),
    ],
)  # fmt: skip
def test_mistakes_at_the_top_of_a_questionnaire(mistakes, written, told):
    assert told in mistakes(written)


def page(question):
    return f"pages:\n- name: one\n  questions:\n  - {question}\n"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("{name: A, type: integer, label: x, mni: 3}",
         "4:40: a question has no key `mni`: use one of: name, type, label, hint, choices, rows, required, relevant,"
         " constraint, constraint_message, calculation, missing, min, max, max_choices, max_length, pattern, randomize,"
         " fixed, appearance, media, sensitive, kap"),
        ("{name: 1A, type: integer, label: x}",
         "4:12: `1A` is not a name: use at most 40 letters A to Z, digits and _, a letter first"),
        ("{name: " + "A" * 41 + ", type: integer, label: x}",
         f"4:12: `{'A' * 41}` is not a name: use at most 40 letters A to Z, digits and _, a letter first"),
        ("{type: integer, label: x}", "4:5: a question lacks `name`: add `name:`"),
        ("{name: A, label: x}", "4:5: a question lacks `type`: add `type:`"),
        ("{name: A, type: integer}", "4:5: a question lacks `label`: add `label:`"),
        ("{name: A, type: integer, label: '  '}", "4:37: a question lacks `label`: add `label:`"),
        ("{name: A, type: intger, label: x, min: 0}",
         "4:21: `type` cannot be `intger`: use one of: note, select_one, select_multiple, integer, decimal, text, date,"
         " rank, integer_grid, code, calculate"),
        ("{name: A, type: integer, label: x, required: yes}",
         "4:50: `required` cannot be `yes`: use one of: true, false"),
        ("{name: A, type: text, label: x, max_length: 012}",
         "4:49: `max_length` needs a whole number, not `012`: write a number from 1 to 999999999,"
         " without leading zeros"),
        ("{name: A, type: text, label: x, max_length: 0}",
         "4:49: `max_length` needs a whole number, not `0`: write a number from 1 to 999999999, without leading zeros"),
        ("{name: A, type: text, label: x, max_length: 1:30}",
         "4:49: `max_length` needs a whole number, not `1:30`: write a number from 1 to 999999999,"
         " without leading zeros"),
        ("{name: A, type: text, label: x, missing: [dk, no]}",
         "4:51: `missing` cannot hold `no`: use dk or refuse, once each"),
        ("{name: A, type: text, label: x, missing: [dk, dk]}",
         "4:51: `missing` cannot hold `dk`: use dk or refuse, once each"),
        ("just words", "4:5: a question must be a mapping: write `key: value` lines with name, type, label, hint,"
         " choices, rows, required, relevant, constraint, constraint_message, calculation, missing, min, max,"
         " max_choices, max_length, pattern, randomize, fixed, appearance, media, sensitive, kap"),
        ("{name: today, type: integer, label: x}",
         "4:12: no question can be named `today`: the word is taken; choose another"),
        ("{name: Count, type: integer, label: x}",
         "4:12: no question can be named `Count`: the word is taken; choose another"),
        ("{name: hand_over, type: integer, label: x}",
         "4:12: no question can be named `hand_over`: the word is taken; choose another"),
        ("{name: A, type: select_one, label: x, choices: NONE}",
         "4:52: there is no scale `NONE`: name one under `scales:` or list the choices"),
        ("{name: A, type: select_one, label: x, choices: [{label: y}]}", "4:53: a choice lacks `name`: add `name:`"),
        ("{name: A, type: select_one, label: x, choices: [{name: no, label: y}]}",
         "4:60: `name` needs a whole number, not `no`: write a number from 0 to 999999999, without leading zeros"),
        ("{name: A, type: select_one, label: x, choices: [{name: -1, label: y}]}",
         "4:60: `name` needs a whole number, not `-1`: write a number from 0 to 999999999, without leading zeros"),
        ("{name: A, type: select_one, label: x, choices: [{name: 1}]}", "4:53: a choice lacks `label`: add `label:`"),
        ("{name: A, type: select_one, label: x, choices: [{name: 1, label: y, end: now}]}",
         "4:78: `end` cannot be `now`: use one of: refused, ineligible"),
        ("{name: A, type: select_one, label: x, choices: [{name: 1, label: y}, {name: 1, label: z}]}",
         "4:74: the choice `1` stands twice: rename it; the first is in line 4"),
        ("{name: A, type: integer_grid, label: x, rows: [{name: a, label: y}, {name: a, label: z}]}",
         "4:73: the row `a` stands twice: rename it; the first is in line 4"),
        ("{name: A, type: integer_grid, label: x, rows: [{name: hint, label: y}]}",
         "4:59: no row can be named `hint`: the word is taken; choose another"),
        ("{name: A, type: note, label: x, media: {image: ../a.png, alt: y}}",
         "4:52: `../a.png` is not a plain file name: use letters, digits, - and _, and one point"),
        ("{name: A, type: note, label: x, kap: {}}", "4:42: kap lacks `role`: add `role:`"),
        ("{name: A, type: note, label: x, kap: {role: spy}}",
         "4:49: `role` cannot be `spy`: use one of: knowledge, attitude, norm, efficacy, risk, practice, close,"
         " message, demographic, eligibility, consent, sampling"),
        ("{name: A, type: integer, label: x, relevant: [1]}",
         "4:50: `relevant` must be a text: put the condition into quotes"),
        ("{name: A, type: integer, label: x, relevant: 'A = 1'}", "4:53: '=' has no meaning here: compare with =="),
    ],
)  # fmt: skip
def test_mistakes_in_one_question(mistakes, question, told):
    assert f"questionnaire.yaml:{told}" in mistakes(page(question))


def test_one_mistake_is_told_once_and_without_echo(mistakes):
    unknown_type = page("{name: A, type: intger, label: x, min: 0, max: 3, choices: [{name: 1, label: y}]}")
    assert len(mistakes(unknown_type)) == 1
    assert len(mistakes(page("just words"))) == 1
    no_scale = page("{name: A, type: select_one, label: x, choices: NONE, kap: {role: attitude}}")
    assert len(mistakes(no_scale)) == 1


def test_twin_names_are_told_and_both_twins_are_checked_further(mistakes):
    told = mistakes(
        """
        pages:
        - name: one
          questions:
          - {name: A, type: integer, label: x}
          - {name: A, type: integer, label: x, min: 9, max: 1}
        - name: one
          questions: [{name: B, type: date, label: x, min: 12}]
        """
    )
    assert told == [
        "questionnaire.yaml:5:12: the question `A` stands twice: rename it; the first is in line 4",
        "questionnaire.yaml:5:53: `max` is below `min`: exchange them",
        "questionnaire.yaml:6:9: the page `one` stands twice: rename it; the first is in line 2",
        "questionnaire.yaml:7:52: `min: 12` cannot bound the type date: write a day of the calendar as YYYY-MM-DD",
    ]


def test_question_cannot_have_the_name_of_a_scale(mistakes):
    told = mistakes(
        """
        scales: {YES: {choices: [{name: 1, label: Yes}]}}
        pages: [{name: one, questions: [{name: YES, type: select_one, label: x, choices: YES}]}]
        """
    )
    assert told == ["questionnaire.yaml:2:40: `YES` is a scale already: choose another name"]


def test_all_mistakes_of_all_files_come_at_once_in_order_of_place(mistakes):
    told = mistakes(
        "pages: [{name: one, questions: [{name: B, type: integer, label: x, relevant: 'C == 1', max: x}]}]\nmore: 1",
        fieldwork="languages: []\nlink: Not this\nwords: {x: [1]}",
        analysis="smallest_cell: few\ngroups: [D]",
        facts="- {name: F, label: x, source: y}\n- {name: F, label: x, source: y, flag: Z}",
        margins="variable,choice\n",
    )
    assert told == [
        "facts.yaml:1:3: a fact lacks `flag`: add `flag:`",
        "facts.yaml:2:3: the fact `F` stands twice: rename it; the first is in line 1",
        "facts.yaml:2:40: `flag` cannot be `Z`: use one of: A, B, C, G",
        "analysis.yaml:1:16: `smallest_cell` needs a whole number, not `few`:"
        " write a number from 1 to 999999999, without leading zeros",
        "analysis.yaml:2:10: `D` is not a select_one: groups need one answer each",
        "fieldwork.yaml:1:12: no language is named: write `languages: [en]`",
        "fieldwork.yaml:2:7: `Not this` cannot stand in an address: use a-z, 0-9 and -, 40 at most",
        "fieldwork.yaml:3:12: `x` must be a text: write one text, in quotes if need be",
        "margins.csv:1:1: the columns are wrong: write variable,choice,total,source",
        "questionnaire.yaml:1:79: nothing is named C: correct the name",
        "questionnaire.yaml:1:93: `max: x` cannot bound the type integer: write a whole number such as 18",
        "questionnaire.yaml:2:1: the questionnaire has no key `more`:"
        " use one of: study, title, scales, situations, pages",
    ]


def test_missing_files_are_all_told(tmp_path):
    (tmp_path / "bare").mkdir()
    told = [str(mistake) for mistake in read(tmp_path / "bare").mistakes]
    remedy = "1:1: the file is missing: create it; questionnaires/README.md describes it"
    files = ["bare/analysis.yaml", "bare/fieldwork.yaml", "bare/questionnaire.yaml", "facts.yaml"]
    assert told == [f"{file}:{remedy}" for file in files]


def test_study_that_is_not_there_is_told(tmp_path):
    assert read(tmp_path / "none").mistakes[0].wrong == "there is no such study"


def test_load_raises_all_mistakes_as_one_error(folder):
    with pytest.raises(DefinitionError) as raised:
        load(folder("titel: x\nstudy: y"))
    assert len(raised.value.mistakes) == 2
    assert str(raised.value).splitlines()[0].startswith("tiny/questionnaire.yaml:1:1: ")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ("{name: F}", "facts.yaml:1:1: the facts must be a list: begin each fact with `- name:`"),
        ("- {name: F, label: x, source: y, flag: A, valid_from: 20260101}",
         "facts.yaml:1:55: `valid_from: 20260101` is not a day: write a day of the calendar as YYYY-MM-DD"),
        ("- {name: F, label: x, source: y, flag: A, valid_from: 2026-02-30}",
         "facts.yaml:1:55: `valid_from: 2026-02-30` is not a day: write a day of the calendar as YYYY-MM-DD"),
        ("- {name: F, label: x, source: y, flag: A, valid_from: 2026-02-02, valid_to: 2026-02-01}",
         "facts.yaml:1:77: the fact ends before it begins: exchange `valid_from` and `valid_to`"),
        ("- {name: F, label: x, source: y, flag: A, signed_off: {by: z}}",
         "facts.yaml:1:55: a sign-off lacks `on`: add `on:`"),
    ],
)  # fmt: skip
def test_mistakes_in_facts(mistakes, facts, told):
    assert mistakes(facts=facts) == [told]


def test_fact_may_carry_a_note_and_a_signature(study):
    made = study(
        """
        pages:
        - name: one
          questions:
          - name: A
            type: select_one
            label: x
            choices: [{name: 1, label: y}]
            kap: {role: knowledge, indicator: K, fact: F, key: [1]}
        """,
        facts="- {name: F, label: x, source: y, flag: A, note: z, signed_off: {by: Ana, on: 2026-03-01}}",
    )
    fact = made.questionnaire.facts[0]
    assert (fact.signed_off_by, fact.signed_off_on) == ("Ana", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,1,x,y", "this row is not a known total"),
        ("A,01,5,y", "this row is not a known total"),
        ("A,1,-5,y", "this row is not a known total"),
        ("A,,5,y", "this row is not a known total"),
        (",1,5,y", "this row is not a known total"),
        ("A,1,5", "this row is not a known total"),
        ("A,1,5,y,z", "this row is not a known total"),
        ("A,1," + "9" * 5000 + ",y", "this row is not a known total"),
        ('A,1,5,"y" z', "this row cannot be read (',' expected after '\"')"),
        ("A,7,5,y", "`A` has no choice 7"),
        ("B,1,5,y", "`B` is not a select_one"),
        ("A,9,5,y", "choice 9 of `A` is a missing mark"),
    ],
)
def test_mistakes_in_margins_name_their_line(mistakes, row, told):
    pages = page("{name: A, type: select_one, label: x, choices: [{name: 0, label: y},"
                 " {name: 1, label: y}, {name: 9, label: z, missing: refuse}]}")  # fmt: skip
    found = mistakes(pages, margins=f"variable,choice,total,source\nA,0,5,y\n\n{row}\n")
    assert [mistake.split(": ")[:2] for mistake in found] == [["margins.csv:4:1", told]]


def test_the_same_total_twice_is_told(mistakes):
    told = mistakes(margins="variable,choice,total,source\n,,5,x\n,,6,y\n")
    assert told == ["margins.csv:3:1: the total of `everybody` stands twice: rename it; the first is in line 2"]


def test_broken_yaml_in_one_file_does_not_hide_mistakes_in_another(mistakes):
    told = mistakes("pages: [", fieldwork="link: 'a b'\nmore: 1", analysis=b"\xff")
    assert [mistake.split(":")[0] for mistake in told] == ["analysis.yaml", "fieldwork.yaml", "questionnaire.yaml"]


def test_mistakes_in_sites_are_told_where_they_stand(mistakes):
    sites = (
        "[{name: a, label: A}, {name: a b, label: B}, {name: a, label: C}, {name: d}, {name: e, label: E, at: 1}, f]"
    )
    told = mistakes(
        "pages: [{name: one, questions: [{name: B, type: integer, label: x}]}]",
        fieldwork=f"languages: [en]\nlink: tiny\nleave_to: https://example.org/\nsites: {sites}",
    )
    assert told == [
        "fieldwork.yaml:4:37: `a b` is not a name: use at most 40 letters A to Z, digits and _, a letter first",
        "fieldwork.yaml:4:53: the site `a` stands twice: rename it; the first is in line 4",
        "fieldwork.yaml:4:74: a site lacks `label`: add `label:`",
        "fieldwork.yaml:4:105: a site has no key `at`: use one of: name, label",
        "fieldwork.yaml:4:113: a site must be a mapping: write `key: value` lines with name, label",
    ]


def test_sites_are_read_in_their_order(study):
    made = study(
        "pages: [{name: one, questions: [{name: B, type: integer, label: x}]}]",
        fieldwork="languages: [en]\nlink: tiny\nleave_to: https://example.org/\n"
        "sites: [{name: port, label: Cảng}, {name: market, label: Chợ}]",
    )
    assert list(made.fieldwork.sites.items()) == [("port", "Cảng"), ("market", "Chợ")]
