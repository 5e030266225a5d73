"""Programs that some tests need and a machine may lack."""

import os
from typing import NoReturn

import pytest


def without(what: str) -> NoReturn:
    """Skip the test; in CI, where a skipped test would hide what it tests, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)
