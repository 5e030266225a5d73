"""Rehearsals: made-up people reach everything that can be reached, and what they cannot is named."""

import json
import re
import shutil
from collections import Counter
from contextlib import closing
from datetime import date
from random import Random

import pytest
from definitions import EVERY_TYPE, FIELDWORK, QUESTIONNAIRE, every_type_in, study_in, wave_names
from scenes import TODAY, stored

from kapsurvey.cli.folders import names
from kapsurvey.errors import InterviewError, KapsurveyError
from kapsurvey.fieldwork import rehearsal
from kapsurvey.fieldwork.coverage import Goal, Map, goals
from kapsurvey.fieldwork.made_up import MadeUp, Tendencies
from kapsurvey.fieldwork.rehearsal import rehearse
from kapsurvey.paths import QUESTIONNAIRES
from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.model import Question
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.upgrading import upgrade

AROUND = {"language": ("en", "vi"), "mode": ("self", "assisted"), "wave": ("rehearsal-7",), "today": ("2026-03-01",)}
MAZE = """
study: maze
title: "Maze"
pages:
  - name: start
    questions:
      - {name: A, type: integer, min: 0, max: 1000, label: "A?"}
      - {name: B, type: select_multiple, label: "B?", choices: [{name: 1, label: "x"}, {name: 2, label: "y"}, {name: 3, label: "z"}]}
      - {name: D, type: date, label: "When?"}
      - {name: T, type: text, label: "Word?"}
  - name: sum
    questions:
      - {name: TWICE, type: calculate, calculation: "A * 2"}
      - {name: G, type: integer_grid, min: 0, max: 9, label: "G?", rows: [{name: a, label: "a"}, {name: b, label: "b"}]}
  - name: first_door
    relevant: "A == 777"
    questions:
      - {name: KEY, type: select_one, label: "Key?", choices: [{name: 1, label: "x"}, {name: 2, label: "y", relevant: "all_of(B, [1, 2])"}]}
  - name: second_door
    relevant: "KEY == 2 and TWICE > 1000 and language == 'vi'"
    questions:
      - {name: DEEP, type: decimal, min: 0, max: 5, missing: [dk], label: "Deep?", relevant: "D < date('1990-01-01')"}
  - name: treasure
    relevant: "DEEP > 4.5 and any_of(G, [9]) and mode == 'assisted'"
    questions:
      - {name: FOUND, type: select_one, label: "Found?", choices: [{name: 1, label: "x"}, {name: 9, label: "no", missing: refuse}]}
  - name: password
    relevant: "T == 'sesame'"
    questions: [{name: OPEN, type: text, label: "Open?"}]
"""  # noqa: E501  # a maze is read best with a door a line


def held(database, study, *, n=60, seed=7, wave=None):
    return rehearse(database.transaction, study, {}, n=n, seed=seed, today=TODAY, wave=wave)


def documents(database, wave):
    return [(row.id, row.outcome, row.language, row.mode, row.document) for row in stored(database, wave)]


@pytest.fixture
def maze(tmp_path):
    """A study whose pages lie behind conditions on conditions."""
    return study_in(tmp_path / "maze", MAZE, analysis="{indicators: []}", margins="variable,choice,total,source\n")


def test_everything_in_a_plain_study_is_reached(database, study):
    report = held(database, study)
    assert (report.never, report.elsewhere) == ((), ())
    assert sum(report.outcomes.values()) == 60 and not report.outcomes.get("stuck")
    assert {"complete", "refused"} <= set(report.outcomes)


@pytest.mark.parametrize("name", names())
def test_everything_in_a_shipped_study_is_reached_in_one_wave_or_another(sqlite_database, name):
    study = load(QUESTIONNAIRES / name)
    reports = [held(sqlite_database, study, wave=wave) for wave in sorted(wave_names(study.questionnaire))]
    assert [(report.never, report.outcomes["stuck"]) for report in reports] == [((), 0)] * len(reports)
    assert set.intersection(*(set(report.elsewhere) for report in reports)) == set()


def test_every_type_of_question_and_every_outcome_is_rehearsed(database, tmp_path):
    report = held(database, every_type_in(tmp_path), n=80)
    assert report.never == ()
    assert {"complete", "refused", "ineligible", "unfinished"} <= set(report.outcomes)
    rows = Counter(row.outcome for row in stored(database, report.wave))
    assert {name: n for name, n in report.outcomes.items() if name != "unfinished"} == rows


def test_pages_behind_conditions_on_conditions_are_reached(database, maze):
    report = held(database, maze, n=120)
    assert report.never == ()


def test_a_way_is_found_through_calculations_lists_days_language_and_mode(maze):
    way = Map(maze.questionnaire, AROUND).way_to(Goal("treasure", "FOUND", 9), Random(1))
    assert way["A"] == 777 and way["language"] == "vi" and way["mode"] == "assisted"
    assert way["D"] < "1990-01-01" and set(way["B"]) >= {1, 2} and 9 in way["G"].values()


def test_without_conditions_the_way_is_empty(maze):
    assert Map(maze.questionnaire, AROUND).way_to(Goal("start", "B", 3), Random(1)) == {}


def test_what_depends_on_wave_or_day_is_no_fault_of_the_rehearsal(database, tmp_path):
    later = QUESTIONNAIRE.replace("  - name: last\n", "  - name: last\n    relevant: \"wave == 'endline'\"\n")
    report = held(database, study_in(tmp_path / "q", later))
    assert report.never == ()
    assert {goal.page for goal in report.elsewhere} == {"last"}


KINDS = """
kinds:
  - {name: wary, share: 30, answers: {HARM: {1: 100}, OFFERED: {1: 100, 2: 0}}}
  - {name: keen, share: 70, answers: {HARM: {1: 10, 3: 90}, OFFERED: {1: 0, 2: 30}}}
"""


@pytest.fixture
def village_of_kinds(tmp_path):
    """The small study, with kinds of people."""
    study_in(tmp_path / "questionnaires")
    (tmp_path / "questionnaires" / "village" / "rehearsal.yaml").write_text(KINDS)
    return load(tmp_path / "questionnaires" / "village")


def freely(database, study, n):
    return rehearse(database.transaction, study, {}, n=n, seed=7, today=TODAY, wave="one", freely=True)


def answers(database, report):
    documents = [json.loads(row.document) for row in stored(database, report.wave)]
    return [document["answers"] for document in documents if "answers" in document]


def test_kinds_answer_as_often_as_they_are_said_to(sqlite_database, village_of_kinds):
    found = answers(sqlite_database, freely(sqlite_database, village_of_kinds, 300))
    asked = [one for one in found if one.get("HARM") is not None]
    harm = Counter(one["HARM"] for one in asked)
    assert harm[1] / len(asked) == pytest.approx(0.3 + 0.7 * 0.1, abs=0.07)
    assert set(harm) == {1, 3}
    # Whoever was offered the first thing is wary, and those always say 1.
    assert {one["HARM"] for one in asked if 1 in (one["OFFERED"] or [])} == {1}


def test_freely_more_people_are_the_same_people_and_more(tmp_path, village_of_kinds):
    found = []
    for n in (20, 30):
        with closing(Database(f"sqlite:///{tmp_path / str(n)}.sqlite")) as database:
            upgrade(database)
            found.append(Counter(json.dumps(one) for one in answers(database, freely(database, village_of_kinds, n))))
    few, many = found
    assert 0 < few.total() < many.total()
    assert few <= many


def test_freely_nobody_is_sent_for_what_was_not_reached(database, maze):
    """Whoever answers as they please never says 777."""
    report = freely(database, maze, 40)
    assert Goal("first_door", "KEY", 1) in report.never


def test_what_nobody_reached_is_named(database, study):
    report = held(database, study, n=1)
    assert Goal("consent", "CONSENT", 2) in report.never
    assert "answer 2 of CONSENT" in map(str, report.never)
    assert set(report.never) < set(goals(study.questionnaire))


def test_a_page_that_takes_no_answer_stops_the_person_and_is_told(database, tmp_path):
    locked = QUESTIONNAIRE.replace(
        '{name: REMARKS, type: text, max_length: 2000, label: "Anything else?"}',
        '{name: REMARKS, type: text, required: true, pattern: "[0-9]{40}[a-z]{9}", label: "Number?"}',
    )
    report = held(database, study_in(tmp_path / "q", locked), n=20)
    assert report.outcomes["stuck"] > 0
    assert Goal("last", "REMARKS") in report.never


def test_the_same_seed_rehearses_the_same_and_another_does_not(database, study, sqlite_template, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "second.sqlite")
    first = documents(database, held(database, study, n=12).wave)
    with closing(Database(f"sqlite:///{tmp_path}/second.sqlite")) as second:
        assert documents(second, held(second, study, n=12).wave) == first
    other = documents(database, held(database, study, n=12, seed=8).wave)
    assert {row[-1] for row in other} != {row[-1] for row in first}


def test_a_rehearsal_is_held_once(database, study):
    held(database, study, n=1)
    with pytest.raises(KapsurveyError, match=r"rehearsal\.held"):
        held(database, study, n=1)


def test_a_rehearsed_wave_is_marked_and_closed(database, study):
    wave = held(database, study, n=3).wave
    with database.reading() as connection:
        row = queries.wave_by_link(connection, "rehearsal-7-village")
    assert (row.name, row.rehearsal, row.pretest, row.state) == ("rehearsal-7", True, False, "closed")
    assert row.id == wave.id


def test_a_study_with_codes_is_rehearsed_through_its_door(database, tmp_path):
    study = study_in(tmp_path / "q", fieldwork=FIELDWORK.replace("admission: open", "admission: codes"))
    report = held(database, study, n=10)
    with database.reading() as connection:
        assert queries.count_coupons(connection, report.wave.id) == (10, 10)


def test_made_up_people_differ_and_go_together(sqlite_database, tmp_path):
    report = held(sqlite_database, every_type_in(tmp_path), n=150)
    answers = [json.loads(row.document).get("answers", {}) for row in stored(sqlite_database, report.wave)]
    right = [one["LAW"] == 1 for one in answers if one.get("LAW") in (1, 2, 8)]
    assert 0.2 < sum(right) / len(right) < 0.98
    both = [(one["GOOD"], one["BAD"]) for one in answers if one.get("GOOD") and one.get("BAD")]
    middle = [sum(pair) / len(both) for pair in zip(*both, strict=True)]
    together = sum((good - middle[0]) * (bad - middle[1]) for good, bad in both)
    assert together < 0, "who finds one thing good finds its opposite bad"
    languages = Counter(row.language for row in stored(sqlite_database, report.wave))
    assert len(languages) == 3


def test_made_up_person_makes_the_same_code_in_every_wave_and_it_fits_its_pattern():
    question = Question("OWN", "code", "x", pattern="[A-Z][0-9][A-Z][0-3][0-9]", max_length=5)
    codes = [
        [
            MadeUp(Random(wave), "lot", Tendencies(0.5, number / 40, 0.0, 0.0), date(2026, 3, 1)).answer(question, ())
            for number in range(40)
        ]
        for wave in ("before", "after")
    ]
    assert codes[0] == codes[1]
    assert len(set(codes[0])) > 35
    assert all(re.fullmatch(question.pattern, code) for code in codes[0])


def test_people_change_their_language_and_go_back(sqlite_database, study):
    report = held(sqlite_database, study, n=40)
    pace = [json.loads(row.document).get("pace", {}) for row in stored(sqlite_database, report.wave)]
    assert len({seconds for one in pace for seconds in one.values()}) > 10


def test_the_goals_of_a_study_are_its_pages_questions_choices_and_marks(tmp_path):
    found = list(map(str, goals(every_type_in(tmp_path).questionnaire)))
    assert "page north" in found and "question DAYS" in found and "answer refuse of DAYS" in found
    assert "answer 8 of SEEN" in found and "question TWICE" not in found
    assert len(found) == len(set(found)) and EVERY_TYPE.count("- name: consent") == 1


def test_a_rehearsal_that_breaks_off_leaves_whole_interviews(database, study, monkeypatch):
    interview = rehearsal.Rehearsal.interview

    def failing(self, connection, number, *, remaining):
        outcome = interview(self, connection, number, remaining=remaining)
        if number == 2:
            raise InterviewError("gone")
        return outcome

    monkeypatch.setattr(rehearsal.Rehearsal, "interview", failing)
    with pytest.raises(InterviewError):
        held(database, study, n=5)
    with database.reading() as connection:
        row = queries.wave_by_link(connection, "rehearsal-7-village")
        assert sum(queries.outcomes(connection, row.id).values()) <= 2
