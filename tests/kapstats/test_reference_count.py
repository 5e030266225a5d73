"""Every reference case is run by a test, none is skipped, and few may differ."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from reference.cases import every_case

FILES = sorted(path for path in Path(__file__).parent.glob("test_reference*.py") if path != Path(__file__))
SOURCES = "".join(path.read_text(encoding="utf-8") for path in FILES)
ON_ITS_OWN = {"df/glm/dclus1"}
"""run by a test without parameters, in test_reference_regress.py"""


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"counted_{path.stem}", path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def marks() -> list:
    tests = [test for path in FILES for name, test in vars(module(path)).items() if name.startswith("test_")]
    return [mark for test in tests for mark in getattr(test, "pytestmark", [])]


def test_every_case_is_run():
    run = {case["id"] for mark in marks() if mark.args and mark.args[0] == "case" for case in mark.args[1]}
    every = {case["id"] for case in every_case()}
    assert len(every_case()) == len(every) == 1934
    assert every - run == ON_ITS_OWN


def test_no_case_is_skipped():
    assert {mark.name for mark in marks()} == {"parametrize"}
    assert not re.search(r"pytest\.skip|mark\.skip|importorskip", SOURCES)


def test_five_cases_may_differ_and_no_other():
    """Four fits without bound and one true zero, of which rounding leaves R its numbers too; the tests say why."""
    assert SOURCES.count("xfail") == 2
    found = {path.stem: module(path) for path in FILES}
    assert len(found["test_reference_regress"].RUN_AWAY) == 4
    assert len(found["test_reference"].ZERO_BUT_FOR_ROUNDING) == 1
