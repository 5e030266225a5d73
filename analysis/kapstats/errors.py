"""What can go wrong with a design or an estimate, and what a reader of the numbers should be told."""


class DesignError(ValueError):
    """A design that cannot be right: says which column is wrong, how, and what to do."""

    def __init__(self, column: str, wrong: str, remedy: str):
        super().__init__(f"{column}: {wrong}: {remedy}")
        self.column, self.wrong, self.remedy = column, wrong, remedy


class EstimationError(ValueError):
    """An estimate that cannot be made from this design: says of which column, why, and what to do."""

    def __init__(self, column: str, wrong: str, remedy: str):
        super().__init__(f"{column}: {wrong}: {remedy}")
        self.column, self.wrong, self.remedy = column, wrong, remedy


class StatisticalWarning(UserWarning):
    """A number that stands, with a caveat its reader should know."""


class EqualWeights(StatisticalWarning):
    """Neither weights nor population sizes were given: every row counts the same."""


class LonelyStrata(StatisticalWarning):
    """Strata with one cluster have no variance of their own; the design's rule supplied or left out theirs."""


class ReplicatesDropped(StatisticalWarning):
    """Some replicates gave no number (an empty domain, a model that did not converge) and were left out."""


class PopulationIgnored(StatisticalWarning):
    """Replicates of a kind that cannot know how much of a finite population was drawn."""


class WeightsBelowZero(StatisticalWarning):
    """Some calibrated weights fell below zero: the sums hold, but a row cannot stand for fewer than nobody."""


class WeightsAtBound(StatisticalWarning):
    """Some calibrated weights ran to a bound: the totals hold only because it cut them off."""


class JackknifedQuantiles(StatisticalWarning):
    """Errors of quantiles taken from jackknife replicates, which do not come nearer the truth in larger samples."""


class ReplicatesSeparated(StatisticalWarning):
    """In some replicates a predictor tells the outcome with certainty: a coefficient runs towards infinity there."""
