"""Arrays by their content, and sums of rows that share a code."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Truths = npt.NDArray[np.bool_]


def sum_by(codes: Codes, values: Floats, size: int) -> Floats:
    """Sums of the rows of ``values`` (rows, columns) that share a code, shape (size, columns)."""
    if values.shape[1] == 1:
        return np.asarray(np.bincount(codes, values[:, 0], size)[:, None], dtype=np.float64)
    rows = len(codes)
    # One sparse product adds up all columns in one pass over the rows, which a grouped sum a column does not.
    shares = sparse.csr_array((np.ones(rows), codes, np.arange(rows + 1)), shape=(rows, size))
    return np.asarray(shares.T @ values, dtype=np.float64)


def weight_by(codes: Codes, weights: Floats | Truths, size: int = 0) -> Floats:
    """Sum of the weights of the rows that share a code; ``size`` counts codes that may not occur."""
    return np.asarray(np.bincount(codes, weights, size), dtype=np.float64)


def count_by(codes: Codes, marks: Truths, size: int) -> Codes:
    """How many marked rows share a code, shape (size, columns of ``marks``)."""
    counts = [np.bincount(codes[column], minlength=size) for column in marks.T]
    return np.stack(counts, axis=1).astype(np.intp)


def met_by(codes: Codes, marks: Truths, size: int) -> Truths:
    """Whether any marked row has a code, shape (size, columns of ``marks``)."""
    return np.stack([np.bincount(codes[column], minlength=size) > 0 for column in marks.T], axis=1)


def frozen(values: Floats) -> Floats:
    """The same numbers, read-only."""
    values = values.copy()
    values.flags.writeable = False
    return values
