"""Takes what a device collected: each item is stored exactly once, or kept whole for review with its reason.

An item is known by the token that the device made for it, and its content by a hash; whatever comes twice changes
nothing and is answered alike. All items of one delivery are stored in one transaction, which the caller commits before
anything is acknowledged.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from kapsurvey.fieldwork import study_keys
from kapsurvey.fieldwork.arrivals import Arrival, Delivery, is_number
from kapsurvey.fieldwork.bundles import CONFLICT, OTHER, STORED, Taken
from kapsurvey.fieldwork.checking import Wrong
from kapsurvey.store import field_queries, queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import AttemptRow, ConflictRow, DeviceRow, InterviewRow

Row = TypeVar("Row", InterviewRow, AttemptRow)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}(\.other)?")
_MOST_NAMES = 20
AGAIN = Wrong("again")
"""The same interview came before, with other content."""


def accept(connection: Connection, enumerator: int | None, delivery: Delivery, *, today: date) -> tuple[Taken, ...]:
    """Store what a delivery brought; what became of each line, in their order.

    ``enumerator`` is who delivers: items of anybody else are left alone. None may deliver everybody's.
    """
    settled = _settled(connection, [_own(one, enumerator) for one in delivery.arrived])
    _keep_for_review(connection, settled, today)
    _hear(connection, delivery, enumerator, today)
    return tuple(_told(one) for one in settled)


def _own(one: Arrival | Taken, enumerator: int | None) -> Arrival | Taken:
    """What arrived, unless it is of another enumerator than this one."""
    if isinstance(one, Taken) or enumerator is None:
        return one
    whose = one.item.content.get("enumerator")
    return Taken(one.item.id, OTHER) if is_number(whose) and whose != enumerator else one


def _settled(connection: Connection, arrived: Sequence[Arrival | Taken]) -> list[Arrival | Taken]:
    """The arrivals once their rows stand: what stands already with other content does not become a row."""
    rows = [one.becomes for one in arrived if isinstance(one, Arrival)]
    interviews = [row for row in rows if isinstance(row, InterviewRow)]
    attempts = [row for row in rows if isinstance(row, AttemptRow)]
    standing = {
        InterviewRow: _stand(connection, interviews, field_queries.add_interviews, field_queries.interview_hash),
        AttemptRow: _stand(connection, attempts, field_queries.add_attempts, field_queries.attempt_hash),
    }
    return [_once(one, standing) if isinstance(one, Arrival) else one for one in arrived]


def _once(arrival: Arrival, standing: Mapping[type, Mapping[bytes, bytes | None]]) -> Arrival:
    row = arrival.becomes
    if isinstance(row, Wrong) or standing[type(row)][row.id] == row.content_hash:
        return arrival
    return replace(arrival, becomes=AGAIN)


def _stand(
    connection: Connection,
    rows: Sequence[Row],
    add: Callable[[Connection, Sequence[Row]], int],
    hash_of: Callable[[Connection, bytes], bytes | None],
) -> dict[bytes, bytes | None]:
    """Add the rows that are not there yet; the content hash that stands under each id afterwards."""
    first: dict[bytes, Row] = {}
    for row in rows:
        first.setdefault(row.id, row)
    # In one order wherever they come from: on PostgreSQL two deliveries of the same items would else wait for each
    # other's rows until one is thrown out.
    ordered = [first[known_by] for known_by in sorted(first)]
    if add(connection, ordered) == len(ordered):
        return {row.id: row.content_hash for row in ordered}
    return {row.id: hash_of(connection, row.id) for row in ordered}


def _keep_for_review(connection: Connection, settled: Sequence[Arrival | Taken], today: date) -> None:
    kept = {row.id: row for one in settled if isinstance(one, Arrival) for row in _conflict(one, today)}
    for known_by in sorted(kept):
        queries.add_conflict(connection, kept[known_by])


def _conflict(arrival: Arrival, today: date) -> Sequence[ConflictRow]:
    wrong, item, wave = arrival.becomes, arrival.item, arrival.wave
    if not isinstance(wrong, Wrong):
        return ()
    whose = item.content.get("enumerator")
    said: dict[str, object] = {"reason": wrong.reason, "names": _names(wrong)}
    said["enumerator"] = whose if is_number(whose) else None
    if wave is not None and wave.recipients:
        said["envelope"] = study_keys.seal(wave.recipients, item.plain)
    else:
        # Nobody is known who may read it: it stays under the seal that it came with, and can be handed in again.
        said.update(id=item.id, sealed=base64.b64encode(item.sealed).decode())
    # Made from its content: the same may come as often as it likes and is kept once.
    identity = hashlib.sha256(b"conflict/" + item.content_hash).digest()[:16]
    return (ConflictRow(identity, wave.id if wave else None, json.dumps(said, sort_keys=True), today),)


def _told(one: Arrival | Taken) -> Taken:
    if isinstance(one, Taken):
        return one
    if isinstance(one.becomes, Wrong):
        wrong = one.becomes
        return Taken(one.item.id, CONFLICT, one.item.receipt, wrong.reason, _names(wrong))
    return Taken(one.item.id, STORED, one.item.receipt)


def _names(wrong: Wrong) -> tuple[str, ...]:
    """Some of the names that a reason is about; what only stands where a name should could be an answer."""
    return tuple(name for name in wrong.names if _NAME.fullmatch(name))[:_MOST_NAMES]


def _hear(connection: Connection, delivery: Delivery, enumerator: int | None, today: date) -> None:
    """Keep what the device said of itself, for the enumerator whose items it holds."""
    whose = _whose(delivery) if enumerator is None else enumerator
    if delivery.report is not None and whose is not None:
        report = delivery.report
        field_queries.hear_of_device(connection, DeviceRow(report.device, whose, report.made, report.unsent, today))


def _whose(delivery: Delivery) -> int | None:
    """Whose items these are, where they are all of one enumerator."""
    said = [one.item.content.get("enumerator") for one in delivery.arrived if isinstance(one, Arrival)]
    numbers = {int(number) for number in said if number is not None and is_number(number)}
    return numbers.pop() if len(numbers) == 1 else None


@dataclass(frozen=True)
class Work:
    """How much of one enumerator's work is stored; never what was answered."""

    interviews: int
    attempts: int


def work_of(connection: Connection, enumerator: int) -> Work:
    """What is stored of an enumerator's work."""
    return Work(**field_queries.work(connection, enumerator))
