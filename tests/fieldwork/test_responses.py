"""The table of a release: codes as stored, marks for what is not there, places and seconds."""

from dataclasses import replace

from definitions import QUESTION_MORE, study_in
from releases import answer_everything, document, rows, written
from scenes import CALM, opened, person, stored


def test_the_table_holds_every_answer_as_stored(database, town, town_wave, tmp_path):
    someone = person(database, town_wave, language="vi")
    answer_everything(someone)
    written(database, town_wave, town, tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    (interview,) = stored(database, town_wave)
    answers = {name: row[name] for name in list(row)[:31]}
    assert answers == {
        "interview": interview.id.hex(), "wave": "first", "rehearsal": "0", "language": "vi", "mode": "self",
        "site": "", "enumerator": "", "hand_over": "",
        "outcome": "complete", "date": "2026-03-01",
        "CONSENT": "1", "BORN": "1", "LAW": "1", "GOOD": "3", "BAD": "1",
        "SEEN.1": "1", "SEEN.2": "1", "SEEN.6": "0", "SEEN.other": "..dotted, “quoted”",
        "DAYS": "7", "PRICE": "0.5", "WORDS": "=1+1", "SINCE": "1990-02-01", "SLIP": "AB12",
        "BEST.1": "2", "BEST.2": "1", "BEST.3": "0", "WEEK.a": ".blank", "WEEK.b": "3", "TWICE": "14",
        "GOOD.position": row["GOOD.position"],
    }  # fmt: skip
    after = list(row)[30:]
    assert after == [
        "GOOD.position", "BAD.position", "SEEN.position", "SEEN.choice_order", "north.page_position",
        "south.page_position", "WEEK.choice_order",
        "pace.consent", "pace.law", "pace.views", "pace.north", "pace.south", "pace.order",
    ]  # fmt: skip
    assert {row["GOOD.position"], row["BAD.position"], row["SEEN.position"]} == {"1", "2", "3"}
    assert {row["north.page_position"], row["south.page_position"]} == {"4", "5"}
    assert sorted(row["SEEN.choice_order"].split()) == ["1", "2", "6", "8"] and row["SEEN.choice_order"][4:] == "6 8"
    assert sorted(row["WEEK.choice_order"].split()) == ["a", "b"]
    assert [row[f"pace.{page}"] for page in ("consent", "north")] == ["5", "11"]


def test_places_are_those_that_were_shown(database, town, town_wave, tmp_path):
    someone = person(database, town_wave)
    someone.answer("consent", CONSENT="1")
    someone.answer("law")
    shown = {step.page.name: step for step in someone.visit.steps(someone.draft)}
    someone.answer("views", GOOD="1")
    someone.stop()
    written(database, town_wave, town, tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    assert [row[f"{question.name}.position"] for question in shown["views"].questions] == ["1", "2", "3"]
    seen = next(question for question in shown["views"].questions if question.name == "SEEN")
    order = [str(choice.name) for choice in shown["views"].choices(seen)]
    assert row["SEEN.choice_order"].split() == order
    assert row["north.page_position"] == "" == row["pace.north"], "a page never seen has no place"


def test_marks_tell_not_asked_blank_dont_know_and_refused_apart(database, town, town_wave, tmp_path):
    someone = person(database, town_wave)
    someone.answer("consent", CONSENT="1", BORN="9")
    someone.answer("law", LAW="8")
    someone.answer("views", SEEN=["8"])
    for page in [step.page.name for step in someone.visit.steps(someone.draft)][3:]:
        fields = (
            {"DAYS__missing": "refuse", "PRICE__missing": "dk"} if page == "north" else {"WORDS__missing": "refuse"}
        )
        someone.answer(page, **fields)
    written(database, town_wave, town, tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    assert (row["BORN"], row["LAW"]) == ("9", "8"), "missing choices keep their code"
    assert [row[f"SEEN.{name}"] for name in (1, 2, 6)] == [".dk"] * 3
    assert (row["DAYS"], row["PRICE"], row["WORDS"], row["SINCE"]) == (".refuse", ".dk", ".refuse", ".blank")
    assert [row[name] for name in ("BEST.1", "WEEK.a", "TWICE", "SEEN.other")] == [""] * 4, "not asked"
    marks = document(tmp_path / "out", "codebook")["marks"]
    assert set(marks) == {"", ".blank", ".dk", ".refuse", ".sealed"}


def test_rows_stand_in_the_order_of_random_ids(database, study, wave, tmp_path):
    for _ in range(12):
        person(database, wave).everything()
    written(database, wave, study, tmp_path / "out")
    ids = [row["interview"] for row in rows(tmp_path / "out")]
    assert len(ids) == 12 and ids == sorted(ids)


def test_interviews_of_an_older_edition_of_the_wave_go_in_with_their_own_columns(database, study, wave, tmp_path):
    person(database, wave).everything()
    newer = study_in(tmp_path / "newer", QUESTION_MORE)
    other = opened(database, newer, name="other", link="other")
    # No command moves a wave to another edition; a release must still hold whatever the database holds.
    moved = replace(wave, fingerprint=other.fingerprint)
    written(database, moved, newer, tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    assert row["NEW"] == "" and row["REMARKS"] == "none" and list(row).index("NEW") < list(row).index("REMARKS")
    assert document(tmp_path / "out", "manifest")["fingerprints"] == [other.fingerprint, wave.fingerprint]
    names = [variable["name"] for variable in document(tmp_path / "out", "codebook")["variables"]]
    assert list(row)[10 : 10 + len(names)] == names


def test_calm_answers_of_the_village_are_all_there(database, study, wave, tmp_path):
    person(database, wave).everything()
    written(database, wave, study, tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    assert {name: row[name] for name in ("AGE", "YEARS", "OFFERED.1", "OFFERED.6", "WHERE")} == {
        "AGE": CALM["people"]["AGE"],
        "YEARS": "22",
        "OFFERED.1": "0",
        "OFFERED.6": "1",
        "WHERE": "",
    }


def test_refusals_and_ineligible_people_are_counted_and_nothing_else(database, town, town_wave, tmp_path):
    person(database, town_wave).answer("consent", CONSENT="2", BORN="1")
    person(database, town_wave).answer("consent", CONSENT="3", BORN="1")
    written(database, town_wave, town, tmp_path / "out")
    assert rows(tmp_path / "out") == []
    outcomes = document(tmp_path / "out", "manifest")["counts"]["outcomes"]
    assert (outcomes["refused"], outcomes["ineligible"]) == (1, 1)
