"""What one item that arrived becomes: the row to store, or why it cannot stand."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kapsurvey.fieldwork.bundles import Item, Report, Taken, day_of, is_device, lines_of, open_line
from kapsurvey.fieldwork.checking import Checks, Wrong
from kapsurvey.fieldwork.documents import as_received
from kapsurvey.fieldwork.finishing import ENDS
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.server_key import ServerKey
from kapsurvey.fieldwork.strict_json import Object
from kapsurvey.fieldwork.waves import Wave, wave_of
from kapsurvey.questionnaire.portable import from_json
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import AttemptRow, InterviewRow
from kapsurvey.store.tables import ATTEMPTS, HAND_OVERS, OUTCOMES

_ID = re.compile(r"[0-9a-f]{32}")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
Find = Callable[[], Connection]
_MOST = 2**31 - 1
"""The largest number that fits into a column of either database."""


@dataclass(frozen=True)
class Intake:
    """What items are taken with: the server's key, and the editions that were read so far, which never change."""

    key: ServerKey
    _checks: dict[tuple[str, str, bool, bool], Checks] = field(default_factory=dict, repr=False)
    _waves: dict[str, tuple[Wave, date]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, secret: Secret) -> "Intake":
        """What the server with this secret takes items with."""
        return cls(ServerKey.of(secret.key))

    def wave(self, find: Find, said: object) -> tuple[Wave, date] | None:
        """The wave that is named and the day it was opened, read once: whether it is still open nobody here asks."""
        if not isinstance(said, str) or not _ID.fullmatch(said):
            return None
        if said not in self._waves:
            row = queries.wave(find(), bytes.fromhex(said))
            if row is None:
                return None
            self._waves[said] = (wave_of(row), row.opened_on)
        return self._waves[said]

    def checks(self, find: Find, wave: Wave, content: Object) -> Checks | None:
        """The checks of the edition that was asked, or None where the wave's study has no such edition."""
        keys, handed_over = bool(wave.recipients), "block" in content["document"]
        known_by = (wave.study, content["fingerprint"], keys, handed_over)
        if known_by not in self._checks:
            row = queries.edition(find(), content["fingerprint"])
            if row is None or row.study != wave.study:
                return None
            asked = from_json(row.document).questionnaire
            self._checks[known_by] = Checks.of(asked, keys=keys, handed_over=handed_over)
        return self._checks[known_by]


@dataclass(frozen=True)
class Arrival:
    """One item, the wave that it names, and what it becomes."""

    item: Item
    wave: Wave | None
    becomes: InterviewRow | AttemptRow | Wrong


@dataclass(frozen=True)
class Delivery:
    """What came at once: each line in its order, and what the device said of itself."""

    arrived: Sequence[Arrival | Taken]
    report: Report | None = None


def delivered(intake: Intake, body: bytes, find: Find, *, today: date) -> Delivery:
    """The lines of a delivery, each opened and looked at on its own; nothing is stored yet.

    ``find`` gives a connection to look up a wave or an edition that nobody has named before. Raises
    BundleError("lines").
    """
    report, lines = lines_of(body)
    gate = Gate(intake, find, today)
    # One after the other from its seal to its row: an item is large for a processor's cache.
    return Delivery([gate.pass_through(line) for line in lines], report)


@dataclass(frozen=True)
class Gate:
    """Where items of one delivery are looked at, each on its own."""

    intake: Intake
    find: Find
    today: date

    def pass_through(self, line: bytes) -> Arrival | Taken:
        """What a line becomes."""
        item = open_line(self.intake.key, line)
        return item if isinstance(item, Taken) else self.look_at(item)

    def look_at(self, item: Item) -> Arrival:
        """What an item becomes."""
        content = item.content
        wrong = _misshapen(content)
        wave, opened_on = self.intake.wave(self.find, content.get("wave")) or (None, self.today)
        if wrong:
            return Arrival(item, wave, Wrong("shape", wrong))
        if wave is None:
            return Arrival(item, None, Wrong("wave"))
        if content["site"] is not None and content["site"] not in wave.sites:
            return Arrival(item, wave, Wrong("site"))
        day = self._day(content, opened_on)
        if content["kind"] == "attempt":
            return Arrival(item, wave, _attempt(item, wave, day))
        wrong_interview = self._wrong(content, wave)
        return Arrival(item, wave, wrong_interview or _interview(item, wave, day))

    def _day(self, content: Object, opened_on: date) -> date:
        """The day as the device gave it; of a clock that is off, the day of arrival."""
        said = day_of(content)
        return said if said and opened_on <= said <= self.today else self.today

    def _wrong(self, content: Object, wave: Wave) -> Wrong | None:
        if content["language"] not in wave.languages:
            return Wrong("language")
        document, outcome = content["document"], content["outcome"]
        checks = self.intake.checks(self.find, wave, content)
        if checks is None:
            return Wrong("edition")
        if outcome in ENDS:
            return Wrong("outcome") if document else None
        return checks.wrong(document, _around(content, wave), outcome=outcome)


def _around(content: Object, wave: Wave) -> Mapping[str, str | None]:
    """What conditions looked at on the device: the day too is the one that it had, right or wrong."""
    return {
        "today": content["date"],
        "mode": content["mode"],
        "wave": wave.name,
        "language": content["language"],
        "hand_over": content["hand_over"],
    }


def _interview(item: Item, wave: Wave, day: date) -> InterviewRow:
    content = item.content
    document = dict(content["document"])
    if document and content["date"] != day.isoformat():
        # Whoever reads the answers again must put the same day into the same conditions.
        document["today"] = content["date"]
    return InterviewRow(
        id=item.key,
        wave_id=wave.id,
        fingerprint=content["fingerprint"],
        mode=content["mode"],
        language=content["language"],
        outcome=content["outcome"],
        finished_on=day,
        document=as_received(document),
        content_hash=item.content_hash,
        site=content["site"],
        enumerator=content["enumerator"],
        hand_over=content["hand_over"],
    )


def _attempt(item: Item, wave: Wave, day: date) -> AttemptRow:
    content = item.content
    return AttemptRow(
        item.key, wave.id, content["site"], content["enumerator"], content["outcome"], day, item.content_hash
    )


def _misshapen(content: Object) -> tuple[str, ...]:
    """Names of what an item lacks, has too much of, or has of another kind than it should."""
    shape = _SHAPES.get(str(content.get("kind")))
    if shape is None:
        return ("kind",)
    if content.keys() != shape.keys():
        return tuple(sorted(content.keys() ^ shape.keys()))
    return tuple(sorted(name for name, fits in shape.items() if not fits(content[name])))


def _is(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda said: isinstance(said, str) and pattern.fullmatch(said) is not None


def _among(words: tuple[str | None, ...]) -> Callable[[object], bool]:
    return lambda said: (said is None or isinstance(said, str)) and said in words


def is_number(said: object) -> bool:
    """Whether this can be an enumerator's number, or another that counts."""
    return type(said) is int and 0 <= said <= _MOST


def _is_text(said: object) -> bool:
    return isinstance(said, str)


_SHARED: Mapping[str, Callable[[object], bool]] = {
    "kind": _is_text,
    "token": _is_text,
    "receipt_key": _is_text,
    "wave": _is(_ID),
    "enumerator": is_number,
    "site": lambda said: said is None or isinstance(said, str),
    "device": is_device,
    "sequence": is_number,
    "date": lambda said: day_of({"date": said}) is not None,
}
_SHAPES: Mapping[str, Mapping[str, Callable[[object], bool]]] = {
    "attempt": {**_SHARED, "outcome": _among(ATTEMPTS)},
    "interview": {
        **_SHARED,
        "fingerprint": _is(_FINGERPRINT),
        "language": _is_text,
        "mode": _among(("assisted",)),
        "hand_over": _among((None, *HAND_OVERS)),
        "outcome": _among(OUTCOMES),
        "document": lambda said: isinstance(said, dict),
    },
}
