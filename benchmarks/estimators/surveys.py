"""Surveys to measure with: respondents in clusters and strata, written as one file of doubles a column."""

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

ITEMS = tuple(f"q{number}" for number in range(1, 61))
NUMBERS = tuple(f"x{number}" for number in range(1, 7))
MARGINS = {"sex": 2, "age": 5, "school": 4}
STRATA = 6
GROUPS = 7
MISSING = 0.1

Floats = npt.NDArray[np.float64]


def write(folder: Path, rows: int, clusters: int) -> None:
    """A survey of so many respondents; every third item is a yes or no, the others have five answers."""
    random = np.random.default_rng(rows + clusters)
    cluster = random.integers(0, clusters, rows)
    effect = random.normal(0, 0.1, clusters)[cluster]
    _put(folder, "cluster", cluster)
    _put(folder, "stratum", cluster % STRATA)
    _put(folder, "weight", random.lognormal(0, 0.4, rows))
    _put(folder, "region", random.integers(0, GROUPS, rows))
    for name, groups in MARGINS.items():
        _put(folder, name, random.integers(0, groups, rows))
    slope = np.zeros(rows)
    for name in NUMBERS:
        values = random.normal(0, 1, rows) + effect
        slope += 0.2 * values
        _put(folder, name, values)
    _put(folder, "knows", random.random(rows) < 1 / (1 + np.exp(-slope)))
    for number, name in enumerate(ITEMS):
        answers = 2 if number % 3 == 0 else 5
        values = np.floor((random.random(rows) + effect).clip(0, 0.999) * answers)
        values[random.random(rows) < MISSING] = np.nan
        _put(folder, name, values)
    (folder / "known.json").write_text(json.dumps(_known(rows)))


def _known(rows: int) -> dict[str, dict[str, float]]:
    """Sizes of the groups of each margin, not those of the sample."""
    found = {}
    for name, groups in MARGINS.items():
        sizes = np.arange(groups) + 4.0
        found[name] = {str(group): float(size) for group, size in enumerate(rows * sizes / sizes.sum())}
    return found


def _put(folder: Path, name: str, values: npt.NDArray[np.generic]) -> None:
    values.astype(np.float64).tofile(folder / f"{name}.f8")


def read(folder: Path) -> dict[str, Floats]:
    """Every column."""
    return {path.stem: np.fromfile(path) for path in sorted(folder.glob("*.f8"))}


def frame(folder: Path) -> pd.DataFrame:
    """The survey as a table."""
    return pd.DataFrame(read(folder))


def known(folder: Path) -> dict[str, dict[object, float]]:
    """What rake() asks for."""
    told = json.loads((folder / "known.json").read_text())
    return {name: {float(group): size for group, size in sizes.items()} for name, sizes in told.items()}


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
