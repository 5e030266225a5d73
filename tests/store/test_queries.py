"""What each statement keeps, finds, counts and forgets, on both kinds of database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from samples import (
    CONFLICT,
    COUPON,
    DAY,
    DRAFT,
    EDITION,
    INTEGRITY_ERRORS,
    INTERVIEW,
    RECEIPT,
    RESUME_CODE,
    STAFF,
    STAFF_VISIT,
    WAVE,
)

from kapsurvey.store import queries, staff_queries
from kapsurvey.store.rows import DraftRow

ELSEWHERE = replace(WAVE, id=b"e" * 16, study="another", name="2027", link="elsewhere", opened_on=DAY - timedelta(1))
LATER = replace(WAVE, id=b"l" * 16, name="2027", link="later", opened_on=DAY + timedelta(365))
NOBODY = b"0" * 32


@pytest.fixture
def writing(database, wave):
    """The connection of an open transaction, on a database with a wave."""
    with database.transaction() as connection:
        yield connection


def draft_on(page: str, number: int) -> DraftRow:
    return replace(DRAFT, id=number.to_bytes(32), page=page)


def test_an_edition_is_kept_once_and_as_it_was_first(writing):
    assert queries.add_edition(writing, "2" * 64, "another", "{}")
    assert not queries.add_edition(writing, EDITION.fingerprint, "another", "{}")
    assert queries.edition(writing, EDITION.fingerprint) == EDITION
    assert queries.edition(writing, "0" * 64) is None


def test_a_wave_is_found_by_its_link_to_the_letter(writing):
    assert queries.wave_by_link(writing, WAVE.link) == WAVE
    assert [queries.wave_by_link(writing, link) for link in ("MAR", "mar ", "ma_", "%", "")] == [None] * 5


def test_waves_come_by_study_and_oldest_first(writing):
    queries.add_wave(writing, LATER)
    queries.add_wave(writing, ELSEWHERE)
    assert queries.waves(writing) == (ELSEWHERE, WAVE, LATER)
    assert queries.waves(writing, WAVE.study) == (WAVE, LATER)
    assert queries.waves(writing, "unknown") == ()


def test_a_wave_is_closed_and_opened_again(writing):
    queries.add_wave(writing, LATER)
    assert queries.set_wave_state(writing, WAVE.id, "closed", DAY)
    assert queries.waves(writing, WAVE.study) == (replace(WAVE, state="closed", closed_on=DAY), LATER)
    assert queries.set_wave_state(writing, WAVE.id, "open", None)
    assert queries.wave_by_link(writing, WAVE.link) == WAVE
    assert not queries.set_wave_state(writing, b"0" * 16, "open", None)


def test_a_coupon_is_spent_once_by_its_code_or_by_its_token(writing):
    other = replace(COUPON, code_hash=b"C" * 32, token_hash=b"T" * 32)
    queries.add_coupons(writing, [COUPON, other])
    assert queries.spend_coupon(writing, WAVE.id, code_hash=COUPON.code_hash)
    assert not queries.spend_coupon(writing, WAVE.id, token_hash=COUPON.token_hash)
    assert queries.spend_coupon(writing, WAVE.id, token_hash=other.token_hash)
    assert not queries.spend_coupon(writing, WAVE.id, code_hash=other.code_hash)


def test_a_coupon_opens_no_other_wave_and_nothing_opens_without_one(writing):
    queries.add_wave(writing, ELSEWHERE)
    queries.add_coupons(writing, [COUPON])
    assert not queries.spend_coupon(writing, ELSEWHERE.id, code_hash=COUPON.code_hash)
    assert not queries.spend_coupon(writing, WAVE.id, code_hash=COUPON.token_hash)
    assert not queries.spend_coupon(writing, WAVE.id)
    assert queries.count_coupons(writing, WAVE.id) == (1, 0)


def test_coupons_are_counted_by_wave(writing):
    queries.add_wave(writing, ELSEWHERE)
    numbers = [bytes([number]) * 32 for number in range(3)]
    queries.add_coupons(writing, (replace(COUPON, code_hash=number, token_hash=number) for number in numbers))
    queries.add_coupons(writing, [])
    queries.spend_coupon(writing, WAVE.id, code_hash=numbers[0])
    assert queries.count_coupons(writing, WAVE.id) == (3, 1)
    assert queries.count_coupons(writing, ELSEWHERE.id) == (0, 0)


def test_a_draft_that_stands_is_not_begun_again(writing):
    assert queries.add_draft(writing, DRAFT)
    assert not queries.add_draft(writing, replace(DRAFT, page="begin", ciphertext=b"other"))
    assert queries.draft(writing, DRAFT.id) == queries.draft_for_update(writing, DRAFT.id) == DRAFT
    assert queries.draft(writing, NOBODY) is queries.draft_for_update(writing, NOBODY) is None


def test_a_draft_that_cannot_be_is_refused_and_not_taken_for_one_that_stands(database, wave):
    with pytest.raises(INTEGRITY_ERRORS), database.transaction() as connection:
        queries.add_draft(connection, replace(DRAFT, revision=-1))


def test_a_step_changes_its_own_draft_and_what_changes_from_page_to_page(writing):
    other = draft_on("begin", 1)
    queries.add_draft(writing, DRAFT)
    queries.add_draft(writing, other)
    step = replace(DRAFT, page="practice", revision=1, ciphertext=b"new", expires_on=DAY + timedelta(14))
    assert queries.update_draft(writing, step)
    assert queries.draft(writing, DRAFT.id) == step
    assert queries.draft(writing, other.id) == other
    assert not queries.update_draft(writing, replace(step, id=NOBODY))


def test_a_draft_that_is_resumed_moves_and_the_second_who_resumes_it_finds_it_gone(writing):
    queries.add_draft(writing, DRAFT)
    moved = replace(DRAFT, id=b"m" * 32, revision=1, ciphertext=b"under a new token")
    assert queries.rename_draft(writing, DRAFT.id, moved)
    assert not queries.rename_draft(writing, DRAFT.id, replace(moved, id=b"n" * 32))
    assert queries.draft(writing, DRAFT.id) is None
    assert queries.draft(writing, moved.id) == moved


def test_a_draft_is_forgotten_alone(writing):
    other = draft_on("begin", 1)
    queries.add_draft(writing, DRAFT)
    queries.add_draft(writing, other)
    assert queries.delete_draft(writing, DRAFT.id)
    assert not queries.delete_draft(writing, DRAFT.id)
    assert queries.draft(writing, DRAFT.id) is None
    assert queries.draft(writing, other.id) == other


def test_drafts_are_counted_by_page(writing):
    queries.add_wave(writing, ELSEWHERE)
    for number, page in enumerate(["begin", "offers", "offers"]):
        queries.add_draft(writing, draft_on(page, number))
    queries.add_draft(writing, replace(draft_on("begin", 9), wave_id=ELSEWHERE.id))
    assert queries.drafts_by_page(writing, WAVE.id) == {"begin": 1, "offers": 2}
    assert queries.drafts_by_page(writing, b"0" * 16) == {}


def test_a_new_resume_code_takes_the_place_of_the_earlier_one(writing):
    other = replace(RESUME_CODE, handle_hash=b"o" * 32, draft_id=b"o" * 32)
    newer = replace(RESUME_CODE, handle_hash=b"n" * 32, wrapped=b"again")
    for code in (RESUME_CODE, other, newer):
        queries.add_resume_code(writing, code)
    assert queries.resume_code(writing, RESUME_CODE.handle_hash) is None
    assert queries.resume_code(writing, newer.handle_hash) == newer
    assert queries.resume_code(writing, other.handle_hash) == other


def test_the_resume_code_of_a_draft_is_forgotten_alone(writing):
    other = replace(RESUME_CODE, handle_hash=b"o" * 32, draft_id=b"o" * 32)
    queries.add_resume_code(writing, RESUME_CODE)
    queries.add_resume_code(writing, other)
    assert queries.delete_resume_codes(writing, RESUME_CODE.draft_id)
    assert queries.resume_code(writing, RESUME_CODE.handle_hash) is None
    assert queries.resume_code(writing, other.handle_hash) == other


def test_an_interview_is_written_once(writing):
    assert queries.add_interview(writing, INTERVIEW)
    assert not queries.add_interview(writing, replace(INTERVIEW, document='{"other": 1}', content_hash=b"!" * 32))
    assert queries.interview(writing, INTERVIEW.id) == INTERVIEW
    assert queries.interview(writing, b"0" * 16) is None


def test_interviews_come_in_the_order_of_their_ids_however_many_there_are(writing):
    queries.add_wave(writing, ELSEWHERE)
    rows = [replace(INTERVIEW, id=(number * 7919 % 1000).to_bytes(16)) for number in range(1000)]
    for row in rows:
        queries.add_interview(writing, row)
    queries.add_interview(writing, replace(INTERVIEW, wave_id=ELSEWHERE.id))
    assert list(queries.interviews(writing, WAVE.id)) == sorted(rows, key=lambda row: row.id)


def test_interviews_are_counted_by_outcome(writing):
    for number, outcome in enumerate(["complete", "complete", "partial", "refused"]):
        queries.add_interview(writing, replace(INTERVIEW, id=number.to_bytes(16), outcome=outcome))
    assert queries.outcomes(writing, WAVE.id) == {"complete": 2, "partial": 1, "refused": 1}
    assert queries.outcomes(writing, ELSEWHERE.id) == {}


def test_an_interview_is_emptied_alone_and_as_long_as_it_says_what_was_read(writing):
    other = replace(INTERVIEW, id=b"o" * 16)
    queries.add_interview(writing, INTERVIEW)
    queries.add_interview(writing, other)
    emptied = {"outcome": "refused", "document": "{}", "content_hash": b"n" * 32}
    assert not queries.empty_interview(writing, INTERVIEW.id, old_hash=NOBODY, **emptied)
    assert queries.empty_interview(writing, INTERVIEW.id, old_hash=INTERVIEW.content_hash, **emptied)
    assert queries.interview(writing, INTERVIEW.id) == replace(INTERVIEW, **emptied)
    assert queries.interview(writing, other.id) == other
    hashes = [(INTERVIEW.id, b"n" * 32), (other.id, other.content_hash)]
    assert sorted(queries.content_hashes(writing, WAVE.id)) == sorted(hashes)


def test_the_receipt_of_what_was_taken_back_ends_alone(writing):
    other = replace(RECEIPT, visit=b"o" * 32, proof=b"o" * 32)
    queries.add_receipt(writing, RECEIPT)
    queries.add_receipt(writing, other)
    assert not queries.end_receipt(writing, WAVE.id, proof=NOBODY, outcome="refused")
    assert queries.end_receipt(writing, WAVE.id, proof=RECEIPT.proof, outcome="refused")
    assert queries.receipt(writing, RECEIPT.visit) == replace(RECEIPT, outcome="refused")
    assert queries.receipt(writing, other.visit) == other


def test_a_visit_keeps_its_first_receipt(writing):
    assert queries.add_receipt(writing, RECEIPT)
    assert not queries.add_receipt(writing, replace(RECEIPT, outcome="partial"))
    assert queries.receipt(writing, RECEIPT.visit) == RECEIPT
    assert queries.receipt(writing, NOBODY) is None


def test_conflicts_are_kept_by_wave(writing):
    queries.add_wave(writing, ELSEWHERE)
    second = replace(CONFLICT, id=b"a" * 16)
    for row in (CONFLICT, second, replace(CONFLICT, id=b"b" * 16, wave_id=ELSEWHERE.id)):
        queries.add_conflict(writing, row)
    assert queries.conflicts(writing, WAVE.id) == (second, CONFLICT)


def test_what_was_kept_until_today_goes_tomorrow_and_interviews_never(writing):
    tomorrow = DAY + timedelta(1)
    staying = replace(DRAFT, id=b"s" * 32, expires_on=tomorrow)
    for draft in (DRAFT, staying):
        queries.add_draft(writing, draft)
    queries.add_resume_code(writing, RESUME_CODE)
    queries.add_receipt(writing, RECEIPT)
    queries.add_interview(writing, INTERVIEW)
    staff_queries.add_staff(writing, STAFF)
    staff_queries.add_staff_visit(writing, STAFF_VISIT)
    assert queries.delete_expired(writing, DAY) == {"drafts": 0, "resume_codes": 0, "receipts": 0, "staff_visits": 0}
    assert queries.delete_expired(writing, tomorrow) == {
        "drafts": 1,
        "resume_codes": 1,
        "receipts": 1,
        "staff_visits": 1,
    }
    assert queries.draft(writing, DRAFT.id) is None
    assert queries.draft(writing, staying.id) == staying
    assert queries.interview(writing, INTERVIEW.id) == INTERVIEW


def test_drafts_that_ran_out_are_counted_by_page_and_added_up(writing):
    tomorrow = DAY + timedelta(days=1)
    for number, page in enumerate(["offers", "offers", "close"]):
        queries.add_draft(writing, replace(DRAFT, id=bytes([number]) * 32, page=page))
    queries.count_break_offs(writing, DAY)
    assert queries.break_offs(writing, WAVE.id) == {}
    queries.count_break_offs(writing, tomorrow)
    queries.count_break_offs(writing, tomorrow)
    assert queries.break_offs(writing, WAVE.id) == {"offers": 4, "close": 2}
    assert queries.break_offs(writing, NOBODY[:16]) == {}


def test_the_same_conflict_is_kept_once(writing):
    assert queries.add_conflict(writing, CONFLICT)
    assert not queries.add_conflict(writing, replace(CONFLICT, document='{"second": true}'))
    assert queries.conflicts(writing, WAVE.id) == (CONFLICT,)
