"""Who comes in: anybody with the link, or each holder of a code once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from definitions import QUESTIONNAIRE, study_in
from scenes import SECRET, TODAY, coupons, opened, person, stored

from kapsurvey.errors import AccessError, InterviewError
from kapsurvey.fieldwork.admission import good
from kapsurvey.fieldwork.interviews import Stored, Turned, Unsound
from kapsurvey.fieldwork.sealing import Secret, grouped
from kapsurvey.fieldwork.waves import close_wave, wave_named
from kapsurvey.store import queries


@pytest.fixture
def wave(database, study):
    """A wave that asks for codes."""
    return opened(database, study, admission="codes")


def spent(database, wave) -> tuple[int, int]:
    with database.reading() as connection:
        return queries.count_coupons(connection, wave.id)


@pytest.mark.parametrize("way", ["code", "token", "grouped", "hyphens", "khmer"])
def test_a_code_begins_one_interview_however_it_comes(database, wave, way):
    coupon, _ = coupons(database, wave, 2)
    typed = {
        "code": coupon.code,
        "token": coupon.token,
        "grouped": f" {grouped(coupon.code)} ",
        "hyphens": grouped(coupon.code).replace(" ", "-"),
        "khmer": "".join("០១២៣៤៥៦៧៨៩"[int(digit)] for digit in coupon.code),
    }[way]
    assert person(database, wave, code=typed).consent() == Turned(2)
    assert spent(database, wave) == (2, 1)


@pytest.mark.parametrize("held", ["code", "token"])
def test_of_fifty_people_with_one_code_exactly_one_begins(database, wave, held):
    (coupon,) = coupons(database, wave, 1)
    people = [person(database, wave, code=getattr(coupon, held)) for _ in range(50)]
    barrier = Barrier(50)

    def begin(someone):
        barrier.wait(timeout=30)
        try:
            return someone.consent()
        except AccessError as error:
            return error.code

    with ThreadPoolExecutor(50) as pool:
        results = list(pool.map(begin, people))
    assert sorted(map(str, results)) == sorted(["code"] * 49 + [str(Turned(2))])
    assert sum(someone.draft is not None for someone in people) == 1
    assert spent(database, wave) == (1, 1)


def test_forged_unknown_spent_and_foreign_codes_are_refused_alike(database, wave, tmp_path):
    town = study_in(tmp_path / "other", QUESTIONNAIRE.replace("study: village", "study: town"))
    foreign = coupons(database, opened(database, town, link="town", admission="codes"), 1)[0]
    used = coupons(database, wave, 1)[0]
    person(database, wave, code=used.code).consent()
    tries = [
        None,
        "",
        "0000 0000 0000 0000",
        "forged",
        "-" * 16,
        "x" * 10_000,
        "'; DROP TABLE coupons; --",
        "\ud800",
        used.code,
        used.token,
        foreign.code,
        foreign.token,
    ]
    refusals = []
    for typed in tries:
        someone = person(database, wave, code=typed)
        with pytest.raises(AccessError) as caught:
            someone.consent()
        refusals.append((caught.value.code, caught.value.params))
        assert someone.draft is None
    assert refusals == [("code", {})] * len(tries)
    assert person(database, wave, code=foreign.code).draft is None


def test_a_refused_code_stores_nothing_and_spends_nothing(database, wave):
    (coupon,) = coupons(database, wave, 1)
    someone = person(database, wave, code="1" * 16)
    with pytest.raises(AccessError):
        someone.answer("consent", CONSENT="2")
    assert stored(database, wave) == [] and spent(database, wave) == (1, 0)
    someone.code = coupon.code
    assert isinstance(someone.answer("consent", CONSENT="2"), Stored)


def test_a_first_page_with_a_mistake_spends_no_code(database, wave):
    (coupon,) = coupons(database, wave, 1)
    someone = person(database, wave, code=coupon.code)
    assert isinstance(someone.answer("consent"), Unsound)
    assert spent(database, wave) == (1, 0)


def test_a_code_can_be_looked_at_without_spending_it(database, wave):
    (coupon,) = coupons(database, wave, 1)
    for typed, expected in ((coupon.code, True), (grouped(coupon.code), True), (coupon.token, True), ("1" * 16, False)):
        with database.reading() as connection:
            assert good(connection, SECRET, wave, typed) is expected
    assert spent(database, wave) == (1, 0)
    person(database, wave, code=coupon.code).consent()
    with database.reading() as connection:
        assert not good(connection, SECRET, wave, coupon.code) and not good(connection, SECRET, wave, coupon.token)


def test_after_the_first_page_no_code_is_asked_for(database, wave):
    (coupon,) = coupons(database, wave, 1)
    someone = person(database, wave, code=coupon.code)
    someone.consent()
    someone.code = None
    assert someone.answer("people", AGE="40") == Turned(3)


def test_codes_are_kept_hashed_under_the_servers_secret(sqlite_database, sqlite_database_url, tmp_path):
    wave = opened(sqlite_database, study_in(tmp_path / "questionnaires"), admission="codes")
    issued = coupons(sqlite_database, wave, 20)
    everything = b"".join(path.read_bytes() for path in tmp_path.glob("kapsurvey.sqlite*") if path.is_file())
    for coupon in issued:
        assert SECRET.code_hash(coupon.code) in everything, "the row itself is there"
        assert Secret(b"another secret").code_hash(coupon.code) not in everything
        assert coupon.code.encode() not in everything and coupon.token.encode() not in everything
    assert len({coupon.code for coupon in issued} | {coupon.token for coupon in issued}) == 40


def test_codes_do_not_show_in_what_a_log_could_print(database, wave):
    (coupon,) = coupons(database, wave, 1)
    assert coupon.code not in repr(coupon) and coupon.token not in repr(coupon)


def test_a_closed_wave_takes_nobody_new_but_lets_everybody_finish(database, study):
    wave = opened(database, study, name="open to all", link="all")
    inside = person(database, wave)
    inside.until("last")
    with database.transaction() as connection:
        close_wave(connection, wave, today=TODAY)
        closed = wave_named(connection, "village", "open to all")
    with pytest.raises(InterviewError, match="closed"):
        person(database, closed).consent()
    inside.wave = closed
    assert isinstance(inside.answer("last"), Stored)
