"""How far the waves have come, in numbers that may be shown: none of fewer people than the smallest group."""

from collections.abc import Mapping
from dataclasses import dataclass

from kapsurvey.fieldwork.waves import Wave, wave_of
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.tables import OUTCOMES


@dataclass(frozen=True)
class Progress:
    """One wave; there is no sum, since what is held back could be found by subtraction."""

    wave: Wave
    outcomes: Mapping[str, int | None]
    """Every outcome with how many interviews have it; None for fewer than the smallest group, none at all included."""
    conflicts: int
    """How much was kept apart and waits for a person to look at it; work to be done, and so told however few."""


def progress(connection: Connection, *, smallest_group: int) -> tuple[Progress, ...]:
    """Every wave, open ones first."""
    waves = sorted(map(wave_of, queries.waves(connection)), key=lambda wave: not wave.is_open)
    return tuple(_progress(connection, wave, smallest_group) for wave in waves)


def of_no_wave(connection: Connection) -> int:
    """How much was handed in for waves that are not known here, and waits for a person."""
    return queries.count_conflicts(connection, None)


def _progress(connection: Connection, wave: Wave, smallest_group: int) -> Progress:
    counts = queries.outcomes(connection, wave.id)
    shown = {name: n if (n := counts.get(name, 0)) >= smallest_group else None for name in OUTCOMES}
    return Progress(wave, shown, queries.count_conflicts(connection, wave.id))
