"""A KAP study from its approached people to shares with limits, and the tests of its beliefs, equal to R's."""

import numpy as np
import pytest
from reference.kap import BELIEFS, HELD, approached, equal, people, told, weighted

from kapstats import independence, kish, mean, proportion, shares

KAP = told("kap_and_message")
PLACES = {
    "avoid_intent": ("avoid_intent", None),
    "bought_direct": ("bought_direct", None),
    "kc1": ("kc1", None),
    "bought_direct_city3_age55": ("bought_direct", "stratum == 'city3' and age_obs == '55+'"),
    "bh5_city3": ("bh5", "stratum == 'city3'"),
}
METHODS = {
    "ci_wald_t": "mean", "ci_logit_t": "logit", "ci_wilson_neff_t": "wilson", "ci_korn_graubard": "beta_capped",
    "ci_kg_survey": "beta",
}  # fmt: skip


def test_weights_lead_from_the_approached_to_the_population():
    known, raked = KAP["weights"], weighted()
    assert len(approached()) == known["n_approached"]
    equal(approached()["event"].sum(), known["sum_event_weight"])
    equal(raked.lineage[0].total, known["sum_person_weight_estimated_population"])
    equal(raked.weights[:5], known["raked"]["first5_weight"])
    equal(kish(raked.weights), known["raked"]["deff_kish"])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("limits", METHODS)
def test_shares_and_their_limits(place, limits):
    column, where = PLACES[place]
    design = people() if where is None else people().where(people().data.eval(where))
    found, wanted = proportion(design, column, method=METHODS[limits])[column], KAP["proportions"][place]
    equal([found.estimate, found.se, found.df, found.n], [wanted[name] for name in ("p", "se", "df", "n")])
    equal([found.low, found.high], wanted[limits])


def test_error_of_a_share_knows_the_raking():
    wanted = KAP["avoid_intent_se_with_raking_residuals"]
    found = mean(weighted(), "avoid_intent")["avoid_intent"]
    equal([found.estimate, found.se], [wanted["p"], wanted["se"]])


@pytest.mark.parametrize("number", range(6))
def test_beliefs_and_the_outcome_are_tested_for_independence(number):
    wanted = KAP["beliefs"][BELIEFS[number]]
    (found,) = independence(people(), HELD[number], "avoid_intent")
    keys = ("rao_scott_F", "rao_scott_ndf", "rao_scott_ddf", "rao_scott_p")
    equal([found.statistic, found.df, found.ddf, found.p_value], [wanted[key] for key in keys])


def test_shares_of_messengers():
    found = shares(people(), "messenger")
    wanted = {name.removeprefix("messenger"): share for name, share in KAP["messenger_weighted_share"].items()}
    errors = {name.removeprefix("messenger"): se for name, se in KAP["messenger_se"].items()}
    for row in found:
        value = str(dict(row.labels)["value"])
        equal([row.estimate, row.se], [wanted[value], errors[value]])
    assert len(found) == len(wanted)
    assert np.isclose(sum(wanted.values()), 1)
