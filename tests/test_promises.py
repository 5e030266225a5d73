"""Every promise names tests, and every test that it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_each_promise_is_held_by_tests_that_exist() -> None:
    rows = [line for line in (ROOT / "docs" / "promises.md").read_text(encoding="utf-8").splitlines() if "::" in line]
    assert len(rows) >= 10
    for row in rows:
        for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row):
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"
