"""Every statement about members of staff and their visits, a function each, as in ``queries``."""

from datetime import date

from sqlalchemy import bindparam, delete, false, insert, select, update

from kapsurvey.store import tables
from kapsurvey.store.asking import add, changed, every, one
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import StaffRow, StaffVisitRow

_STAFF = select(tables.staff).where(tables.staff.c.number == bindparam("key"))
_STAFF_FOR_UPDATE = _STAFF.with_for_update()
_ALL_STAFF = select(tables.staff).order_by(tables.staff.c.number)
_UPDATE_STAFF = update(tables.staff).where(tables.staff.c.number == bindparam("key"))
_RENEW_STAFF = _UPDATE_STAFF.values(
    {name: bindparam(name) for name in ("salt", "password_hash", "second_factor", "last_step", "disabled")}
)
_SET_LAST_STEP = _UPDATE_STAFF.values(last_step=bindparam("new_step"))
_DISABLE_STAFF = _UPDATE_STAFF.values(disabled=True)

_ADD_STAFF_VISIT = insert(tables.staff_visits)
_STAFF_OF_VISIT = (
    select(tables.staff)
    .join(tables.staff_visits)
    .where(
        tables.staff_visits.c.visit == bindparam("key"),
        tables.staff_visits.c.expires_on >= bindparam("today"),
        tables.staff.c.disabled == false(),
    )
)
_DELETE_STAFF_VISIT = delete(tables.staff_visits).where(tables.staff_visits.c.visit == bindparam("key"))
_DELETE_STAFF_VISITS = delete(tables.staff_visits).where(tables.staff_visits.c.number == bindparam("key"))


def add_staff(connection: Connection, row: StaffRow) -> bool:
    """Add a member of staff; ``False`` when the number is somebody's, which is then left as it is."""
    return add(connection, tables.staff, row)


def staff(connection: Connection, number: int) -> StaffRow | None:
    """A member of staff, to look at."""
    return one(connection, _STAFF, StaffRow, number)


def staff_for_update(connection: Connection, number: int) -> StaffRow | None:
    """A member of staff whom nobody else can change until this transaction ends."""
    return one(connection, _STAFF_FOR_UPDATE, StaffRow, number)


def all_staff(connection: Connection) -> tuple[StaffRow, ...]:
    """Everybody, in the order of their numbers."""
    return tuple(every(connection, _ALL_STAFF, StaffRow))


def renew_staff(connection: Connection, row: StaffRow) -> bool:
    """Write what lets somebody in, and whether it still does."""
    return changed(
        connection,
        _RENEW_STAFF,
        key=row.number,
        salt=row.salt,
        password_hash=row.password_hash,
        second_factor=row.second_factor,
        last_step=row.last_step,
        disabled=row.disabled,
    )


def set_last_step(connection: Connection, number: int, step: int) -> bool:
    """Keep which code of the second factor was used last."""
    return changed(connection, _SET_LAST_STEP, key=number, new_step=step)


def disable_staff(connection: Connection, number: int) -> bool:
    """Let somebody in no more; their visits end with ``delete_staff_visits``."""
    return changed(connection, _DISABLE_STAFF, key=number)


def add_staff_visit(connection: Connection, row: StaffVisitRow) -> None:
    """Begin a visit."""
    connection.run(_ADD_STAFF_VISIT, vars(row))


def staff_of_visit(connection: Connection, visit: bytes, today: date) -> StaffRow | None:
    """Whose visit this is, while its days are not over and its owner is not disabled."""
    found = every(connection, _STAFF_OF_VISIT, StaffRow, key=visit, today=today)
    return found[0] if found else None


def delete_staff_visit(connection: Connection, visit: bytes) -> bool:
    """End a visit."""
    return changed(connection, _DELETE_STAFF_VISIT, key=visit)


def delete_staff_visits(connection: Connection, number: int) -> int:
    """End every visit of somebody; how many there were."""
    return connection.run(_DELETE_STAFF_VISITS, {"key": number})
