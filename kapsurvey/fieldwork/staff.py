"""Members of staff: added, let in by password and second factor, disabled.

Passwords are made here and shown once; nobody chooses one, so none is in a dictionary or in use elsewhere.
"""

import secrets
from dataclasses import dataclass, field

from kapsurvey.errors import AccessError, KapsurveyError
from kapsurvey.fieldwork import second_factor
from kapsurvey.fieldwork.sealing import Secret, new_password
from kapsurvey.store import staff_queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import StaffRow

ENUMERATOR, RESEARCHER = "enumerator", "researcher"
HIGHEST_NUMBER = 999_999
LONGEST_NAME = 80
_SALT_BYTES = 16
_SEALED = "second factor"
# What a password is held against where nobody has the number: trying costs the same and fails.
_NOBODY = StaffRow(0, "", ENUMERATOR, b"nobody has this.", b"\0" * 32, None, 0)


@dataclass(frozen=True)
class Staff:
    """Somebody who works in the field or with its answers."""

    number: int
    name: str
    role: str
    disabled: bool = False

    @property
    def is_researcher(self) -> bool:
        """Whether they may take answers out of here."""
        return self.role == RESEARCHER


@dataclass(frozen=True)
class Access:
    """What lets somebody in, to be shown once."""

    password: str = field(repr=False)
    second_factor: str = field(repr=False)
    """The address that an app reads, or empty for those who need none."""


def staff_of(row: StaffRow) -> Staff:
    """A member of staff without what lets them in."""
    return Staff(row.number, row.name, row.role, row.disabled)


def add(connection: Connection, secret: Secret, staff: Staff) -> Access:
    """Add somebody; what lets them in.

    Raises KapsurveyError where the number is somebody's or cannot be one, or the name cannot be one.
    """
    _refuse_unusable(staff)
    row, access = _new_access(secret, staff)
    if not staff_queries.add_staff(connection, row):
        raise KapsurveyError("staff.there", number=staff.number)
    return access


def renew(connection: Connection, secret: Secret, number: int) -> Access:
    """New access instead of the old, for somebody disabled too; their visits end.

    Raises KapsurveyError where nobody has the number.
    """
    row, access = _new_access(secret, named(connection, number))
    staff_queries.renew_staff(connection, row)
    staff_queries.delete_staff_visits(connection, number)
    return access


def disable(connection: Connection, number: int) -> None:
    """Let somebody in no more, and end their visits; what they collected stays.

    Raises KapsurveyError where nobody has the number.
    """
    staff_queries.disable_staff(connection, named(connection, number).number)
    staff_queries.delete_staff_visits(connection, number)


def number_of(typed: str) -> int:
    """A number as typed, in digits of any script; zero, which nobody has, where it is none."""
    digits = "".join(str(int(sign)) for sign in typed[:40] if sign.isdecimal())
    number = int(digits or "0")
    return number if number <= HIGHEST_NUMBER else 0


def found(connection: Connection, number: int) -> StaffRow | None:
    """Whoever has a number, with what lets them in."""
    return staff_queries.staff(connection, number)


def named(connection: Connection, number: int) -> Staff:
    """Whoever has a number.

    Raises KapsurveyError where nobody has it.
    """
    # A database takes no number that is larger than its integers; nobody has one.
    row = staff_queries.staff(connection, number) if 1 <= number <= HIGHEST_NUMBER else None
    if row is None:
        raise KapsurveyError("staff.unknown", number=number)
    return staff_of(row)


def everybody(connection: Connection) -> tuple[Staff, ...]:
    """All members of staff, disabled ones too."""
    return tuple(staff_of(row) for row in staff_queries.all_staff(connection))


def has_password(secret: Secret, row: StaffRow | None, password: str) -> bool:
    """Whether a password is that of whoever was found; it takes the same time and memory where nobody was."""
    held = row or _NOBODY
    return secret.is_password(password, held.salt, held.password_hash) and row is not None


def admit(connection: Connection, secret: Secret, found: StaffRow, code: str, *, now: float) -> Staff:
    """Let somebody in whose password was right, with the code of their second factor if they have one.

    Raises AccessError where the code is wrong or was used, or they were disabled or their password renewed meanwhile.
    """
    row = staff_queries.staff_for_update(connection, found.number)
    if row is None or row.disabled or row.password_hash != found.password_hash:
        raise AccessError("staff")
    if row.second_factor is not None:
        _use(connection, row, secret.open(_SEALED, row.second_factor, bound_to=_place(row.number)), code, now=now)
    return staff_of(row)


def _use(connection: Connection, row: StaffRow, second: bytes, code: str, *, now: float) -> None:
    step = second_factor.step_of(second.decode(), code, now=now)
    if step is None or step <= row.last_step:
        raise AccessError("staff")
    staff_queries.set_last_step(connection, row.number, step)


def _new_access(secret: Secret, staff: Staff) -> tuple[StaffRow, Access]:
    password, salt, second, address = new_password(), secrets.token_bytes(_SALT_BYTES), None, ""
    if staff.is_researcher:
        made = second_factor.new_secret()
        second = secret.seal(_SEALED, made.encode(), bound_to=_place(staff.number))
        address = second_factor.address_of(made, staff.number)
    kept = secret.password_hash(password, salt)
    return StaffRow(staff.number, staff.name, staff.role, salt, kept, second, 0), Access(password, address)


def _place(number: int) -> bytes:
    """What a sealed second factor is bound to, so that it cannot be put beside another number."""
    return str(number).encode()


def _refuse_unusable(staff: Staff) -> None:
    if not 1 <= staff.number <= HIGHEST_NUMBER:
        raise KapsurveyError("staff.number_unusable", n=HIGHEST_NUMBER)
    if len(staff.name) > LONGEST_NAME or not staff.name.isprintable():
        raise KapsurveyError("staff.name_unusable", n=LONGEST_NAME)
