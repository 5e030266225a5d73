"""Classes behind answers: shares of the classes and of the answers in each, by the EM algorithm.

Given the class, answers are independent (Lazarsfeld & Henry 1968, "Latent Structure Analysis"; Goodman 1974, Biometrika
61: 215-231). Rows with the same answers are one pattern, whose weight is that of its rows, so that a step costs the
same for any sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes, Floats

FIRST, LAST = 1e-8, 1e-13
"""change of any share at which a first search ends, and at which the last does"""
ROUNDS = 20_000
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Patterns:
    """Answers that occur together."""

    marks: Floats
    """shape (patterns, answers): one for the answer given to each item, all answers of all items side by side"""
    of_row: Codes
    """the pattern of each row; -1 for rows that lack an answer or are not looked at"""
    sizes: tuple[int, ...]
    """answers that each item has"""

    @property
    def item(self) -> Codes:
        """The item of each answer."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def counts(self, weights: Floats) -> Floats:
        """Weight of each pattern."""
        used = self.of_row >= 0
        return np.asarray(np.bincount(self.of_row[used], weights[used], len(self.marks)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Classes:
    """The parameters."""

    shares: Floats
    """of the classes"""
    answers: Floats
    """shape (classes, answers): shares of the answers to each item in each class"""

    def joint(self, marks: Floats) -> Floats:
        """Probability of pattern and class, shape (patterns, classes)."""
        return np.asarray(np.exp(marks @ np.log(np.maximum(self.answers, TINY)).T) * self.shares)

    def memberships(self, marks: Floats) -> Floats:
        """Probability of each class given the pattern."""
        joint = self.joint(marks)
        return np.asarray(joint / np.maximum(joint.sum(axis=1, keepdims=True), TINY))

    def ordered(self) -> "Classes":
        """The largest class first; of classes of one size, by their answers."""
        keys = np.column_stack([-self.shares.round(9), -self.answers.round(9)])
        order = np.lexsort(keys.T[::-1])
        return Classes(self.shares[order], self.answers[order])


def patterns(codes: Codes, sizes: Sequence[int]) -> Patterns:
    """Of answers as places among those of their item, shape (rows, items); -1 in the whole row that is not used."""
    used = codes[:, 0] >= 0
    kinds, of_used = np.unique(codes[used], axis=0, return_inverse=True)
    of_row = np.full(len(codes), -1, dtype=np.intp)
    of_row[used] = of_used.ravel()
    marks = np.hstack([kinds[:, [item]] == np.arange(size) for item, size in enumerate(sizes)])
    return Patterns(marks.astype(np.float64), of_row, tuple(sizes))


def climbed(asked: Patterns, counts: Floats, at: Classes, enough: float) -> Classes:
    """Up by EM until no share changes by more, with leaps in the direction of two steps wherever these gain.

    (Squared extrapolation: Varadhan & Roland 2008, Scand J Stat 35: 335-353.)
    """
    for _ in range(ROUNDS):
        one = _stepped(asked, counts, at)
        two = _stepped(asked, counts, one)
        if np.abs(_flat(two) - _flat(one)).max() < enough:
            return two
        leap = _leap(_flat(at), _flat(one), _flat(two))
        there = Classes(leap[: len(at.shares)], leap[len(at.shares) :].reshape(at.answers.shape))
        gains = (leap >= 0).all() and likelihood(asked, counts, there) >= likelihood(asked, counts, two)
        at = there if gains else two
    return at


def likelihood(asked: Patterns, counts: Floats, at: Classes) -> float:
    """Its logarithm."""
    return float(counts @ np.log(np.maximum(at.joint(asked.marks).sum(axis=1), TINY)))


def _stepped(asked: Patterns, counts: Floats, at: Classes) -> Classes:
    joint = at.joint(asked.marks)
    weighted = joint * (counts / np.maximum(joint.sum(axis=1), TINY))[:, None]
    sizes = weighted.sum(axis=0)
    return Classes(sizes / counts.sum(), weighted.T @ asked.marks / np.maximum(sizes, TINY)[:, None])


def _leap(at: Floats, one: Floats, two: Floats) -> Floats:
    first, bend = one - at, two - 2 * one + at
    length = np.linalg.norm(first) / max(float(np.linalg.norm(bend)), TINY)
    return np.asarray(at + 2 * length * first + length**2 * bend)


def _flat(at: Classes) -> Floats:
    return np.concatenate([at.shares, at.answers.ravel()])
