"""Codes of the second factor: good for a minute and a half, in any script, and nothing else is one."""

import pyotp
import pytest

from kapsurvey.fieldwork.second_factor import address_of, new_secret, step_of

# The secret and one of the moments of RFC 6238, appendix B; six digits of its eight.
SECRET, MOMENT, CODE = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1111111109, "081804"


def test_a_code_is_that_of_the_standard():
    assert step_of(SECRET, CODE, now=MOMENT) == 0x23523EC


@pytest.mark.parametrize("typed", ["081 804", " 081804 ", "081-804", "٠٨١٨٠٤"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert step_of(SECRET, typed, now=MOMENT) == 0x23523EC


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(seconds, good):
    assert (step_of(SECRET, CODE, now=MOMENT + seconds) is not None) == good


@pytest.mark.parametrize("typed", ["", "0", "081805", "81804", "0081804", "½", "\ud800", "x" * 10_000, "081804" * 9])
def test_nothing_else_is_a_code(typed):
    assert step_of(SECRET, typed, now=MOMENT) is None


def test_secrets_differ_and_hold_160_bits():
    assert new_secret() != new_secret() and len(new_secret()) == 32


def test_an_app_reads_the_secret_from_the_address():
    secret = new_secret()
    app = pyotp.parse_uri(address_of(secret, 7))
    assert app.secret == secret and "7" in app.name and app.issuer == "kapsurvey"
    assert step_of(secret, app.at(MOMENT), now=MOMENT) is not None
