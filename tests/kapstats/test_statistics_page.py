"""The page for survey statisticians says what is so: its code runs, and it names every public function."""

import doctest
import re
from pathlib import Path

import kapstats

PAGE = (Path(__file__).parents[2] / "docs" / "statistics.md").read_text(encoding="utf-8")


def test_code_prints_what_the_page_says():
    # A fence ends what is printed, as an empty line does.
    text = re.sub(r"^```.*$", "", PAGE, flags=re.MULTILINE)
    page = doctest.DocTestParser().get_doctest(text, {}, "statistics.md", "docs/statistics.md", 0)
    assert len(page.examples) > 20
    assert doctest.DocTestRunner().run(page).failed == 0


def test_every_block_of_code_is_run():
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert blocks
    assert all(kind == "python" and text.startswith(">>> ") for kind, text in blocks)


def test_every_public_function_is_named():
    named = set(re.findall(r"`(\w+)", PAGE))
    functions = {name for name in kapstats.__all__ if name[0].islower()} - {"kish"}
    assert functions - named == set()
