"""Means and covariances of items in every group, and their covariance by the design."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes, Floats
from kapstats.design import SurveyDesign
from kapstats.inference import Inferred, infer
from kapstats.scales.answers import Answers
from kapstats.scales.factor_layout import Matrices
from kapstats.scales.factor_likelihood import Moments


@dataclass(frozen=True, eq=False)
class ItemMoments:
    """Means, then covariances (the upper triangle, divided by the sum of the weights)."""

    values: Floats
    """shape (rows, items); NaN in the whole row where one is missing"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (items + items (items + 1) / 2,)."""
        used, share = self._shares(weights)
        mean = share @ used
        apart = used - mean
        covariance = (apart * share[:, None]).T @ apart
        return np.concatenate([mean, covariance[triangle(len(mean))]])

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(distance - moment) / sum(w)."""
        items = self.values.shape[1]
        whole = ~np.isnan(self.values[:, 0])
        apart = np.where(whole[:, None], self.values, estimate[:items]) - estimate[:items]
        rows, columns = triangle(items)
        products = np.where(whole[:, None], apart[:, rows] * apart[:, columns] - estimate[items:], 0.0)
        return np.hstack([apart, products]) / float(weights[whole].sum())

    def _shares(self, weights: Floats) -> tuple[Floats, Floats]:
        used = (weights != 0) & ~np.isnan(self.values[:, 0])
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.values[used], weights[used] / weights[used].sum()


def moments(design: SurveyDesign, asked: Answers) -> tuple[tuple[Moments, ...], Inferred]:
    """Of every group, people counted in weights that are one on average; and all moments with their covariance."""
    found = infer(design, ItemMoments(asked.values), asked.split.domains)
    inside = asked.split.domains & asked.whole[:, None]
    weight = design.weights @ inside
    scale = inside.sum() / weight.sum()
    items = len(asked.names)
    parts = found.estimate.reshape(len(weight), -1)
    return tuple(
        Moments(_square(part[items:], items), part[:items], float(scale * own))
        for part, own in zip(parts, weight, strict=True)
    ), found


def triangle(items: int) -> tuple[Codes, Codes]:
    """Places of the covariances."""
    return np.triu_indices(items)


def weight_of(at: Matrices, n: float) -> Floats:
    """Information that n people hold of the moments, if items are normal (Browne 1974, S Afr Stat J 8: 1-24)."""
    inverse = np.linalg.inv(at.covariance())
    items = len(inverse)
    rows, columns = triangle(items)
    twice = np.where(rows == columns, 0.5, 1.0)
    crossed = inverse[np.ix_(rows, rows)] * inverse[np.ix_(columns, columns)]
    crossed = crossed + inverse[np.ix_(rows, columns)] * inverse[np.ix_(columns, rows)]
    found = np.zeros((items + len(rows), items + len(rows)))
    found[:items, :items] = inverse
    found[items:, items:] = crossed * twice * twice[:, None]
    return np.asarray(n * found)


def _square(values: Floats, items: int) -> Floats:
    found = np.zeros((items, items))
    found[triangle(items)] = values
    return np.asarray(found + np.triu(found, 1).T)
