"""What a respondent answered alone on an enumerator's device: sealed apart, put together by the researchers."""

import json

import pytest
from definitions import ANSWERED_ALONE, study_in
from devices import Device, device, handed_in
from releases import rows
from scenes import CALM, PRIVATE, PUBLIC, TODAY, opened, stored_as_is

from kapsurvey.fieldwork.envelopes import Refused
from kapsurvey.fieldwork.release import Source, release
from kapsurvey.fieldwork.sealing import interview_id_of
from kapsurvey.fieldwork.study_keys import new_key, seal, unseal
from kapsurvey.fieldwork.unsealing import Unsealed
from kapsurvey.fieldwork.unsealing import unseal as unsealed

OFFER = {
    **CALM,
    "offers": {"OFFERED": ["2", "3"], "OFFERED__other": "a CANARY", "HEARD": "3"},
    "details": {"WHERE": "at the CANARY market"},
}
SKIPPED = {page: fields for page, fields in CALM.items() if page not in ("offers", "details")}


@pytest.fixture
def study(tmp_path):
    """The village, where offers are answered alone."""
    return study_in(tmp_path / "questionnaires", ANSWERED_ALONE)


@pytest.fixture(params=[True, False], ids=["open parts in the open", "open parts within"])
def alone(database, wave, request) -> Device:
    """A device of either kind that is handed over."""
    return device(database, wave, keeps_open=request.param)


def released(database, wave, study, tmp_path) -> tuple[Unsealed, list[dict[str, str]], list[dict[str, str]]]:
    """What came of opening the release of a wave; its rows before and after."""
    with database.reading() as connection:
        release(connection, Source(wave, study, {}, TODAY), tmp_path / "sealed")
    done = unsealed(tmp_path / "sealed", [PRIVATE], tmp_path / "out")
    return done, rows(tmp_path / "sealed"), rows(tmp_path / "out")


def stored(database, item) -> None:
    (taken,) = handed_in(database, [item])
    assert (taken.result, taken.reason, taken.names) == ("stored", None, ())


def test_what_was_answered_alone_lies_in_an_envelope_of_its_own(database, wave, alone):
    content = alone.interview(OFFER, hand_over="self")
    stored(database, alone.seal(content))
    (row,) = stored_as_is(database, wave)
    document = json.loads(row.document)
    assert row.hand_over == "self" and "CANARY" not in row.document
    main, block = (json.loads(unseal([PRIVATE], document[name])) for name in ("envelope", "block"))
    assert "OFFERED" not in main["answers"] and "WHERE" not in main["answers"]
    assert (block["answers"]["OFFERED"], block["interview"]) == ([2, 3], interview_id_of(content["token"]).hex())


def test_both_envelopes_make_one_interview_again(database, wave, study, alone, tmp_path):
    stored(database, alone.seal(alone.interview(OFFER, hand_over="self")))
    done, [before], [after] = released(database, wave, study, tmp_path)
    assert (done.opened, done.refused) == (1, ())
    assert {before[name] for name in ("OFFERED.2", "WHERE", "REMARKS")} == {".sealed"}
    assert (after["OFFERED.2"], after["OFFERED.1"], after["OFFERED.other"]) == ("1", "0", "a CANARY")
    assert (after["WHERE"], after["REMARKS"], after["HEARD"]) == ("at the CANARY market", "none", "3")
    assert (after["site"], after["enumerator"], after["hand_over"], after["mode"]) == ("", "7", "self", "assisted")
    assert after["pace.offers"] == "5"


def test_what_was_left_out_for_lack_of_privacy_reads_as_not_asked(database, wave, study, tmp_path):
    phone = device(database, wave)
    stored(database, phone.seal(phone.interview(SKIPPED, hand_over="no_privacy")))
    done, [before], [after] = released(database, wave, study, tmp_path)
    assert done.refused == () and after["hand_over"] == "no_privacy"
    for name in ("OFFERED.2", "OFFERED.other", "WHERE", "HEARD", "pace.offers"):
        assert (before[name], after[name]) == ("", ""), name
    assert (before["REMARKS"], after["REMARKS"], after["outcome"]) == (".sealed", "none", "complete")


def test_a_page_that_is_never_read_out_cannot_have_been_asked_without_privacy(database, wave):
    phone = device(database, wave)
    content = phone.interview(OFFER, hand_over="self")
    (taken,) = handed_in(database, [phone.seal({**content, "hand_over": "no_privacy"})])
    assert (taken.result, taken.reason) == ("conflict", "answers")


def test_an_interview_that_ends_before_the_hand_over_is_taken(database, wave, study, tmp_path):
    phone = device(database, wave)
    stored(database, phone.seal(phone.interview({"consent": {"CONSENT": "1"}, "people": {"AGE": "40"}})))
    done, _, [after] = released(database, wave, study, tmp_path)
    assert done.refused == () and (after["AGE"], after["WHERE"], after["hand_over"]) == ("40", "", "")


def altered(alone: Device, change):
    """An interview whose envelope of what was answered alone was changed by somebody who has the public key."""
    content = alone.interview(OFFER, hand_over="self")
    block = json.loads(unseal([PRIVATE], content["document"]["block"]))
    content["document"]["block"] = change(block)
    return alone.seal(content)


def sealed_again(block) -> str:
    return seal([PUBLIC], json.dumps(block).encode())


def test_several_hand_overs_make_several_envelopes(database, wave, study, alone, tmp_path):
    def parted(block) -> str:
        parts = [{"interview": block["interview"]}, {"interview": block["interview"]}]
        for part in ("answers", "pace", "positions", "page_positions", "choice_order"):
            second = {name: value for name, value in block[part].items() if name in ("WHERE", "details")}
            parts[1][part] = second
            parts[0][part] = {name: value for name, value in block[part].items() if name not in second}
        return "\n".join(map(sealed_again, parts))

    stored(database, altered(alone, parted))
    done, _, [after] = released(database, wave, study, tmp_path)
    assert done.refused == () and (after["OFFERED.2"], after["WHERE"]) == ("1", "at the CANARY market")


@pytest.mark.parametrize(
    ("change", "why", "names"),
    [
        (lambda block: sealed_again({**block, "interview": "0" * 32}), "strange", ()),
        (lambda block: sealed_again({**block, "answers": None}), "strange", ()),
        (lambda block: sealed_again([]), "strange", ()),
        (lambda block: sealed_again({**block, "answers": {**block["answers"], "AGE": 41}}), "different", ("AGE",)),
        (
            lambda block: sealed_again({**block, "answers": {**block["answers"], "OFFERED": [77]}}),
            "unsound",
            ("OFFERED", "OFFERED.other"),
        ),
        (lambda block: seal([new_key()[1]], json.dumps(block).encode()), "locked", ()),
    ],
)
def test_what_is_wrong_with_what_was_answered_alone_is_named(
    database, wave, study, alone, tmp_path, change, why, names
):
    stored(database, altered(alone, change))
    done, [before], [after] = released(database, wave, study, tmp_path)
    (refused,) = done.refused
    assert refused == Refused(before["interview"], why, names)
    assert before == after, "it stays sealed as a whole"


def test_an_open_answer_that_differs_from_the_sealed_one_is_named(database, wave, study, tmp_path):
    phone = device(database, wave)
    content = phone.interview(OFFER, hand_over="self")
    content["document"]["answers"]["HEARD"] = 1
    stored(database, phone.seal(content))
    done, [before], _ = released(database, wave, study, tmp_path)
    assert done.refused == (Refused(before["interview"], "different", ("HEARD",)),)


def test_conditions_on_the_day_are_decided_again_with_the_day_of_a_clock_that_was_off(database, tmp_path):
    young = ANSWERED_ALONE.replace("  - name: last\n", "  - name: last\n    relevant: \"today < date('2020-01-01')\"\n")
    study = study_in(tmp_path / "clock", young)
    wave = opened(database, study, name="clock", link="clock")
    phone = device(database, wave, today=TODAY.replace(year=2016))
    stored(database, phone.seal(phone.interview(OFFER, hand_over="self")))
    done, [before], [after] = released(database, wave, study, tmp_path)
    assert done.refused == () and (before["REMARKS"], after["REMARKS"]) == (".sealed", "none")
    assert after["date"] == TODAY.isoformat()
