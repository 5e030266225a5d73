"""Latent classes: the reference values, and what must hold of any."""

import numpy as np
import pandas as pd
import pytest
from reference.scales import alike, read, scales

from kapstats import EstimationError, SurveyDesign, bootstrap, jackknife, latent_classes

SAMPLES = {
    "lca_carcinoma_k2": ("lca_carcinoma", 2),
    "lca_carcinoma_k3": ("lca_carcinoma", 3),
    "lca_cheating_k2": ("lca_cheating", 2),
}
NUMBERS = {"aic": "aic", "bic": "bic", "g2": "Gsq"}
"""which the log likelihood alone makes"""
SHARES = 1e-4
"""of poLCA's shares, which stop where the likelihood changes by less than 1e-10"""


@pytest.fixture(scope="module", params=SAMPLES)
def case(request):
    name, classes = SAMPLES[request.param]
    wanted = scales()[request.param]
    items = list(wanted["prob_category2_by_class"])
    return latent_classes(alike(read(name)), items, classes, least=1), wanted


def test_likelihood_and_what_is_made_of_it_are_the_references(case):
    found, wanted = case
    assert found.fit.loglik == pytest.approx(wanted["loglik"], rel=1e-6)
    for name, key in NUMBERS.items():
        assert getattr(found.fit, name) == pytest.approx(wanted[key], rel=1e-6), name
    assert (found.fit.parameters, found.fit.df) == (wanted["npar"], wanted["resid_df"])


def test_shares_are_the_references(case):
    found, wanted = case
    shares = found.shares.table["estimate"]
    np.testing.assert_allclose(shares, wanted["class_shares_sorted"], rtol=0, atol=SHARES)
    assert list(shares) == sorted(shares, reverse=True)
    # Of every person's shares, which stop where poLCA does.
    assert found.fit.entropy == pytest.approx(wanted["entropy_R2"], rel=SHARES)
    assert found.fit.chi2 == pytest.approx(wanted["Chisq"], rel=SHARES)


def test_answers_of_each_class_are_the_references(case):
    """In the carcinoma data some are those of nobody or everybody, for which the reference asks 1e-3."""
    found, wanted = case
    for item, told in wanted["prob_category2_by_class"].items():
        own = [found.answers[name, item, 2].estimate for name in (f"class {place + 1}" for place in range(len(told)))]
        np.testing.assert_allclose(own, told, rtol=0, atol=SHARES)


def test_every_start_comes_to_the_same_top(case):
    assert case[0].reached == case[0].starts == 20
    assert case[0].identified


TRUE_SHARES = [0.5, 0.3, 0.2]
TRUE_ANSWERS = np.array([[0.9, 0.85, 0.8, 0.9, 0.8], [0.2, 0.1, 0.9, 0.15, 0.85], [0.1, 0.15, 0.1, 0.2, 0.1]])
ITEMS = [f"q{place}" for place in range(5)]


def audience(n: int, seed: int) -> pd.DataFrame:
    """Three kinds of people, in buses of eight who are alike, with unequal weights."""
    random = np.random.default_rng(seed)
    bus = np.arange(n) // 8
    leaning = random.choice(3, bus.max() + 1, p=TRUE_SHARES)[bus]
    kind = np.where(random.random(n) < 0.3, leaning, random.choice(3, n, p=TRUE_SHARES))
    answers = (random.random((n, 5)) < TRUE_ANSWERS[kind]).astype(int)
    return pd.DataFrame(answers, columns=ITEMS).assign(bus=bus, weight=random.uniform(1, 3, n), kind=kind)


def drawn(n: int, seed: int) -> SurveyDesign:
    return SurveyDesign(audience(n, seed), weights="weight", clusters="bus")


def test_classes_that_were_made_are_found():
    found = latent_classes(drawn(4000, 1), ITEMS, 3)
    for place, name in enumerate(("class 1", "class 2", "class 3")):
        assert abs(found.shares[name].estimate - TRUE_SHARES[place]) < 4 * found.shares[name].se
        for item, truth in zip(ITEMS, TRUE_ANSWERS[place], strict=True):
            row = found.answers[name, item, 1]
            assert abs(row.estimate - truth) < 4 * row.se, (name, item)


def test_bic_asks_for_as_many_classes_as_there_are():
    bics = [latent_classes(drawn(4000, 1), ITEMS, classes, starts=5).fit.bic for classes in (1, 2, 3, 4)]
    assert int(np.argmin(bics)) == 2


def test_shares_add_up_and_errors_know_it():
    found = latent_classes(drawn(1200, 2), ITEMS, 3)
    assert found.shares.table["estimate"].sum() == pytest.approx(1)
    assert np.abs(found.shares.covariance.sum(axis=0)).max() < 1e-12
    of_item = found.answers.table.groupby(["class", "variable"])["estimate"].sum()
    np.testing.assert_allclose(of_item, 1)


def test_replicates_and_linearisation_agree():
    design = drawn(2400, 3)
    one, other = (latent_classes(each, ITEMS, 3) for each in (design, jackknife(design)))
    np.testing.assert_allclose(one.shares.table["estimate"], other.shares.table["estimate"], rtol=1e-9)
    np.testing.assert_allclose(one.shares.table["se"], other.shares.table["se"], rtol=0.05)
    np.testing.assert_allclose(one.answers.table["se"], other.answers.table["se"], rtol=0.05)


def test_people_asked_twice_count_once():
    data = audience(600, 3).assign(person=np.arange(600))
    once = latent_classes(SurveyDesign(data, weights="weight", clusters="person"), ITEMS, 3)
    twice = latent_classes(SurveyDesign(pd.concat([data, data]), weights="weight", clusters="person"), ITEMS, 3)
    np.testing.assert_allclose(once.shares.table["se"], twice.shares.table["se"], rtol=1e-6)
    assert twice.fit.loglik == pytest.approx(2 * once.fit.loglik)


def test_bootstrap_replicates_give_the_same_errors_twice():
    design = bootstrap(drawn(400, 4), 60, seed=2)
    one, other = (latent_classes(design, ITEMS, 2).shares for _ in range(2))
    assert one.table.equals(other.table)
    assert (one.table["se"] > 0).all()


def test_another_seed_comes_to_the_same_classes():
    one, other = (latent_classes(drawn(1200, 2), ITEMS, 3, seed=seed) for seed in (1, 99))
    np.testing.assert_allclose(one.answers.table["estimate"], other.answers.table["estimate"], atol=1e-8)


def test_words_are_answers_as_numbers_are():
    design = drawn(600, 5)
    words = design.data.assign(**{item: design.data[item].map({0: "no", 1: "yes"}) for item in ITEMS})
    one = latent_classes(design, ITEMS, 2)
    other = latent_classes(SurveyDesign(words, weights="weight", clusters="bus"), ITEMS, 2)
    assert one.fit == other.fit
    assert one.answers["class 1", "q0", 1].estimate == other.answers["class 1", "q0", "yes"].estimate


def test_weights_that_are_whole_numbers_repeat_rows():
    data = audience(400, 6).assign(w=np.arange(400) % 3 + 1.0)
    repeated = alike(data.loc[data.index.repeat(data["w"].astype(int))])
    one, other = latent_classes(SurveyDesign(data, weights="w"), ITEMS, 2), latent_classes(repeated, ITEMS, 2)
    np.testing.assert_allclose(one.shares.table["estimate"], other.shares.table["estimate"], atol=1e-8)
    assert one.fit.loglik / 400 == pytest.approx(other.fit.loglik / other.n)


def test_classes_of_few_people_are_told_and_not_shown():
    design = drawn(240, 7)
    found = latent_classes(design, ITEMS, 3, least=60)
    small = {f"class {place + 1}" for place, size in enumerate(found.sizes) if size < 60}
    assert small
    assert set(found.hidden) == small
    assert set(found.shares.table["class"]) == {"class 1", "class 2", "class 3"}
    assert set(found.answers.table["class"]) == {"class 1", "class 2", "class 3"} - small
    assert f"too small to be shown: {found.hidden[0]}" in repr(found)
    assert sum(found.sizes) == found.n


def test_no_class_is_shown_where_all_are_small():
    found = latent_classes(drawn(80, 7), ITEMS, 2, least=1000)
    assert (len(found.hidden), len(found.answers)) == (2, 0)


def test_memberships_are_probabilities_of_the_rows_that_answered_all():
    design = drawn(1200, 2)
    found = latent_classes(design, ITEMS, 3)
    data = design.data.assign(q0=design.data["q0"].where(design.data.index != 5))
    member = found.memberships(data)
    assert member.loc[5].isna().all()
    np.testing.assert_allclose(member.drop(index=5).sum(axis=1), 1)
    # Pseudo-likelihood: weighted, they add up to the shares.
    whole = found.memberships(design.data)
    np.testing.assert_allclose(np.average(whole, axis=0, weights=design.weights), found.shares.table["estimate"])
    assert (whole.to_numpy().argmax(axis=1) == design.data["kind"]).mean() > 0.8


def test_missing_answers_leave_the_domain():
    data = audience(600, 8)
    holes = data.assign(q1=data["q1"].where(np.arange(600) % 10 > 0))
    found = latent_classes(SurveyDesign(holes, weights="weight", clusters="bus"), ITEMS, 2)
    assert (found.n, found.missing) == (540, 60)
    same = latent_classes(SurveyDesign(data, weights="weight", clusters="bus").where(holes["q1"].notna()), ITEMS, 2)
    np.testing.assert_allclose(found.shares.table["se"], same.shares.table["se"])


def test_one_class_is_the_shares_of_the_answers():
    design = drawn(300, 9)
    found = latent_classes(design, ITEMS, 1)
    assert found.shares["class 1"].estimate == 1
    expected = np.average(design.data["q2"], weights=design.weights)
    assert found.answers["class 1", "q2", 1].estimate == pytest.approx(expected)
    assert np.isnan(found.fit.entropy)


@pytest.mark.parametrize(
    ("items", "classes", "message"),
    [
        (ITEMS[:3], 3, "q0, q1, q2: have 8 patterns of answers, too few for 3 classes"),
        (ITEMS[:1], 2, "q0: are 1 different items"),
        (["q0", "q1", "same"], 2, "same: has the value 1 only"),
        (ITEMS, 0, "classes: 0 from 20 starts cannot be"),
        (["q0", "nobody"], 1, "nobody in the domain answered all"),
    ],
)
def test_what_cannot_be_told_is_refused(items, classes, message):
    design = alike(audience(80, 1).assign(same=1, nobody=None))
    with pytest.raises(EstimationError, match=message):
        latent_classes(design, items, classes)
