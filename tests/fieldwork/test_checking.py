"""What the server reads again of a document whose sealed part it cannot open."""

import copy

import pytest
from definitions import QUESTIONNAIRE, study_in
from devices import device, handed_in
from scenes import CALM, opened, stored_as_is

TOWN = {
    "consent": {"CONSENT": "1", "BORN": "1"},
    "law": {"LAW": "1"},
    "views": {"GOOD": "3", "BAD": "1", "SEEN": ["1", "2"], "SEEN__other": "a dog"},
    "north": {"DAYS": "7", "PRICE": "0,5"},
    "south": {"WORDS": "=1+1", "SINCE": "1/2/1990", "SLIP": "ab-12"},
    "order": {"BEST__2": "1", "BEST__1": "2", "WEEK__b": "3"},
}


@pytest.fixture
def database(sqlite_database):
    """Nothing here depends on the kind of database."""
    return sqlite_database


@pytest.fixture
def phone(database, wave):
    """A device in the village."""
    return device(database, wave)


@pytest.fixture
def town_phone(database, town_wave):
    """A device in the town, where there is a question of every type."""
    return device(database, town_wave)


def taken(database, phone, content):
    (one,) = handed_in(database, [phone.seal(content)])
    return one.result, one.reason, one.names


def changed(content, part, **values):
    """An item with values put into a part of its document; None takes one away."""
    content = copy.deepcopy(content)
    for name, value in values.items():
        name = name.replace("__", ".")
        content["document"][part].pop(name, None)
        if value is not GONE:
            content["document"][part][name] = value
    return content


GONE = object()
STORED = ("stored", None, ())


def test_every_type_of_answer_is_taken_as_the_form_reads_it(database, town_phone, town_wave):
    assert taken(database, town_phone, town_phone.interview(TOWN)) == STORED
    assert len(stored_as_is(database, town_wave)) == 1


def test_what_was_left_blank_is_taken(database, town_phone):
    blank = {page: ({"CONSENT": "1"} if page == "consent" else {}) for page in TOWN}
    assert taken(database, town_phone, town_phone.interview(blank)) == STORED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAW", 7), ("LAW", "1"), ("LAW", True), ("LAW", 1.0), ("LAW", [1]), ("LAW", {"missing": "dk"}), ("LAW", {}),
        ("SEEN", []), ("SEEN", [2, 1]), ("SEEN", [1, 1]), ("SEEN", [1, 6]), ("SEEN", [True]), ("SEEN", 1),
        ("SEEN", [[1]]), ("SEEN", [99]),
        ("DAYS", 32), ("DAYS", -1), ("DAYS", 7.5), ("DAYS", "7"), ("DAYS", 2**63), ("DAYS", 10**300), ("DAYS", False),
        ("DAYS", {"missing": "who knows"}), ("DAYS", {"missing": "dk", "more": "x"}),
        ("PRICE", 1e308), ("PRICE", "0.5"), ("PRICE", 2.0),
        ("SINCE", "1990-02-30"), ("SINCE", "1/2/1990"), ("SINCE", "0001-01-01"), ("SINCE", 19900201),
        ("BEST", [2, 2]), ("BEST", [4]), ("BEST", []), ("BEST", {"2": 1}),
        ("WEEK", {"a": 1}), ("WEEK", {"a": None, "b": None}), ("WEEK", {"a": 8, "b": 1}), ("WEEK", {"a": "1", "b": 2}),
        ("WEEK", {"a": True, "b": 2}), ("WEEK", {"a": 1, "b": 2, "c": 3}), ("WEEK", [1, 2]),
        ("WEEK", {"a": {}, "b": 1}),
        ("TWICE", 15), ("TWICE", "14"), ("TWICE", None), ("TWICE", 14.0),
        ("BORN", GONE), ("NOBODY_ASKED", 1), ("CONSENT", 2), ("DAYS.other", 1), ("", 1), ("constructor", {}),
    ],
)  # fmt: skip
def test_an_answer_that_no_form_gives_is_kept_for_review_and_named(database, town_phone, town_wave, name, value):
    content = changed(town_phone.interview(TOWN), "answers", **{name.replace(".", "__"): value})
    result, reason, _ = taken(database, town_phone, content)
    assert (result, reason) == ("conflict", "outcome" if name == "CONSENT" else "answers")
    assert stored_as_is(database, town_wave) == []


@pytest.mark.parametrize("name", ["WORDS", "SLIP", "SEEN__other"])
def test_what_should_be_sealed_must_not_come_in_the_open(database, town_phone, name):
    content = changed(town_phone.interview(TOWN), "answers", **{name: "CANARY"})
    result = taken(database, town_phone, content)
    assert result == ("conflict", "open", (name.replace("__", "."),))


def test_what_comes_in_the_open_and_should_not_is_kept_under_the_researchers_seal(database, phone, tmp_path):
    content = changed(phone.interview(), "answers", OFFERED=[1], WHERE="CANARY-IN-THE-OPEN")
    assert taken(database, phone, content) == ("conflict", "open", ("OFFERED", "WHERE"))
    for path in tmp_path.glob("kapsurvey.sqlite*"):
        assert b"CANARY-IN-THE-OPEN" not in path.read_bytes()


def test_answers_that_do_not_fit_together_are_named(database, phone):
    content = changed(phone.interview(), "answers", TALKED=11)
    assert taken(database, phone, content) == ("conflict", "answers", ("TALKED",))


def test_an_answer_to_what_was_not_asked_is_named(database, town_phone):
    content = changed(town_phone.interview(TOWN), "answers", BORN=2)
    assert taken(database, town_phone, content) == ("conflict", "answers", ("BEST", "TWICE", "WEEK", "order"))


def test_a_choice_that_was_not_offered_is_named(database, tmp_path):
    offered = '{name: 2, label: "The elder"}'
    either = QUESTIONNAIRE.replace(offered, '{name: 2, label: "The elder", relevant: "AGE > 50"}')
    either = either.replace('relevant: "any_of(OFFERED, [1, 2, 3])"}\n          - {name: 4', "}\n          - {name: 4")
    either = either.replace('label: "The seller", }', 'label: "The seller"}')
    wave = opened(database, study_in(tmp_path / "offered", either))
    phone = device(database, wave)
    young = {**CALM, "opinions": {"HARM": "3", "TRUST": "1"}}
    old = {**young, "people": {"AGE": "60"}, "opinions": {"HARM": "3", "TRUST": "2"}}
    assert taken(database, phone, phone.interview(young)) == taken(database, phone, phone.interview(old)) == STORED
    content = changed(phone.interview(young), "answers", TRUST=2)
    assert taken(database, phone, content) == ("conflict", "answers", ("TRUST",))


def test_a_calculation_is_worked_out_again(database, phone):
    content = changed(phone.interview(), "answers", YEARS=23)
    assert taken(database, phone, content) == ("conflict", "answers", ("YEARS",))


@pytest.mark.parametrize(
    ("part", "values", "reason"),
    [
        ("pace", {"law": -1}, "shape"),
        ("pace", {"law": 3601}, "shape"),
        ("pace", {"law": True}, "shape"),
        ("pace", {"law": 1.5}, "shape"),
        ("pace", {"nowhere": 1}, "answers"),
        ("pace", {"law": GONE}, "answers"),
        ("positions", {"GOOD": 0}, "places"),
        ("positions", {"GOOD": 4}, "places"),
        ("positions", {"GOOD": True}, "places"),
        ("positions", {"LAW": 1}, "places"),
        ("positions", {"nothing": 1}, "places"),
        ("page_positions", {"north": 0}, "places"),
        ("page_positions", {"north": "4"}, "places"),
        ("page_positions", {"law": 2}, "places"),
        ("choice_order", {"SEEN": [1, 2]}, "places"),
        ("choice_order", {"SEEN": [1, 2, 6, 8, 8]}, "places"),
        ("choice_order", {"SEEN": [1, 2, 6, 9]}, "places"),
        ("choice_order", {"SEEN": [[], 2, 6, 8]}, "places"),
        ("choice_order", {"SEEN": "1 2 6 8"}, "places"),
        ("choice_order", {"WEEK": ["a"]}, "places"),
        ("choice_order", {"LAW": [1, 2, 8]}, "places"),
    ],
)
def test_pages_and_places_that_cannot_be_are_kept_for_review(database, town_phone, part, values, reason):
    assert taken(database, town_phone, changed(town_phone.interview(TOWN), part, **values))[:2] == ("conflict", reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"envelope": None}, "seal"),
        ({"envelope": "CANARY"}, "seal"),
        ({"envelope": "-----BEGIN AGE ENCRYPTED FILE-----\nCANARY"}, "seal"),
        ({"envelope": GONE}, "seal"),
        ({"block": "CANARY"}, "seal"),
        ({"pace": None}, "shape"),
        ({"pace": GONE}, "shape"),
        ({"answers": []}, "shape"),
        ({"notes": {}}, "shape"),
        ({"today": "2026-03-01"}, "shape"),
    ],
)
def test_a_document_of_another_shape_is_kept_for_review(database, town_phone, changes, reason):
    content = town_phone.interview(TOWN)
    document = {**content["document"], **changes}
    content["document"] = {name: value for name, value in document.items() if value is not GONE}
    assert taken(database, town_phone, content)[:2] == ("conflict", reason)


def test_an_empty_document_is_one_of_those_who_did_not_take_part_only(database, phone):
    assert taken(database, phone, phone.interview(document={}))[:2] == ("conflict", "shape")


def test_a_rehearsal_without_a_key_has_everything_in_the_open_and_its_outcome_is_worked_out(database, tmp_path):
    wave = opened(database, study_in(tmp_path / "open"), recipients=(), pretest=False, rehearsal=True)
    phone = device(database, wave)
    assert taken(database, phone, phone.interview()) == STORED
    offer = {**CALM, "offers": {"OFFERED": ["3"], "OFFERED__other": "a horn"}, "details": {"WHERE": "at home"}}
    assert taken(database, phone, phone.interview(offer)) == STORED
    assert taken(database, phone, phone.interview(offer, outcome="partial"))[:2] == ("conflict", "outcome")
    for name, value in (("OFFERED__other", ["a horn"]), ("OFFERED__other", GONE), ("OFFERED__other", "x" * 501)):
        content = changed(phone.interview(offer), "answers", **{name: value})
        assert taken(database, phone, content) == ("conflict", "answers", ("OFFERED.other",))
    sealed = device(database, opened(database, study_in(tmp_path / "sealed"), name="2", link="b")).interview()
    content = phone.interview()
    content["document"]["envelope"] = sealed["document"]["envelope"]
    assert taken(database, phone, content)[:2] == ("conflict", "seal")
