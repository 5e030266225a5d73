"""The tasks with kapstats, through its public functions."""

import sys
from pathlib import Path

import surveys
from measured import meter
from surveys import ITEMS, NUMBERS

from kapstats import SurveyDesign, bootstrap, independence, mean, median, rake, regress


def main(folder: Path, replicates: int) -> None:
    """Every task once, in the order of an analysis: what the first one learns of a column serves the others."""
    measure = meter()
    data, known = surveys.frame(folder), surveys.known(folder)
    design = measure.task(
        "design", work=lambda: SurveyDesign(data, weights="weight", strata="stratum", clusters="cluster")
    )
    measure.task("means", work=lambda: mean(design, ITEMS))
    measure.task("domains", work=lambda: mean(design, ITEMS, by="region"))
    raked = measure.task("raking", work=lambda: rake(design, known))
    measure.task("means raked", work=lambda: mean(raked, ITEMS))
    measure.task("Rao-Scott", work=lambda: independence(design, ITEMS[:30], "region"))
    measure.task("logistic", work=lambda: regress(design, f"knows ~ {' + '.join(NUMBERS)}", "binomial"))
    measure.task("medians", work=lambda: median(design, NUMBERS))
    measure.task("bootstrap", work=lambda: mean(bootstrap(design, replicates, seed=1), ITEMS))
    measure.task("bootstrap raked", work=lambda: mean(rake(bootstrap(design, replicates, seed=1), known), ITEMS))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
