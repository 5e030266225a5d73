"""How often a fault is tried: a small number with every test run, a large one before a release."""

import os


def times(always: int, before_a_release: int) -> int:
    """One of the two, by the variable that ``make reliability`` sets."""
    return before_a_release if os.environ.get("KAPSURVEY_RELIABILITY") else always
