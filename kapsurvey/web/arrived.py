"""What became of a file that was handed in, in words for whoever handed it in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kapsurvey.fieldwork.bundles import CONFLICT, OTHER, STORED, UNREADABLE, Taken


def _(source: str) -> str:
    """Mark a sentence for extraction; it is translated where it is shown."""
    return source


RESULTS: Mapping[str, str] = {
    STORED: _("Stored: %(n)s"),
    CONFLICT: _("Kept for review: %(n)s"),
    OTHER: _("Not taken, of somebody else: %(n)s"),
    UNREADABLE: _("Not taken, unreadable: %(n)s"),
}
ADVICE: Mapping[str, str] = {
    CONFLICT: _(
        "What is kept for review is safe here. Please tell the researchers; nothing more is left for you to do."
    ),
    OTHER: _("Who collected these must hand them in, or a researcher."),
    UNREADABLE: _("The file was damaged on its way, or is of another survey. Keep it, and write it anew on the phone."),
}


@dataclass(frozen=True)
class Arrived:
    """What is shown: a sentence for each result with its number, advice, and which lines were not stored."""

    counts: Sequence[tuple[str, int]]
    advice: Sequence[str]
    whole: bool
    """Whether everything was stored or is kept."""


def arrived(items: Sequence[Taken]) -> Arrived:
    """What to show of what came of each line."""
    counted = Counter(one.result for one in items)
    found = [result for result in RESULTS if counted[result]]
    advice = [ADVICE[result] for result in found if result in ADVICE]
    return Arrived([(RESULTS[result], counted[result]) for result in found], advice, set(found) <= {STORED, CONFLICT})
