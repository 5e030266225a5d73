"""What changed between waves of one study, among everybody and among the same people."""

import csv
import io
import json
import math
import random

import pytest
from accessibility import WIDTH
from axe_playwright_python.sync_playwright import Axe

from kapbrief.changes import Told, changes
from kapbrief.changes_report import write_waves
from kapbrief.changes_table import changes_table
from kapbrief.errors import ReleaseError
from kapbrief.indicators import estimates
from kapbrief.linking import COLLIDING, FOUND, NOT_FOUND, WITHOUT, told
from kapbrief.release import read_release

CODE = {"name": "L1", "question": "L1", "page": "all", "type": "code", "choice": None, "row": None, "label": {},
        "choice_label": None, "choices": [], "ordered": False, "sensitive": True, "kap": None}  # fmt: skip
BEFORE = tuple(f"an{number:02}" for number in range(40))
AFTER = tuple("" if number >= 30 else f"AN-{number:02}" for number in range(40))
"""Thirty of forty gave their code again, in other letters."""

ATT = {"name": "ATT", "label": {}, "kind": "index", "questions": ["A1", "A2", "A3", "A4", "A5"], "role": "norm"}
EXPO = {"name": "EXPO", "label": {"en": "x"}, "kind": "share", "questions": ["P1"], "codes": [1, 2], "role": "norm"}


@pytest.fixture(scope="session")
def wave_in(tmp_path_factory, folder_in, people):
    """Writes, reads and estimates a wave: somebody with each code; later a third of them agree more, and half."""
    plain = folder_in(tmp_path_factory.mktemp("plain"))
    variables = json.loads((plain / "codebook.json").read_text(encoding="utf-8"))["variables"]
    sampling = json.loads((plain / "design.json").read_text(encoding="utf-8"))["sampling"]
    sampling |= {"population": None, "finite_population_correction": False}
    settings = {"variables": [*variables, CODE], "sampling": sampling, "margins": [], "link_code": "L1"}

    def somebody(n, code, later):
        chance = random.Random(n)
        agreed = {f"A{item}": chance.randint(1, 4) for item in range(1, 6)}
        agreed["A3"] += later * (n % 3 == 0)
        agreed["A5"] += later * (n % 2)
        return people[n] | agreed | {"L1": code or ".blank"}

    def write(name, codes, later=0, **changed):
        asked = [somebody(n, code, later) for n, code in enumerate(codes)]
        where = tmp_path_factory.mktemp("waves")
        return estimates(read_release(folder_in(where, asked, wave=name, **(settings | changed))))

    return write


@pytest.fixture(scope="session")
def before(wave_in):
    return wave_in("before", BEFORE)


@pytest.fixture(scope="session")
def after(wave_in):
    return wave_in("after", AFTER, later=1)


@pytest.fixture(scope="session")
def compared(before, after):
    return changes([before, after])[0]


def of(comparison, name):
    return next(one for one in comparison.changed if one.indicator.name == name)


def test_change_among_everybody_is_what_the_pages_of_the_waves_differ_by(compared):
    for name in ("ATT", "EXPO"):
        one = of(compared, name)
        assert math.isclose(one.everybody.estimate.estimate, one.after.estimate - one.before.estimate, abs_tol=1e-12)


def test_change_among_the_same_people_is_the_mean_of_what_changed_in_each(compared):
    same = of(compared, "ATT").same_people.estimate
    each = [((number % 3 == 0) + number % 2) / 5 for number in range(30)]
    mean = sum(each) / 30
    error = math.sqrt(sum((one - mean) ** 2 for one in each) / 29 / 30)
    assert (same.n, round(same.estimate, 9), round(same.se, 9)) == (30, round(mean, 9), round(error, 9))


def test_who_is_known_to_be_in_both_waves_makes_the_error_smaller(compared, before, wave_in):
    alone = changes([before, wave_in("after", [""] * 40, later=1)])[0]
    known, unknown = of(compared, "ATT").everybody, of(alone, "ATT").everybody
    assert (known.linked, unknown.linked) == (True, False)
    assert known.estimate.estimate == pytest.approx(unknown.estimate.estimate)
    assert known.estimate.se < unknown.estimate.se / 2
    assert of(alone, "ATT").same_people.status is Told.WITHHELD


def test_people_found_are_counted_with_those_who_are_not(compared):
    earlier, later = told(compared.linked, 10)
    assert earlier == {FOUND: 30, NOT_FOUND: 10, COLLIDING: 0, WITHOUT: 0}
    assert later == {FOUND: 30, NOT_FOUND: 10, COLLIDING: 0, WITHOUT: 10}


def test_few_who_gave_a_code_and_were_not_found_do_not_follow_from_the_others(before, wave_in):
    """Who gave no code is told with the other questions: twenty not found less those fifteen would be five."""
    codes = [*BEFORE[:20], *(f"zz{number:02}" for number in range(5)), *[""] * 15]
    comparison = changes([before, wave_in("after", codes)])[0]
    assert [set(one.values()) for one in told(comparison.linked, comparison.smallest)] == [{None}, {None}]


def test_code_of_two_people_finds_neither(before, wave_in):
    codes = ["an01" if number < 12 else code for number, code in enumerate(BEFORE)]
    found = changes([before, wave_in("after", codes)])[0]
    assert told(found.linked, 10)[1] == {FOUND: 28, NOT_FOUND: 12, COLLIDING: 12, WITHOUT: 0}


def test_same_people_are_withheld_where_few_stand_outside_them(before, wave_in):
    codes = ["" if number >= 37 else code for number, code in enumerate(BEFORE)]
    found = changes([before, wave_in("after", codes)])[0]
    assert of(found, "ATT").same_people.status is Told.WITHHELD
    assert of(found, "ATT").everybody.status is Told.SHOWN
    assert set(told(found.linked, 10)[0].values()) == {None}


def test_nothing_is_told_where_one_wave_is_small(before, wave_in):
    few = wave_in("after", BEFORE[:9])
    found = changes([before, few])[0]
    assert found.linked is None
    assert {(one.everybody.status, one.same_people.status) for one in found.changed} == {(Told.WITHHELD, Told.WITHHELD)}
    rows = list(csv.DictReader(io.StringIO(changes_table([found]))))
    assert {row[name] for row in rows for name in ("before", "after", "change", "n", "df")} == {""}


def test_indicator_of_other_answers_is_not_compared(before, wave_in):
    found = changes([before, wave_in("after", BEFORE, indicators=[ATT, {**EXPO, "codes": [1]}])])[0]
    assert of(found, "EXPO").everybody.status is Told.DIFFERENT
    assert of(found, "ATT").everybody.status is Told.SHOWN


def test_waves_of_other_studies_and_the_same_wave_twice_are_refused(before, wave_in):
    other = wave_in("after", BEFORE, study="bees-elsewhere")
    with pytest.raises(ReleaseError, match="waves of one study"):
        changes([before, other])
    with pytest.raises(ReleaseError, match="give each wave once"):
        changes([before, before])


def test_report_on_waves_has_each_wave_and_the_same_bytes_twice(before, after, tmp_path):
    first = write_waves([before, after], changes([before, after]), tmp_path / "one")
    second = write_waves([before, after], changes([before, after]), tmp_path / "two")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    names = [str(path.relative_to(tmp_path / "one")) for path in first]
    assert names[-8:] == [
        *("changes.csv", "changes.en.html", "changes.vi.html", "changes.pt.html"),
        *("report.en.xlsx", "report.vi.xlsx", "report.pt.xlsx", "provenance.json"),
    ]
    assert {"before/indicators.csv", "after/quality.pt.html"} <= set(names)


def test_page_speaks_of_change_and_of_nothing_more(before, after, tmp_path):
    write_waves([before, after], changes([before, after]), tmp_path)
    page = (tmp_path / "changes.en.html").read_text(encoding="utf-8")
    assert "Changes between waves" in page
    assert "effect" not in page.lower()
    assert 'href="after/indicators.en.html"' in page
    assert "points (" in page


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("vi", "light", 360), ("pt", "dark", 360), ("en", "light", 1000)]
)
def test_page_fits_its_screen_and_breaks_no_rule_of_accessibility(
    browser, before, after, tmp_path, language, scheme, width
):
    write_waves([before, after], changes([before, after]), tmp_path)
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto((tmp_path / f"changes.{language}.html").as_uri())
    assert page.evaluate(WIDTH) == width
    assert Axe().run(page).response["violations"] == []
    context.close()
