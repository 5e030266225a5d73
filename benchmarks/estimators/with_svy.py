"""The tasks with svy; of the slow ones a part, and the time multiplied."""

import sys
from pathlib import Path

import polars as pl
import surveys
import svy
from measured import meter
from surveys import ITEMS, NUMBERS

PART = 10
"""of the replicates, and as many of the items"""


def main(folder: Path, replicates: int) -> None:
    """Every task that svy has."""
    measure = meter()
    data = pl.DataFrame(surveys.read(folder)).fill_nan(None)
    known = surveys.known(folder)
    sample = measure.task(
        "design", work=lambda: svy.Sample(data=data, design=svy.Design(stratum="stratum", psu="cluster", wgt="weight"))
    )

    def means(of: svy.Sample, items: tuple[str, ...], **options: object) -> None:
        for item in items:
            of.estimation.mean(item, drop_nulls=True, **options)

    measure.task("means", work=lambda: means(sample, ITEMS))
    measure.task("domains", work=lambda: means(sample, ITEMS, by="region"))
    raked = measure.task("raking", work=lambda: sample.weighting.rake(controls=known, tol=1e-10))
    measure.task("means raked", work=lambda: means(raked, ITEMS))
    measure.task(
        "Rao-Scott",
        work=lambda: [sample.categorical.tabulate(item, "region", drop_nulls=True) for item in ITEMS[:3]],
        times=10,
    )
    measure.task("logistic", work=lambda: sample.glm.fit("knows", x=list(NUMBERS), family="binomial"))
    measure.task("medians", work=lambda: [sample.estimation.median(number, drop_nulls=True) for number in NUMBERS])
    some, items = replicates // PART, ITEMS[: len(ITEMS) // PART]

    both = ("bootstrap", "bootstrap raked")
    many = measure.task(*both, work=lambda: sample.weighting.create_bs_wgts(some, rstate=1), times=PART)
    measure.task("bootstrap raked", work=lambda: many.weighting.rake(controls=known, tol=1e-10), times=PART)
    measure.task(*both, work=lambda: means(many, items, method="replication"), times=PART * PART)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
