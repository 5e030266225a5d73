"""The colours of charts, in light and in dark; they hold apart in grey and for whoever sees few colours.

Marks stand out from the paper by 3 to 1 or more, words from what is behind them by 4.5 to 1. ``rule`` is for lines that
may be overlooked.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paint:
    """One colour in both schemes."""

    light: str
    dark: str


PAINTS = {
    "ink": Paint("#1d2125", "#e6eaee"),
    "quiet": Paint("#54606b", "#a9b4be"),
    "rule": Paint("#d4dae0", "#39424b"),
    "paper": Paint("#ffffff", "#14181c"),
    "mark": Paint("#0b5c8a", "#7cc4ee"),
    "loss": Paint("#8a5a1f", "#d9a35c"),
    "low-most": Paint("#7a3e00", "#f2b779"),
    "low": Paint("#ad6c28", "#bd7d36"),
    "between": Paint("#8b959e", "#66717b"),
    "high": Paint("#3a83b0", "#4a93c2"),
    "high-most": Paint("#0b4f7a", "#96d2f5"),
    "on-end": Paint("#ffffff", "#14181c"),
    "on-middle": Paint("#0b0e11", "#07090b"),
    "on-between": Paint("#0b0e11", "#ffffff"),
}
STEPS = {
    2: ("low", "high-most"),
    3: ("low-most", "between", "high-most"),
    4: ("low-most", "low", "high", "high-most"),
    5: ("low-most", "low", "between", "high", "high-most"),
}
"""Paints of a scale's steps, by how many it has."""
ON = {
    "low-most": "on-end",
    "low": "on-middle",
    "between": "on-between",
    "high": "on-middle",
    "high-most": "on-end",
}
"""What words on a step are painted with."""
