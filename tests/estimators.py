"""Every public estimator asked once of the same sample, for the tests of what must hold for all of them."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass

import numpy as np
import pandas as pd

from kapstats import (
    Crosstab,
    Estimates,
    Regression,
    ReplicateWeights,
    SurveyDesign,
    aic,
    ciber,
    contrast,
    correlations,
    counts,
    covariances,
    cronbach_alpha,
    crosstab,
    dif_by_design,
    dif_logistic,
    dif_mantel_haenszel,
    difference_in_differences,
    differences,
    factor_model,
    goodness_of_fit,
    independence,
    invariance,
    item_statistics,
    latent_classes,
    mean,
    median,
    norm_gap,
    omega_total,
    ordinal_alpha,
    percentage_to_gain,
    polychoric,
    predict,
    presentation,
    proportion,
    proportional_odds,
    pseudo_r2,
    quantile,
    rank_test,
    ranking,
    ratio,
    regress,
    sample_alpha,
    shares,
    standardised_gains,
    t_test,
    term_test,
    total,
    variances,
)

COLUMNS = {"weights": "weight", "strata": "stratum", "clusters": "village"}
QUIZ = ["price", "law", "fine"]
CUTS = [-0.5, 0.1, 0.6]
ROOF = {"thatch": 0.4, "tile": 0.35, "tin": 0.25}

PIPED = "piped ~ rooms + size + offset(rooms / 10)"
NEIGHBOURS = pd.DataFrame({"rooms": [2.0, 5.0], "size": [4.0, 4.5], "roof": ["tin", "tile"]})

ESTIMATORS: dict[str, Callable[[SurveyDesign], object]] = {
    "aic": lambda design: aic(regress(design, PIPED, "binomial")),
    "ciber": lambda design: ciber(design, "size", ["income", "rooms"], maximum=20),
    "contrast": lambda design: contrast(mean(design, ["income", "rooms"]), "income / rooms"),
    "correlations": lambda design: correlations(design, ["income", "rooms"], by="piped"),
    "counts": lambda design: counts(design, "roof"),
    "covariances": lambda design: covariances(design, ["income", "rooms"]),
    "cronbach_alpha": lambda design: cronbach_alpha(design, ["income", "rooms", "size"]),
    "crosstab": lambda design: crosstab(design, "roof", "piped"),
    "dif_by_design": lambda design: dif_by_design(design, ["piped", *QUIZ], "roof", least=20),
    "dif_logistic": lambda design: dif_logistic(design, ["piped", *QUIZ], "roof", least=20),
    "dif_mantel_haenszel": lambda design: dif_mantel_haenszel(design, ["piped", *QUIZ], "roof", least=20),
    "difference_in_differences": lambda design: difference_in_differences(design, "size", wave="piped", group=QUIZ[0]),
    "differences": lambda design: differences(mean(design, "income", by="roof"), "roof"),
    "factor_model": lambda design: factor_model(design, {"wealth": ["income", "rooms", "size"]}, by="piped"),
    "goodness_of_fit": lambda design: goodness_of_fit(design, "roof", ROOF),
    "independence": lambda design: [independence(design, "roof", "piped", statistic=s) for s in ("F", "adjWald")],
    "invariance": lambda design: invariance(design, {"wealth": ["income", "rooms", "size"]}, "piped", least=50),
    "item_statistics": lambda design: item_statistics(design, ["income", "rooms", "size"]),
    "latent_classes": lambda design: latent_classes(design, ["piped", "roof", *QUIZ], 2, starts=5),
    "mean": lambda design: mean(design, ["income", "rooms"], by="roof", deff="wr"),
    "median": lambda design: median(design, "rooms", interval="xlogit"),
    "norm_gap": lambda design: norm_gap(design, "rooms", "size", by="roof"),
    "omega_total": lambda design: [
        omega_total(design, ["income", "rooms", "size"]),
        omega_total(design, ["piped", *QUIZ], on="polychoric", method="minres"),
    ],
    "ordinal_alpha": lambda design: ordinal_alpha(design, ["piped", "rooms"]),
    "polychoric": lambda design: polychoric(design, ["piped", "rooms"], by="roof"),
    "percentage_to_gain": lambda design: percentage_to_gain(design, "piped", QUIZ),
    "predict": lambda design: predict(regress(design, "income ~ rooms + roof"), NEIGHBOURS),
    "presentation": lambda design: presentation(proportion(design, "piped")["piped"]),
    "proportion": lambda design: proportion(design, "piped", method="beta"),
    "proportional_odds": lambda design: proportional_odds(design, "roof ~ size"),
    "pseudo_r2": lambda design: pseudo_r2(regress(design, PIPED, "binomial")),
    "quantile": lambda design: quantile(design, "income", [0.3, 0.6], by="piped", interval="beta", rule="hf7"),
    "rank_test": lambda design: [rank_test(design, "income ~ piped"), rank_test(design, "income ~ roof", "median")],
    "ranking": lambda design: ranking(mean(design, ["income", "rooms"])),
    "ratio": lambda design: ratio(design, "income", "rooms", by="roof"),
    "regress": lambda design: [
        regress(design, "income ~ rooms * roof"),
        regress(design, PIPED, "binomial"),
        regress(design, "rooms ~ size", "poisson"),
    ],
    "sample_alpha": lambda design: sample_alpha(design, ["income", "rooms", "size"]),
    "shares": lambda design: shares(design, "roof", by="piped"),
    "standardised_gains": lambda design: standardised_gains(
        regress(design, f"{PIPED} + {QUIZ[0]}", "binomial"), QUIZ[0]
    ),
    "t_test": lambda design: [t_test(design, "income ~ piped"), t_test(design, "I(size - 4) ~ 1")],
    "term_test": lambda design: [
        term_test(regress(design, "income ~ rooms + roof"), "roof", method)
        for method in ("Wald", "working Wald", "LRT")
    ],
    "total": lambda design: total(design, ["income", "rooms"], by="roof"),
    "variances": lambda design: variances(design, "income", by="roof"),
}
"""by the name of the public function"""
EXTENSIVE = ("counts", "crosstab", "goodness_of_fit", "total")
"""those that count the population, so that the scale of the weights matters"""
STEPS = ("median", "quantile")
"""those that move in steps of observed values"""


def numbers(found: object) -> dict[str, np.ndarray]:
    """Every number of a result, by where it stands; counts of rows left out."""
    match found:
        case Estimates():
            table = found.table.sort_values(list(dict(found.rows[0].labels)))
            columns = {name: table[name].to_numpy() for name in ("estimate", "se", "low", "high", "df", "deff")}
            order = table.index.to_numpy()
            return columns | {"covariance": found.covariance[np.ix_(order, order)]}
        case Crosstab():
            parts = {"counts": found.counts, "shares": found.shares}
            return {f"{part}.{name}": value for part, of in parts.items() for name, value in numbers(of).items()}
        case Regression():
            parts = numbers([found.coefficients, found.covariance, found.df, found.dispersion])
            return parts | {"deviance": np.array([found.deviance, found.null_deviance])}
        case float() | int():
            return {"": np.array(float(found))}
        case np.ndarray():
            return {"": found}
        case str() | None | pd.DataFrame() | SurveyDesign():
            return {}
    if is_dataclass(found):
        parts = {field.name: getattr(found, field.name) for field in fields(found)}
    else:
        parts = {str(place): part for place, part in enumerate(found)}
    leave = {"n", "missing", "level"}
    return {
        f"{part}.{name}".strip("."): value
        for part, of in parts.items()
        if part not in leave
        for name, value in numbers(of).items()
    }


def villages(seed: int, *, per_stratum: int, size: int = 8) -> pd.DataFrame:
    """Households in villages in four strata, larger than the sample that a reader checks by hand."""
    random = np.random.default_rng(seed)
    village = np.repeat(np.arange(4 * per_stratum), size)
    n = len(village)
    wealth = random.normal(size=4 * per_stratum)[village] / 2 + random.normal(size=n)
    income = 10 + 2 * wealth
    return pd.DataFrame(
        {
            "stratum": np.array(["coast", "hills", "plain", "town"])[village // per_stratum],
            "village": village,
            "weight": random.uniform(1, 4, n),
            "income": np.where(random.random(n) < 0.1, np.nan, income + random.normal(size=n)),
            "rooms": np.clip(np.round(3 + wealth + random.normal(size=n)), 1, 7),
            "size": np.round(4 + wealth + random.normal(size=n), 1),
            "piped": (wealth + random.normal(size=n) > 0).astype(int),
            "roof": np.array(["thatch", "tile", "tin"])[np.digitize(wealth + random.normal(size=n), [-0.4, 0.8])],
            **{item: (wealth + random.normal(size=n) > cut).astype(int) for item, cut in zip(QUIZ, CUTS, strict=True)},
        }
    )


def jackknifed(table: pd.DataFrame) -> SurveyDesign:
    """The same sample with one replicate for each village left out, instead of strata and clusters."""
    stratum = table.groupby("village")["stratum"].first()
    n = stratum.map(stratum.value_counts()).to_numpy()
    same = stratum.to_numpy()[:, None] == stratum.to_numpy()
    factors = np.where(same, (n / (n - 1))[None, :], 1.0)
    np.fill_diagonal(factors, 0.0)
    names = [f"replicate {village}" for village in stratum.index]
    spread = pd.DataFrame(factors[stratum.index.get_indexer(table["village"])], columns=names, index=table.index)
    told = ReplicateWeights(names, "JKn", scale=1.0, rscales=list((n - 1) / n), combined=False)
    return SurveyDesign(pd.concat([table, spread], axis=1), weights="weight", replicates=told)
