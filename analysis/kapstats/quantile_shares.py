"""Shares of a column at or below bounds, with their errors: what the limits of quantiles are made from.

The errors need the weight at or below each bound unit by unit and nothing else of the rows; for a column of few levels
that is in its table of units and levels, which holds the distribution as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes, Floats
from kapstats.design import SurveyDesign
from kapstats.domains import Cells, Domains, cells
from kapstats.inference import infer, unit_cells
from kapstats.items import Coded, Item, Items, tables
from kapstats.quantile_rules import Distribution, Rule
from kapstats.quantile_search import Observations
from kapstats.totals import Mean
from kapstats.units import Units
from kapstats.variance import UnitScores, at_once, unit_variance

LEVELS = ("math", "hf1", "school", "hf2", "hf3")
"""rules that look at distinct values and their weights only"""


@dataclass(frozen=True, eq=False)
class Sample:
    """A design split into domains, and its units, where its errors need no more (replicates, known totals)."""

    design: SurveyDesign
    split: Domains
    drawn: tuple[Units, Cells] | None

    @property
    def weights(self) -> Floats:
        """Of each row."""
        return self.design.weights


@dataclass(frozen=True, eq=False)
class Column:
    """One column of numbers, with its table (units, domains, levels) where it has few."""

    item: Item
    table: Floats | None
    n: Codes
    """rows with a value in each domain"""


@dataclass(frozen=True, eq=False)
class Below:
    """Shares at or below some bounds in one domain."""

    share: Floats
    covariance: Floats
    df: float

    @property
    def se(self) -> Floats:
        """Standard errors."""
        return np.sqrt(np.diag(self.covariance))


def sample_of(design: SurveyDesign, split: Domains) -> Sample:
    """The sample that quantiles are looked for in."""
    alone = design.replicates is None and not design.calibrations
    return Sample(design, split, unit_cells(design, split) if alone else None)


def columns_of(sample: Sample, found: Items) -> list[Column]:
    """The columns, with the tables of those that have few levels."""
    small = {place: item for place, item in enumerate(found.columns) if isinstance(item, Coded)}
    crossed = _whole(sample.split) if sample.drawn is None else sample.drawn[1]
    by_level = dict(tables(small, crossed, sample.weights))
    n = found.counts(_whole(sample.split))[0].astype(np.intp)
    return [Column(item, by_level.get(place), n[:, place]) for place, item in enumerate(found.columns)]


def _whole(split: Domains) -> Cells:
    return cells(np.zeros(len(split.codes), dtype=np.intp), 1, split)


def observed(sample: Sample, column: Column, domain: int, rule: Rule) -> Distribution | Observations:
    """The distribution in a domain: of levels where the rule and the column allow it, else of rows."""
    if isinstance(column.item, Coded) and column.table is not None and rule in LEVELS:
        weights = column.table[:, domain].sum(axis=0)
        return Distribution(column.item.levels[weights != 0], weights[weights != 0])
    return observed_rows(sample, column, domain)


def observed_rows(sample: Sample, column: Column, domain: int) -> Observations:
    """The rows of a domain that have a value."""
    values = column.item.values
    if sample.split.n == 1 and sample.split.complete:
        return Observations(values, sample.weights)
    inside = sample.split.codes == domain
    return Observations(values[inside], sample.weights[inside])


def below(sample: Sample, columns: Sequence[Column], bounds: Sequence[Floats]) -> list[list[Below]]:
    """Shares of each column at or below its bounds, domain by domain; NaN in empty ones.

    bounds  for each column an array with one row a domain, one column a bound.
    """
    if sample.drawn is None:
        domains = range(sample.split.n)
        pairs = list(zip(columns, bounds, strict=True))
        return [[below_in(sample, column, domain, own[domain]) for domain in domains] for column, own in pairs]
    units, crossed = sample.drawn
    sums = _unit_sums(sample, columns, crossed, bounds)
    return [_shares(sample.design, units, under, valid) for under, valid in sums]


def _shares(design: SurveyDesign, units: Units, under: Floats, valid: Floats) -> list[Below]:
    """From weights at or below each bound (units, domains, bounds) and of all values (units, domains)."""
    whole = valid.sum(axis=0)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = under.sum(axis=0) / whole
        scores = np.nan_to_num((under - share * valid[:, :, None]) / whole)
    domain = np.repeat(np.arange(len(share)), share.shape[1])
    found = unit_variance(design, units, UnitScores(at_once(scores.reshape(units.n, -1)), valid > 0, domain))
    blocks = found.covariance.reshape(share.shape * 2)
    df = found.df.reshape(share.shape)[:, 0]
    return [Below(share[d], blocks[d, :, d], df[d]) for d in range(len(share))]


def _unit_sums(
    sample: Sample, columns: Sequence[Column], crossed: Cells, bounds: Sequence[Floats]
) -> Iterator[tuple[Floats, Floats]]:
    """Weights of each column at or below each bound (units, domains, bounds) and of all values (units, domains)."""
    plain = [place for place, column in enumerate(columns) if column.table is None]
    sliced = {place: _slices(sample, columns[place].item.values, bounds[place]) for place in plain}
    found = dict(tables({place: slices for place, (slices, _) in sliced.items()}, crossed, sample.weights))
    for place, (column, own) in enumerate(zip(columns, bounds, strict=True)):
        if isinstance(column.item, Coded) and column.table is not None:
            table, marks = column.table, column.item.levels[None, :, None] <= own[:, None, :]
        else:
            slices, last = sliced[place]
            table, marks = found[place], slices.levels[None, :, None] <= last[:, None, :]
        yield np.einsum("udl,dlb->udb", table, marks.astype(np.float64)), table.sum(axis=2)


def _slices(sample: Sample, values: Floats, bounds: Floats) -> tuple[Coded, Codes]:
    """Values as the number of their domain's bounds that they exceed; and the last such number at or below each bound.

    The order of the bounds does not matter, nor whether some are equal.
    """
    own = bounds.T if sample.split.n == 1 else bounds[sample.split.codes].T
    small = bounds.shape[1] < np.iinfo(np.int8).max
    codes = np.zeros(len(values), dtype=np.int8) if small else np.zeros(len(values), dtype=np.intp)
    for bound in own:
        codes += (values > bound).view(np.int8)
    np.copyto(codes, bounds.shape[1] + 1, where=np.isnan(values))
    exceeded = (bounds[:, :, None] > bounds[:, None, :]).sum(axis=2)
    return Coded(codes, np.arange(bounds.shape[1] + 1, dtype=np.float64)), exceeded


def below_in(sample: Sample, column: Column, domain: int, bounds: Floats) -> Below:
    """Shares at or below any number of bounds in one domain."""
    values = column.item.values
    inside = (sample.split.codes == domain) & ~np.isnan(values)
    if not inside.any():
        unknown = np.full(len(bounds), np.nan)
        return Below(unknown, np.full((len(bounds),) * 2, np.nan), np.nan)
    found = infer(sample.design, Mean((values[:, None] <= bounds).astype(np.float64)), inside[:, None])
    return Below(found.estimate, found.covariance, float(found.df[0]))
