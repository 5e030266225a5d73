"""Measures kapstats on large surveys, beside svy and R's survey package where they are installed."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).parent
ESTIMATORS = HERE / "estimators"
TOOLS = ("kapstats", "svy", "R")
TASKS = (
    "design",
    "means",
    "domains",
    "raking",
    "means raked",
    "Rao-Scott",
    "logistic",
    "medians",
    "bootstrap",
    "bootstrap raked",
)


@dataclass(frozen=True)
class Cost:
    """What a task took; ``part`` where some of it was done and its time multiplied."""

    cpu: float
    wall: float
    peak_mb: float
    part: bool

    def and_then(self, other: "Cost") -> "Cost":
        """Both one after the other."""
        peak = max(self.peak_mb, other.peak_mb)
        return Cost(self.cpu + other.cpu, self.wall + other.wall, peak, self.part or other.part)


@dataclass(frozen=True)
class Survey:
    """A generated survey and what each tool took for each task."""

    rows: int
    clusters: int
    data_mb: float
    costs: dict[str, dict[str, Cost]]


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    commands = {tool: command for tool in asked.tools if (command := _command(tool, asked)) is not None}
    surveys = []
    for rows in asked.rows:
        for clusters in asked.clusters:
            with tempfile.TemporaryDirectory(prefix="kapsurvey-statistics-") as folder:
                surveys.append(_measured(rows, clusters, commands, asked, Path(folder)))
            print(_table(surveys[-1]), flush=True)
    if asked.dask:
        _dask(asked)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(survey) for survey in surveys], indent=1) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    sizes = [10_000, 100_000, 1_000_000]
    parser.add_argument("--rows", type=int, nargs="+", default=sizes, help="respondents (default: %(default)s)")
    parser.add_argument("--clusters", type=int, nargs="+", default=[240, 5_000], help="default: %(default)s")
    parser.add_argument("--replicates", type=int, default=500, help="of the bootstrap (default: %(default)s)")
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=TOOLS, help="default: all that are installed")
    parser.add_argument("--most", type=int, default=1_000_000, help="respondents that svy and R are given at most")
    parser.add_argument("--others", default=sys.executable, metavar="PYTHON", help="the Python that has svy and dask")
    parser.add_argument("--dask", action="store_true", help="also spread replicates over a cluster of dask.distributed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here as well")
    return parser.parse_args()


def _command(tool: str, asked: argparse.Namespace) -> list[str] | None:
    """What runs a tool's tasks, or nothing, with a word, where it is not installed."""
    commands = {
        "kapstats": [sys.executable, str(ESTIMATORS / "with_kapstats.py")],
        "svy": [asked.others, str(ESTIMATORS / "with_svy.py")],
        "R": ["Rscript", str(ESTIMATORS / "with_survey.R")],
    }
    looks = {
        "kapstats": [sys.executable, "-c", "import kapstats"],
        "svy": [asked.others, "-c", "import svy"],
        "R": ["Rscript", "-e", "library(survey)"],
    }
    if shutil.which(looks[tool][0]) and subprocess.run(looks[tool], capture_output=True).returncode == 0:
        return commands[tool]
    print(f"{tool}: skipped, not installed", file=sys.stderr)
    return None


def _measured(
    rows: int, clusters: int, commands: dict[str, list[str]], asked: argparse.Namespace, folder: Path
) -> Survey:
    subprocess.run([sys.executable, str(ESTIMATORS / "surveys.py"), str(folder), str(rows), str(clusters)], check=True)
    data_mb = sum(path.stat().st_size for path in folder.glob("*.f8")) / 2**20
    costs = {}
    for tool, command in commands.items():
        if tool == "kapstats" or rows <= asked.most:
            costs[tool] = _costs([*command, str(folder), str(asked.replicates)])
    return Survey(rows, clusters, data_mb, costs)


def _costs(command: list[str]) -> dict[str, Cost]:
    # One thread each, so that processor time is comparable and nobody pays for another's waiting.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=os.environ | threads)
    if done.returncode:
        print(f"{command[1]}: ended with {done.returncode} before all tasks were done", file=sys.stderr)
    found: dict[str, Cost] = {}
    for line in done.stdout.splitlines():
        told = json.loads(line)
        name, cost = told.pop("task"), Cost(**told)
        found[name] = found[name].and_then(cost) if name in found else cost
    return found


def _table(survey: Survey) -> str:
    """Markdown: seconds of processor and wall; memory as a multiple of the data; how often kapstats fits into each."""
    tools = list(survey.costs)
    heads = ["task"]
    for tool in tools:
        heads += [f"{tool} CPU s", "wall s", "peak"] if tool == "kapstats" else [f"{tool} CPU s", "wall s", "times"]
    lines = [f"\n{survey.rows:,} respondents, {survey.clusters:,} clusters, {survey.data_mb:.0f} MB\n"]
    lines += ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for task in TASKS:
        cells = [task]
        for tool in tools:
            cells += _cells(survey, tool, task)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cells(survey: Survey, tool: str, task: str) -> list[str]:
    cost, own = survey.costs[tool].get(task), survey.costs.get("kapstats", {}).get(task)
    if cost is None:
        return ["", "", ""]
    about = "~" if cost.part else ""
    last = f"{cost.peak_mb / survey.data_mb:.2f}"
    if tool != "kapstats":
        last = f"{cost.cpu / own.cpu:.0f}" if own and own.cpu else ""
    return [f"{about}{cost.cpu:.3g}", f"{about}{cost.wall:.3g}", last]


def _dask(asked: argparse.Namespace) -> None:
    """Replicates of medians on a cluster of this machine, which might be many."""
    look = [asked.others, "-c", "import dask.distributed, pandas, statsmodels"]
    if subprocess.run(look, capture_output=True).returncode:
        print("dask.distributed: skipped, not installed", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="kapsurvey-statistics-") as folder:
        rows = str(min(asked.rows))
        subprocess.run([sys.executable, str(ESTIMATORS / "surveys.py"), folder, rows, "240"], check=True)
        subprocess.run([asked.others, str(ESTIMATORS / "with_dask.py"), folder], check=True)


if __name__ == "__main__":
    main()
