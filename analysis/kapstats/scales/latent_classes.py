"""Latent classes: kinds of people who answer alike, found from their answers, as segments of an audience."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Codes, Floats, Truths, frozen
from kapstats.assemble import assembled, checked_level
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Estimates, Label
from kapstats.groups import Columns, levels, listed
from kapstats.inference import Inferred, infer
from kapstats.scales.latent_em import FIRST, LAST, Classes, Patterns, climbed, likelihood, patterns
from kapstats.scales.latent_statistic import LatentShares

SAME = 1e-3
"""of the log likelihood, within which two starts have come to the same top"""
LEAST = 50
"""people, below which a class is too small to be described"""


@dataclass(frozen=True)
class ClassFit:
    """How well the classes explain the patterns of answers."""

    loglik: float
    aic: float
    bic: float
    g2: float
    """likelihood ratio chi-square against free patterns, as if people had been drawn alike and alone"""
    chi2: float
    """Pearson's"""
    df: int
    parameters: int
    entropy: float
    """1 where every person's class is certain, 0 where none is; NaN for one class"""


@dataclass(frozen=True, eq=False, repr=False)
class LatentClasses:
    """Classes called "class 1", "class 2" ..., the largest first."""

    fit: ClassFit
    shares: Estimates
    """of the classes: found.shares["class 1"]"""
    answers: Estimates
    """in each class that is shown: found.answers["class 1", "price", 1]"""
    sizes: tuple[int, ...]
    """people who most likely belong to each class"""
    hidden: tuple[str, ...]
    """classes of too few people, whose answers are not shown"""
    identified: bool
    """the answers tell all parameters"""
    starts: int
    reached: int
    """starts that came to this top of the likelihood; if few did, ask for more"""
    n: int
    missing: int
    items: tuple[str, ...]
    levels: tuple[tuple[object, ...], ...]
    """answers to each item"""
    parameters: Classes
    """of all classes, for memberships(); those of small classes are not for showing"""

    def memberships(self, data: pd.DataFrame) -> pd.DataFrame:
        """Probability of each class for each row; NaN where an item is missing or was answered as nobody did before.

        Groups made of the most likely classes mix people of others among them, the more the lower the entropy.
        """
        codes = np.column_stack([_places(data, name, own) for name, own in zip(self.items, self.levels, strict=True)])
        lacking = np.asarray((codes < 0).any(axis=1, keepdims=True))
        asked = patterns(np.where(lacking, -1, codes), [len(own) for own in self.levels])
        found = self.parameters.memberships(asked.marks)
        padded = np.vstack([found, np.full((1, found.shape[1]), np.nan)])
        return pd.DataFrame(padded[asked.of_row], index=data.index, columns=named(found.shape[1]))

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={getattr(self.fit, name):.6g}" for name in ("loglik", "aic", "bic", "entropy"))
        hidden = f"\ntoo small to be shown: {', '.join(self.hidden)}" if self.hidden else ""
        return f"{self.shares}\n{told}, n={self.n}, reached by {self.reached} of {self.starts} starts{hidden}"


def named(classes: int) -> tuple[str, ...]:
    """Names of the classes, which no answer has."""
    return tuple(f"class {place + 1}" for place in range(classes))


def latent_classes(
    design: SurveyDesign,
    items: Columns,
    classes: int,
    *,
    starts: int = 20,
    seed: int = 1,
    least: int = LEAST,
    level: float = 0.95,
) -> LatentClasses:
    """Classes of people whose answers are independent once the class is known, in the population.

    items    two columns or more of codes or words; a row that lacks one leaves the domain.
    classes  how many; compare bic of several, and look whether the classes mean something.
    starts   random beginnings, drawn from ``seed``: the best end is kept. The same seed gives the same classes.
    least    people: of a class that fewer most likely belong to, the share is told and the answers are not.
    Weights enter as pseudo-likelihood, one on average. Errors are by the design; replicates climb anew from the classes
    of the whole sample, so that these keep their names. Shares of nobody or everybody have no error. aic, bic, g2 and
    chi2 are as if people had been drawn alike and alone.
    Raises EstimationError for more parameters than patterns can tell, for an item that all answer alike, and where
    nobody answered all.
    Source: Goodman 1974, Biometrika 61: 215-231; Patterson, Dayton & Graubard 2002, J Am Stat Assoc 97: 721-741
    (designs); Ramaswamy et al. 1993, Marketing Science 12: 103-124 (entropy).
    R: poLCA::poLCA(cbind(a, b, c) ~ 1, data, nclass, nrep = starts), of equal weights

    >>> from kapstats.examples import quiz
    >>> latent_classes(quiz(), ["price", "law", "fine"], 1, least=10).shares["class 1"].estimate
    1.0
    """
    checked_level(level)
    asked, known, names = _answers(design, items)
    parameters = _parameters(asked, names, classes, starts)
    inside = np.where(asked.of_row >= 0, design.weights, 0.0)
    n = int((asked.of_row >= 0).sum())
    counts = asked.counts(inside) * (n / inside.sum())
    best, reached = _best(asked, counts, classes, starts, seed)
    statistic = LatentShares(asked, best)
    found = infer(design, statistic)
    member = best.memberships(asked.marks)
    sizes = np.bincount(member.argmax(axis=1)[asked.of_row[asked.of_row >= 0]], minlength=classes)
    missing = int(design.counted.sum()) - n
    shown = [place for place in range(classes) if sizes[place] >= least]
    return LatentClasses(
        fit=_fit(asked, counts, best, parameters),
        shares=_shares(found, classes, n, missing, level),
        answers=_shown(found, names, known, classes, shown, n, missing, level),
        sizes=tuple(map(int, sizes)),
        hidden=tuple(name for place, name in enumerate(named(classes)) if place not in shown),
        identified=statistic.identified(inside, best),
        starts=starts,
        reached=reached,
        n=n,
        missing=missing,
        items=names,
        levels=known,
        parameters=Classes(frozen(best.shares), frozen(best.answers)),
    )


def _answers(design: SurveyDesign, items: Columns) -> tuple[Patterns, tuple[tuple[object, ...], ...], tuple[str, ...]]:
    """Patterns of the rows that count, and the answers that occur among them."""
    names = listed(items)
    if len(names) < 2 or len(set(names)) < len(names):
        wrong = f"are {len(set(names))} different items"
        raise EstimationError(", ".join(names), wrong, "give two or more, each once")
    if not design.counted.any():
        raise EstimationError("domain", "no row is left in it", "loosen the condition given to where()")
    coded = [levels(design.data, name) for name in names]
    used = design.counted & (np.column_stack([codes for _, codes in coded]) >= 0).all(axis=1)
    if not used.any():
        raise EstimationError(", ".join(names), "nobody in the domain answered all", "leave out items, or widen it")
    known, columns = [], []
    for name, (found, codes) in zip(names, coded, strict=True):
        occurring, places = np.unique(codes[used], return_inverse=True)
        if len(occurring) < 2:
            raise EstimationError(
                name, f"has the value {found[occurring[0]]!r} only", "leave it out, or widen the domain"
            )
        known.append(tuple(found[place] for place in occurring))
        columns.append(_where(used, places))
    return patterns(np.column_stack(columns), [len(own) for own in known]), tuple(known), names


def _where(used: Truths, places: Codes) -> Codes:
    found = np.full(len(used), -1, dtype=np.intp)
    found[used] = places
    return found


def _places(data: pd.DataFrame, name: str, known: tuple[object, ...]) -> Codes:
    return np.asarray(pd.Index(known, dtype=object).get_indexer(pd.Index(data[name], dtype=object)), dtype=np.intp)


def _parameters(asked: Patterns, names: tuple[str, ...], classes: int, starts: int) -> int:
    """How many are free; no more than patterns can tell."""
    if classes < 1 or starts < 1:
        raise EstimationError("classes", f"{classes} from {starts} starts cannot be", "ask for one or more of both")
    free = classes - 1 + classes * sum(size - 1 for size in asked.sizes)
    cells = int(np.prod(np.array(asked.sizes, dtype=np.float64)))
    if free > cells - 1:
        wrong = f"have {cells} patterns of answers, too few for {classes} classes"
        raise EstimationError(", ".join(names), wrong, "ask for fewer classes, or give more items")
    return free


def _best(asked: Patterns, counts: Floats, classes: int, starts: int, seed: int) -> tuple[Classes, int]:
    """The highest top that some start comes to, its classes in order, and how many starts came there."""
    random = np.random.default_rng(seed)
    once = 1 if classes == 1 else starts
    tops = [climbed(asked, counts, _drawn(random, asked, classes), FIRST) for _ in range(once)]
    values = [likelihood(asked, counts, top) for top in tops]
    best = climbed(asked, counts, tops[int(np.argmax(values))], LAST).ordered()
    highest = likelihood(asked, counts, best)
    reached = sum(value > highest - SAME for value in values)
    return best, starts if classes == 1 else reached


def _drawn(random: np.random.Generator, asked: Patterns, classes: int) -> Classes:
    answers = [random.dirichlet(np.ones(size), classes) for size in asked.sizes]
    return Classes(np.full(classes, 1 / classes), np.hstack(answers))


def _fit(asked: Patterns, counts: Floats, at: Classes, parameters: int) -> ClassFit:
    n, value = float(counts.sum()), likelihood(asked, counts, at)
    expected = n * at.joint(asked.marks).sum(axis=1)
    cells = float(np.prod(np.array(asked.sizes, dtype=np.float64)))
    g2 = 2 * float(counts @ np.log(counts / expected))
    chi2 = float(((counts - expected) ** 2 / expected).sum()) + n - float(expected.sum())
    df = int(min(round(n), cells - 1)) - parameters
    bic = parameters * float(np.log(n)) - 2 * value
    return ClassFit(value, 2 * parameters - 2 * value, bic, g2, chi2, df, parameters, _entropy(asked, counts, at))


def _entropy(asked: Patterns, counts: Floats, at: Classes) -> float:
    """1 - sum of -p log p over people and classes / (n log classes)."""
    if len(at.shares) == 1:
        return float("nan")
    member = at.memberships(asked.marks)
    lost = -(counts @ (member * np.log(np.maximum(member, 1e-300)))).sum()
    return float(1 - lost / (counts.sum() * np.log(len(at.shares))))


def _shares(found: Inferred, classes: int, n: int, missing: int, level: float) -> Estimates:
    own = Inferred(found.estimate[:classes], found.covariance[:classes, :classes], found.df[:classes])
    labels: list[tuple[Label, ...]] = [(("class", name),) for name in named(classes)]
    return assembled(labels, own, np.full(classes, float(n)), np.full(classes, float(missing)), level=level)


def _shown(
    found: Inferred,
    names: tuple[str, ...],
    known: tuple[tuple[object, ...], ...],
    classes: int,
    shown: list[int],
    n: int,
    missing: int,
    level: float,
) -> Estimates:
    """Answers in the classes that are large enough."""
    kinds = [(name, value) for name, own in zip(names, known, strict=True) for value in own]
    places = np.array([classes + place * len(kinds) + kind for place in shown for kind in range(len(kinds))], dtype=int)
    own = Inferred(found.estimate[places], found.covariance[np.ix_(places, places)], found.df[places])
    labels: list[tuple[Label, ...]] = [
        (("class", f"class {place + 1}"), ("variable", name), ("value", value))
        for place in shown
        for name, value in kinds
    ]
    return assembled(labels, own, np.full(len(places), float(n)), np.full(len(places), float(missing)), level=level)
