"""Replicates of a statistic that is no function of totals, here and on the workers of a dask.distributed cluster."""

import sys
import time
from pathlib import Path

import surveys
from dask.distributed import Client, LocalCluster

from kapstats import Estimates, SurveyDesign, bootstrap, median

REPLICATES = 200


def main(folder: Path) -> None:
    """Prints the time of both, and ends with an error where the numbers differ."""
    one = SurveyDesign(surveys.frame(folder), weights="weight", strata="stratum", clusters="cluster")
    design = bootstrap(one, REPLICATES, seed=1)
    here = _timed("here", design)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        there = _timed("two dask workers", design.spread_over(client.get_executor()))
    if not here.table.equals(there.table):
        raise SystemExit("the workers found other numbers")


def _timed(where: str, design: SurveyDesign) -> Estimates:
    start = time.perf_counter()
    found = median(design, surveys.NUMBERS, interval="quantile")
    print(f"medians of {REPLICATES} replicates, {where}: {time.perf_counter() - start:.2f} s")
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
