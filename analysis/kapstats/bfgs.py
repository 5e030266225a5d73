"""The variable metric method of Nash 1990 ("Compact Numerical Methods for Computers", 2nd ed., algorithm 21).

R's optim() follows it, and numbers that R leaves some figures short of the optimum are only met on the same path.
"""

from collections.abc import Callable

import numpy as np

from kapstats.arrays import Floats

SHORTER = 0.2
"""factor on a step that does not gain enough"""
ENOUGH = 1e-4
"""share of the gain that the slope promises"""
OFFSET = 10.0
"""changes that rounding loses beside this are none"""
STEPS = 100
DIFFERENCE = 1e-3
"""step of the differences that R's Hessians are made of"""

Value = Callable[[Floats], float]
Gradient = Callable[[Floats], Floats]


def minimum(start: Floats, value: Value, gradient: Gradient, tolerance: float) -> Floats:
    """Where a function is least; ends when a step gains less than ``tolerance`` as a share of its value."""
    point, at, slope = start, value(start), gradient(start)
    metric, age = np.eye(len(start)), 0
    for _ in range(STEPS):
        step, there = _searched(point, at, slope, -metric @ slope, value)
        gain = at - there
        enough = abs(gain) > tolerance * (abs(at) + tolerance)
        point, at = point + step, there
        if enough:
            change = gradient(point) - slope
            slope = slope + change
            metric, age = _updated(metric, step, change, age)
        elif age == 0:
            break
        else:
            metric, age = np.eye(len(start)), 0
    return point


def hessian(point: Floats, gradient: Gradient) -> Floats:
    """Second derivatives, by central differences of the gradient."""
    steps = DIFFERENCE * np.eye(len(point))
    rows = np.array([(gradient(point + step) - gradient(point - step)) / (2 * DIFFERENCE) for step in steps])
    return np.asarray((rows + rows.T) / 2, dtype=np.float64)


def _searched(point: Floats, at: float, slope: Floats, direction: Floats, value: Value) -> tuple[Floats, float]:
    """A step in the direction that gains, and the value there; no step where none does."""
    promised, length = float(direction @ slope), 1.0
    while promised < 0 and (OFFSET + point != OFFSET + point + length * direction).any():
        there = value(point + length * direction)
        if np.isfinite(there) and there <= at + ENOUGH * length * promised:
            return length * direction, there
        length *= SHORTER
    return np.zeros_like(point), at


def _updated(metric: Floats, step: Floats, change: Floats, age: int) -> tuple[Floats, int]:
    """The metric after a step, and how many steps it has seen; a new one where it would not stay positive."""
    bend = float(step @ change)
    if bend <= 0 or age >= 2 * len(step):
        return np.eye(len(step)), 0
    turned = metric @ change
    scale = 1 + float(turned @ change) / bend
    crossed = np.outer(step, turned)
    return metric + (scale * np.outer(step, step) - crossed - crossed.T) / bend, age + 1
