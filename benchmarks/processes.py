"""What a server costs: processor time and memory of its whole process tree, read from /proc."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """Memory of a process tree. A page that several processes share counts once in all in ``pss_mb``."""

    pss_mb: float
    rss_mb: float


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of the processes and their descendants, those that have ended already too."""
    # Fields 14 to 17 of proc(5): own user and system time, and that of children that were waited for.
    ticks = (int(field) for pid in _tree(roots) for field in _stat(pid)[11:15])
    return sum(ticks) / _TICKS_A_SECOND


def memory(root: int) -> Memory:
    """Memory of a process and its descendants, now."""
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in _tree([root])]
    return Memory(_megabytes(rollups, "Pss:"), _megabytes(rollups, "Rss:"))


def _megabytes(rollups: list[str], field: str) -> float:
    lines = [line.split() for rollup in rollups for line in rollup.splitlines()]
    return sum(int(words[1]) for words in lines if words[0] == field) / 1024


def _tree(roots: Iterable[int]) -> set[int]:
    parents = {pid: int(_stat(pid)[1]) for pid in _all() if _stat(pid)}
    tree = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in tree} - tree:
        tree |= more
    return tree


def _all() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """Fields 3 and following; none where the process has gone. The second, its name, may hold blanks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
