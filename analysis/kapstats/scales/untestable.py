"""Why something cannot be tested with the people there are."""

from enum import StrEnum


class Untestable(StrEnum):
    """A reason to give no number."""

    SMALL = "a group has fewer people than asked for"
    THIN = "the matched tables hold too few people for a chi-square (Mantel & Fleiss 1980)"
    RARE = "fewer than ten people gave the rarer answer for each predictor (Peduzzi et al. 1996)"
    SEPARATED = "the score or the group tells the answer with certainty"
    CLUSTERS = "the design leaves no degrees of freedom"
    CONSTANT = "an item, or a sum of items, does not vary in a group"
    UNIDENTIFIED = "there are too few items for so many factors"
    UNSETTLED = "the search for the best model does not come to rest"
    IMPROPER = "the best model has a variance below zero"
