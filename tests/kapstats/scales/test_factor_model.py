"""Factor models in one group and in several: the reference values, and what must hold of any."""

import numpy as np
import pandas as pd
import pytest
from reference.scales import AGREEABLE, agreeable, alike, read, scales

from kapstats import EstimationError, SurveyDesign, factor_model, invariance, jackknife
from kapstats.scales.factor_likelihood import distance
from kapstats.scales.factor_model import fitted, prepared

LAVAAN = {"rel": 1e-5}
ABILITIES = {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}
WANTED = scales()["holzinger_invariance_by_school"]
INDICES = {"chisq": "chisq", "p_value": "pvalue", **{name: name for name in ("df", "cfi", "tli", "rmsea", "srmr")}}


def pupils() -> SurveyDesign:
    return alike(read("invariance_holzinger"))


@pytest.fixture(scope="module")
def schools():
    return invariance(pupils(), ABILITIES, "school")


@pytest.mark.parametrize("step", WANTED)
def test_steps_of_invariance_are_the_references(schools, step):
    fit = schools[step].fit
    for name, key in (INDICES | {"aic": "aic", "bic": "bic"}).items():
        assert getattr(fit, name) == pytest.approx(WANTED[step][key], **LAVAAN), name


def test_differences_of_steps_are_the_references(schools):
    wanted = scales()["holzinger_lrt"]
    later = schools.steps[1:]
    assert [one.chisq_difference for one in later] == pytest.approx(wanted["chisq_diff"], **LAVAAN)
    assert [one.df_difference for one in later] == wanted["df_diff"]
    assert [one.p_difference for one in later] == pytest.approx(wanted["p"], **LAVAAN)


def test_schools_load_alike_and_their_means_must_not_be_compared(schools):
    assert (schools.verdict, schools.comparable) == ("metric", False)
    assert [one.holds for one in schools.steps] == [True, True, False, False]
    # Strictness costs less than 0.01 of CFI, but what it rests on has failed.
    assert schools["strict"].cfi_change > -0.01


def test_one_factor_is_the_references():
    wanted = scales()["bfi_agreeableness_A1_reversed"]
    found = factor_model(agreeable(), {"agreeable": AGREEABLE})
    for name in ("chisq", "df", "cfi", "tli", "rmsea", "srmr"):
        assert getattr(found.fit, name) == pytest.approx(wanted["fit"][name], **LAVAAN), name
    scale = np.sqrt(found.parameters["factor covariance", "agreeable"].estimate)
    loadings = [scale, *(scale * found.parameters["loading", item].estimate for item in AGREEABLE[1:])]
    assert loadings == pytest.approx(list(wanted["loadings"].values()), **LAVAAN)
    residuals = [found.parameters["residual variance", item].estimate for item in AGREEABLE]
    assert residuals == pytest.approx(list(wanted["residual_variances"].values()), **LAVAAN)


def drawn(n: int, seed: int, *, shift: float = 0.0, load: float = 0.8) -> pd.DataFrame:
    """Six items of two correlated factors in two groups; ``shift`` moves an intercept, ``load`` is a loading there."""
    random = np.random.default_rng(seed)
    group = np.arange(n) % 2
    first = random.normal(size=n) + 0.4 * group
    second = 0.5 * first + random.normal(size=n)
    columns = {f"u{item}": 0.8 * first + random.normal(size=n) for item in range(3)}
    columns |= {f"v{item}": 0.8 * second + random.normal(size=n) for item in range(3)}
    data = pd.DataFrame(columns).assign(group=np.array(["en", "vi"])[group])
    data["u1"] += shift * group + (load - 0.8) * first * group
    return data


TWO = {"first": ["u0", "u1", "u2"], "second": ["v0", "v1", "v2"]}


@pytest.mark.parametrize(
    ("changed", "verdict"), [({}, "strict"), ({"shift": 1.0}, "metric"), ({"shift": 1.0, "load": 2.4}, "configural")]
)
def test_what_was_made_different_is_found(changed, verdict):
    found = invariance(alike(drawn(3000, 1, **changed)), TWO, "group")
    assert found.verdict == verdict
    assert found.comparable == (verdict == "strict")


def test_parameters_come_near_the_truth():
    found = factor_model(alike(drawn(6000, 2)), TWO, by="group", equal="residuals").parameters
    truth = {
        ("loading", "u1", "vi"): 1.0,
        ("residual variance", "v2", "en"): 1.0,
        ("factor covariance", "first", "second", "en"): 0.32,
        ("factor mean", "first", "vi"): 0.32,
        ("factor mean", "second", "vi"): 0.16,
        ("intercept", "u0", "en"): 0.0,
    }
    for labels, value in truth.items():
        assert abs(found[labels].estimate - value) < 4 * found[labels].se, labels


def test_what_groups_share_is_one_number():
    found = factor_model(pupils(), ABILITIES, by="school", equal="intercepts").parameters
    for part, item in (("loading", "x2"), ("intercept", "x9")):
        one, other = (found[part, item, school] for school in ("Grant-White", "Pasteur"))
        assert (one.estimate, one.se) == (other.estimate, other.se)
    assert (
        found["residual variance", "x2", "Pasteur"].estimate != found["residual variance", "x2", "Grant-White"].estimate
    )
    with pytest.raises(KeyError):
        found["factor mean", "visual", "Grant-White"]


def test_nothing_gains_on_the_solution():
    asked = prepared(pupils(), ABILITIES, "school")
    plan, found = fitted(asked, "intercepts")

    def chisq(parameters):
        return sum(one.n * distance(one, at) for one, at in zip(asked.moments, plan.filled(parameters), strict=True))

    for step in 1e-4 * np.eye(plan.free):
        above, below = chisq(found.parameters + step), chisq(found.parameters - step)
        assert min(above, below) > found.chisq
        # The slope is nothing beside the bend.
        assert abs(above - below) < 1e-3 * (above + below - 2 * found.chisq)


def test_order_of_items_and_factors_changes_no_fit():
    turned = {"speed": ["x9", "x7", "x8"], "visual": ["x3", "x2", "x1"], "textual": ["x5", "x6", "x4"]}
    one, other = invariance(pupils(), ABILITIES, "school"), invariance(pupils(), turned, "school")
    names = ["chisq", "df", "cfi", "rmsea", "srmr", "scaled"]
    np.testing.assert_allclose(one.table[names], other.table[names], rtol=1e-7)


def test_normal_items_of_people_drawn_alike_need_no_correction():
    fit = factor_model(alike(drawn(4000, 3)), TWO).fit
    assert fit.correction == pytest.approx(1, abs=0.05)


def test_people_asked_twice_count_once():
    """Two like rows a cluster: chi-square doubles, and its correction takes that back."""
    data = read("invariance_holzinger").assign(one=1.0)
    once = factor_model(SurveyDesign(data, weights="one", clusters="id"), ABILITIES)
    twice = factor_model(SurveyDesign(pd.concat([data, data]), weights="one", clusters="id"), ABILITIES)
    assert twice.fit.chisq == pytest.approx(2 * once.fit.chisq)
    assert twice.fit.scaled == pytest.approx(once.fit.scaled)
    np.testing.assert_allclose(twice.parameters.table["se"], once.parameters.table["se"], rtol=1e-6)


def test_weights_that_are_whole_numbers_repeat_rows():
    data = drawn(300, 6).assign(w=np.arange(300) % 3 + 1.0)
    repeated = data.loc[data.index.repeat(data["w"].astype(int))]
    one, other = (factor_model(design, TWO) for design in (SurveyDesign(data, weights="w"), alike(repeated)))
    np.testing.assert_allclose(
        one.parameters.table["estimate"], other.parameters.table["estimate"], rtol=1e-7, atol=1e-9
    )
    assert one.fit.chisq == pytest.approx(other.fit.chisq / 2, rel=1e-7)


def test_linearised_errors_are_those_of_the_jackknife():
    design = alike(drawn(250, 7))
    one, other = (factor_model(each, TWO).parameters.table["se"] for each in (design, jackknife(design)))
    np.testing.assert_allclose(one, other, rtol=0.03)


@pytest.mark.parametrize(
    ("data", "least", "reason"),
    [
        (drawn(150, 8), 100, "SMALL"),
        (drawn(300, 8).assign(u1=lambda data: data["u1"].where(data["group"] == "en", 3.0)), 100, "CONSTANT"),
        (drawn(300, 8).assign(u2=lambda data: data["u0"] - data["u1"]), 100, "CONSTANT"),
    ],
)
def test_what_cannot_be_tested_says_why(data, least, reason):
    found = invariance(alike(data), TWO, "group", least=least)
    assert (found.verdict, found.reason.name, found.steps, found.comparable) == ("not testable", reason, (), False)


def test_factors_of_two_items_that_stand_alone_cannot_be_told():
    found = invariance(alike(drawn(400, 9)), {"u": ["u0", "u1"], "alone": ["v0"]}, "group")
    assert (found.verdict, found.reason.name) == ("not testable", "UNIDENTIFIED")


def test_variance_below_zero_is_not_testable():
    root = np.linalg.cholesky([[1, 0.8, 0.8], [0.8, 1, 0.4], [0.8, 0.4, 1]])
    heywood = pd.DataFrame(np.random.default_rng(10).normal(size=(400, 3)) @ root.T, columns=["a", "b", "c"])
    design = alike(heywood.assign(group=np.arange(400) % 2))
    assert not factor_model(design, {"f": ["a", "b", "c"]}).proper
    found = invariance(design, {"f": ["a", "b", "c"]}, "group")
    assert (found.verdict, found.reason.name) == ("not testable", "IMPROPER")


@pytest.mark.parametrize(
    ("factors", "by", "message"),
    [
        ({"f": ["u0", "u1"]}, None, "u0, u1: are 2 different items"),
        ({"f": ["u0", "u1", "v0"]}, "one", "one: has the value 1.0 only, so that there are no groups"),
        ({"f": ["u0"], "g": ["u1", "u2"]}, None, "factors: has 10 parameters, which 3 items cannot tell"),
        ({"f": ["u0", "u1", "same"]}, None, "same: has the same value in every row"),
    ],
)
def test_models_that_cannot_be_are_refused(factors, by, message):
    with pytest.raises(EstimationError, match=message):
        factor_model(alike(drawn(50, 3).assign(same=2.0)), factors, by=by)
