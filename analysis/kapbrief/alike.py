"""Indicators that share a question are told of the same people: from their difference nobody's answers may follow.

Of an indicator of six questions and one of three among them, fewer people have the first or the second by a few who
left questions out; whoever subtracts the one from the other learns what these few know.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from kapbrief.answers import Floats, Truths
from kapbrief.scoring import Scores


def of_the_same_people(scores: Mapping[str, Scores], smallest: int) -> Mapping[str, Floats]:
    """The scores by indicator, without people who are few and have one indicator but not the other that shares a
    question with it; more people than that stay.
    """
    values = {name: found.values.copy() for name, found in scores.items()}
    pairs = [(name, other) for name in scores for other in partners(name, scores)]
    settled = False
    while not settled:
        settled = True
        for name, other in pairs:
            few = ~np.isnan(values[name]) & np.isnan(values[other])
            if 0 < few.sum() < smallest:
                values[name][few], settled = np.nan, False
    return values


def partners(name: str, scores: Mapping[str, Scores]) -> tuple[str, ...]:
    """Other indicators that share some of its questions, and not all: those of the same ones are told by the answer."""
    own = set(scores[name].items)
    return tuple(
        other for other, found in scores.items() if own & set(found.items) and own != set(found.items) and other != name
    )


def few_apart(people: Truths, others: Sequence[Truths], within: Truths, smallest: int) -> bool:
    """Whether among some people only a few are scored here and not there, or there and not here."""
    return any(
        0 < int((few & within).sum()) < smallest for other in others for few in (people & ~other, other & ~people)
    )
