"""Columns that say what others say already, of which no regression can tell the part."""

import numpy as np
from scipy import linalg

from kapstats.arrays import Floats
from kapstats.errors import EstimationError
from kapstats.model import Model

BLOCK = 32_768
APART = 1e-6
"""least eigenvalue of the columns' correlations that rules out, beyond rounding, that one is a sum of others"""
COLLINEAR = 1e-9
"""what is left of a column beside those before it, as a share of it, below which it is a sum of them"""


def independent(asked: Model, information: Floats) -> None:
    """No column is a sum of those before it; nor can one be where the information of a fit tells them well apart.

    Raises EstimationError that names the first which is.
    """
    if _apart(information):
        return
    alone = _left(asked.x) <= COLLINEAR * np.sqrt(np.sum(asked.x**2, axis=0))
    if alone.any():
        place = int(np.flatnonzero(alone)[0])
        same = (asked.x[:, place] == asked.x[0, place]).all()
        wrong = "has the same value in every row" if same else "says only what the predictors before it say"
        raise EstimationError(asked.names[place], wrong, "leave it out of the formula")


def _apart(information: Floats) -> bool:
    sizes = np.sqrt(np.maximum(np.diag(information), 0))
    if not (np.isfinite(information).all() and (sizes > 0).all()):
        return False
    return bool(linalg.eigvalsh(information / sizes / sizes[:, None])[0] > APART)


def _left(x: Floats) -> Floats:
    """Length of each column beside those before it: the diagonal of a QR decomposition, made block by block."""
    p = x.shape[1]
    triangle = np.zeros((0, p))
    for start in range(0, len(x), BLOCK):
        block = np.concatenate([triangle, x[start : start + BLOCK]])
        triangle = np.asarray(np.linalg.qr(block, mode="r"), dtype=np.float64)
    left = np.zeros(p)
    left[: len(triangle)] = np.abs(np.diag(triangle))
    return left
