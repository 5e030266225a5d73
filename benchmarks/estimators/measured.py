"""Time and memory of one task in this process, told as a line of JSON."""

import json
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def _megabytes(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@dataclass(frozen=True)
class Meter:
    """Measures tasks; memory counts from where the process stood before it read the survey."""

    before_mb: float

    def task(self, *names: str, work: Callable[[], T], times: float = 1.0) -> T:
        """Does the work and prints what it cost, times so much where only a part of it is done.

        Under several names it is a part of each of these tasks; the costs of a task are added up.
        """
        # Writing 5 here sets the peak back to what is in use now (proc(5)).
        Path("/proc/self/clear_refs").write_text("5")
        cpu, wall = _cpu(), time.perf_counter()
        result = work()
        seconds = {"cpu": (_cpu() - cpu) * times, "wall": (time.perf_counter() - wall) * times}
        peak = _megabytes("VmHWM") - self.before_mb
        for name in names:
            print(json.dumps({"task": name, **seconds, "peak_mb": peak, "part": times != 1}), flush=True)
        return result


def meter() -> Meter:
    """One that counts from here."""
    return Meter(_megabytes("VmRSS"))
