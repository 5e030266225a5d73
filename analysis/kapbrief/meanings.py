"""Which questions and which indicators mean the same in every language, as far as the tests of the scales tell."""

from collections.abc import Mapping, Sequence

from kapbrief.languages import Meaning
from kapbrief.scales import Scale

SERIOUS = (Meaning.DIFFERS, Meaning.SAME, Meaning.UNTESTABLE)
"""A question stands in several scales: one test that finds a difference is enough, and any test says more than none."""


def of_indicators(scales: Sequence[Scale]) -> Mapping[str, Meaning]:
    """By indicator of several questions; one of right answers differs as soon as one of its questions does."""
    return {scale.indicator.name: _serious([_of(scale, item) for item in scale.items]) for scale in scales}


def of_questions(scales: Sequence[Scale]) -> Mapping[str, Meaning]:
    """By question of a scale; a question that belongs to none cannot be tested."""
    found: dict[str, list[Meaning]] = {}
    for scale in scales:
        for item in scale.items:
            found.setdefault(item, []).append(_of(scale, item))
    return {item: _serious(meanings) for item, meanings in found.items()}


def _of(scale: Scale, item: str) -> Meaning:
    return Meaning.UNTESTABLE if scale.languages is None else scale.languages.of(item)


def _serious(meanings: Sequence[Meaning]) -> Meaning:
    return min(meanings, key=SERIOUS.index)
