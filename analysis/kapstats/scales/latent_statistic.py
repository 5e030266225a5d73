"""Latent classes as a statistic of the weights: shares of classes and answers, and what each row does to them."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from kapstats.arrays import Floats
from kapstats.scales.latent_em import LAST, Classes, Patterns, climbed

NOBODY = 1e-7
"""a share of nobody or of everybody, which no small change of the weights moves"""
NULL = 1e-9
"""eigenvalue of the information, as a share of the largest, of directions that are none"""


@dataclass(frozen=True, eq=False)
class LatentShares:
    """Shares of the classes, then of the answers in each class."""

    patterns: Patterns
    start: Classes
    """of the whole sample: replicates climb from there, so that their classes keep their names"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (classes + classes * answers,)."""
        counts = self.patterns.counts(weights)
        if counts.sum() <= 0:
            return np.full(self.start.shares.size + self.start.answers.size, np.nan)
        found = climbed(self.patterns, counts / counts.sum(), self.start, LAST)
        return np.concatenate([found.shares, found.answers.ravel()])

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """Inverse observed information times the scores (Louis 1982, J R Stat Soc B 44: 226-233; Binder 1983)."""
        classes = len(self.start.shares)
        at = Classes(estimate[:classes], estimate[classes:].reshape(classes, -1))
        scores = self._complete(at)
        member = at.memberships(self.patterns.marks)
        mean = np.einsum("sc,scp->sp", member, scores)
        bread = linalg.pinvh(self._information(self.patterns.counts(weights), at), rtol=NULL)
        found = mean @ bread @ self._turned(at)
        padded = np.vstack([found, np.zeros((1, found.shape[1]))])
        return np.asarray(padded[self.patterns.of_row])

    def identified(self, weights: Floats, at: Classes) -> bool:
        """No parameter that is free to move is a combination of others."""
        values = linalg.eigvalsh(self._information(self.patterns.counts(weights), at))
        return int((values > NULL * values[-1]).sum()) >= self._moving(at)

    def _moving(self, at: Classes) -> int:
        """Free parameters that are not those of nobody or everybody."""
        inner = (at.answers > NOBODY).astype(np.float64)
        # Of each item one share is what the others leave.
        return len(at.shares) - 1 + int(inner.sum()) - len(at.shares) * len(self.patterns.sizes)

    def _complete(self, at: Classes) -> Floats:
        """Scores of logarithms of the shares if the class were known, shape (patterns, classes, parameters)."""
        classes, answers = at.answers.shape
        marks = self.patterns.marks
        found = np.zeros((len(marks), classes, classes + classes * answers))
        found[:, :, :classes] = np.eye(classes) - at.shares
        for place in range(classes):
            own = slice(classes + place * answers, classes + (place + 1) * answers)
            found[:, place, own] = marks - at.answers[place]
        return found

    def _information(self, counts: Floats, at: Classes) -> Floats:
        """What the classes would tell if they were known, less what not knowing them takes."""
        scores, member = self._complete(at), at.memberships(self.patterns.marks)
        mean = np.einsum("sc,scp->sp", member, scores)
        rows = scores.reshape(-1, scores.shape[2])
        weighted = rows * (counts[:, None] * member).reshape(-1, 1)
        missing = weighted.T @ rows - (mean * counts[:, None]).T @ mean
        sizes = (counts[:, None] * member).sum(axis=0)
        return np.asarray(self._spread(at, counts.sum(), sizes) - missing)

    def _turned(self, at: Classes) -> Floats:
        """From logarithms to shares."""
        return self._spread(at, 1.0, np.ones(len(at.shares)))

    def _spread(self, at: Classes, total: float, sizes: Floats) -> Floats:
        """diag(p) - p p' of each set of shares that adds up to one, times its size."""
        blocks = [total * (np.diag(at.shares) - np.outer(at.shares, at.shares))]
        item = self.patterns.item
        for size, own in zip(sizes, at.answers, strict=True):
            alike = np.where(item == item[:, None], np.outer(own, own), 0.0)
            blocks.append(size * (np.diag(own) - alike))
        return np.asarray(linalg.block_diag(*blocks))
