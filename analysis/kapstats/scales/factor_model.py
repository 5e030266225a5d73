"""Confirmatory factor analysis: do the items go together as the factors say, in one group or in several?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from scipy import linalg

from kapstats.arrays import Codes, Floats
from kapstats.assemble import assembled, checked_level
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Estimates, Label
from kapstats.groups import Columns, listed
from kapstats.inference import Inferred
from kapstats.scales.answers import Answers, answers
from kapstats.scales.factor_fit import FactorFit, fit_of, robust
from kapstats.scales.factor_layout import Entry, Equal, Layout, Part, layout
from kapstats.scales.factor_likelihood import Moments, Solution, solved
from kapstats.scales.factor_moments import moments

Factors = Mapping[str, Columns]
CONSTANT = 1e-12
"""eigenvalue of an items' correlations below which an item is a sum of others"""


@dataclass(frozen=True, eq=False, repr=False)
class FactorModel:
    """A fitted model."""

    fit: FactorFit
    parameters: Estimates
    """free ones, with labels "part", "variable", "factor" and that of the group: found["loading", "x2"]"""
    proper: bool
    """no residual variance and no factor's variance is below zero"""
    equal: Equal
    groups: tuple[object, ...]
    n: tuple[int, ...]
    """people in each group, or in all"""
    missing: int

    def __repr__(self) -> str:
        caveat = "" if self.proper else "\nimproper: a variance is below zero"
        return f"{self.fit}\n{self.parameters}{caveat}"


@dataclass(frozen=True, eq=False)
class Asked:
    """Answers and moments that models of one set of factors are fitted to."""

    factors: tuple[str, ...]
    shape: tuple[tuple[int, ...], ...]
    """places of the items of each factor"""
    answers: Answers
    moments: tuple[Moments, ...]
    spread: Inferred


def factor_model(
    design: SurveyDesign,
    factors: Factors,
    *,
    by: str | None = None,
    equal: Equal = "nothing",
    level: float = 0.95,
) -> FactorModel:
    """A factor model of normal items by maximum likelihood, with means, in one group or in several.

    factors  items by the name of their factor, {"visual": ["x1", "x2", "x3"], ...}; the first carries its scale, with
             a loading of one. Factors are correlated, what is left of items is not. A row that lacks one leaves all.
    by       column of groups; ``equal`` says what they share: "nothing", "loadings", "intercepts" (and loadings; the
             means of the factors are then free but in the first group), "residuals" (and both).
    Moments are weighted, the weights one on average (pseudo-likelihood). chisq, p_value and the indices are as if
    people had been drawn alike and alone; ``scaled`` and p_scaled take in the design and items that are not normal, and
    so do the errors of the parameters.
    Raises EstimationError for constant items, for items that are sums of others, where there are too few items for so
    many parameters, and where the search does not come to rest.
    Source: Jöreskog 1971, Psychometrika 36: 409-426; Bentler 1990, Psychol Bull 107: 238-246 (CFI); Steiger 1998,
    Struct Equ Modeling 5: 411-419 (RMSEA of several groups); Oberski 2014, J Stat Softw 57(1) (designs).
    R: lavaan::cfa(model, data, group, group.equal)

    >>> from kapstats.examples import quiz
    >>> factor_model(quiz(), {"knowledge": ["price", "law", "fine"]}).parameters["loading", "law"].round(3)
    Estimate(1.098, se=0.375, low=0.274, high=1.923, df=11)
    """
    checked_level(level)
    if equal not in get_args(Equal):
        raise EstimationError("equal", f"{equal!r} is not known", f"choose one of {', '.join(get_args(Equal))}")
    asked = prepared(design, factors, by)
    varied(asked)
    return modelled(asked, equal, level)


def prepared(design: SurveyDesign, factors: Factors, by: str | None) -> Asked:
    """The items of the factors, in every group."""
    names = tuple(dict.fromkeys(item for own in factors.values() for item in listed(own)))
    asked = answers(design, names, by=by, least=3)
    if by is not None and len(asked.split.labels) < 2:
        only = dict(asked.split.labels[0]).get(by)
        raise EstimationError(by, f"has the value {only!r} only, so that there are no groups", "widen the domain")
    empty = [label for label, n in zip(asked.split.labels, people(asked), strict=True) if n < 2]
    if empty:
        raise EstimationError(str(by), f"has fewer than two people in {empty[0][0][1]!r}", "leave it out with where()")
    found, spread = moments(design, asked)
    shape = tuple(tuple(names.index(item) for item in listed(own)) for own in factors.values())
    return Asked(tuple(factors), shape, asked, found, spread)


def varied(asked: Asked) -> None:
    """Raises EstimationError where an item does not vary in a group, or says only what others say."""
    for label, one in zip(asked.answers.split.labels, asked.moments, strict=True):
        _varied(asked.answers.names, one, f" among {label[0][1]!r}" if label else "")


def _varied(names: Sequence[str], one: Moments, where: str) -> None:
    variances = np.diag(one.covariance)
    # A weighted mean of the same number may miss it by rounding.
    if (variances <= (CONSTANT * (1 + np.abs(one.mean))) ** 2).any():
        name = names[int(np.argmin(variances))]
        raise EstimationError(name, f"has the same value in every row{where}", "leave it out, or widen the domain")
    sd = np.sqrt(variances)
    if linalg.eigvalsh(one.covariance / sd / sd[:, None])[0] < CONSTANT:
        raise EstimationError(", ".join(names), f"are sums of one another{where}", "leave one out")


def fitted(asked: Asked, equal: Equal) -> tuple[Layout, Solution]:
    """The best model. Raises EstimationError where there is none to be told."""
    plan = layout(asked.shape, len(asked.answers.names), len(asked.moments), equal)
    items = plan.items
    room = len(asked.moments) * (items + items * (items + 1) // 2)
    found = solved(plan, asked.moments) if plan.free <= room else None
    if found is None or not found.identified:
        wrong = f"has {plan.free} parameters, which {items} items cannot tell"
        raise EstimationError("factors", wrong, "give each factor three items or more that go together")
    if not found.settled:
        raise EstimationError("factors", "have no best model that the search finds", "leave out items that do not fit")
    return plan, found


def modelled(asked: Asked, equal: Equal, level: float) -> FactorModel:
    """The model of items that were made ready."""
    plan, found = fitted(asked, equal)
    by_design = robust(plan, found, asked.moments, asked.spread.covariance)
    inside = people(asked.answers)
    missing = int(asked.answers.split.domains.sum() - inside.sum())
    return FactorModel(
        fit=fit_of(plan, found, asked.moments, by_design.correction),
        parameters=_estimates(asked, plan, found, by_design.covariance, inside, level),
        proper=proper(found),
        equal=equal,
        groups=tuple(label[0][1] for label in asked.answers.split.labels if label),
        n=tuple(int(n) for n in inside),
        missing=missing,
    )


def people(asked: Answers) -> Codes:
    """Those of each group who answered all."""
    return np.asarray((asked.split.domains & asked.whole[:, None]).sum(axis=0))


def proper(found: Solution) -> bool:
    """No variance is below zero."""
    return all((at.residuals >= 0).all() and linalg.eigvalsh(at.factors)[0] >= 0 for at in found.matrices)


def _estimates(asked: Asked, plan: Layout, found: Solution, covariance: Floats, n: Codes, level: float) -> Estimates:
    """Every free parameter in every group that has it."""
    entries = [(group, entry) for group, own in enumerate(plan.groups) for entry in own]
    places = np.array([entry.place for _, entry in entries])
    groups = [group for group, _ in entries]
    labels = [(*asked.answers.split.labels[group], *_label(asked, entry)) for group, entry in entries]
    df = np.full(len(entries), float(asked.spread.df.min()))
    inferred = Inferred(found.parameters[places], covariance[np.ix_(places, places)], df)
    domains = asked.answers.split.domains.sum(axis=0)
    return assembled(labels, inferred, n[groups].astype(float), (domains - n)[groups].astype(float), level=level)


def _label(asked: Asked, entry: Entry) -> tuple[Label, ...]:
    part: Part = entry.part
    match part:
        case "loading":
            names = asked.answers.names[entry.row], asked.factors[entry.column]
        case "factor covariance":
            names = asked.factors[entry.row], asked.factors[entry.column]
        case "factor mean":
            names = asked.factors[entry.row], ""
        case _:
            names = asked.answers.names[entry.row], ""
    return ("part", part), ("variable", names[0]), ("factor", names[1])
