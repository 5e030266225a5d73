"""The second factor of researchers: six digits that an app on their phone makes anew every half minute."""

import hmac

import pyotp

ISSUER = "kapsurvey"
_DIGITS = 6
# A phone's clock may be half a minute off, and reading and typing take their time.
_STEPS_OFF = 1


def new_secret() -> str:
    """A secret for the app: 160 random bits."""
    return pyotp.random_base32()


def address_of(secret: str, number: int) -> str:
    """The secret as an ``otpauth`` address, which the app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=f"staff {number}", issuer_name=ISSUER)


def step_of(secret: str, typed: str, *, now: float) -> int | None:
    """The step of time that a code belongs to, or None where it is no code of this minute.

    Whoever takes the code keeps the step: a code of that step or an earlier one is no good a second time.
    """
    code = "".join(str(int(sign)) for sign in typed[:40] if sign.isdecimal())
    app = pyotp.TOTP(secret)
    here = int(now) // app.interval
    steps = range(here - _STEPS_OFF, here + _STEPS_OFF + 1)
    found = [step for step in steps if hmac.compare_digest(app.generate_otp(step), code)]
    return found[-1] if found and len(code) == _DIGITS else None
