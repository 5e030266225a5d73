"""What changed beyond what changed among others: told where a study says who took part, and of enough people only."""

import csv
import io
import json

import pytest

from kapbrief.changes import Told, changes
from kapbrief.changes_report import write_waves
from kapbrief.changes_table import changes_table
from kapbrief.indicators import estimates
from kapbrief.release import read_release
from kapbrief.texts import Texts
from kapbrief.workbook.cells import Form, Number
from kapbrief.workbook.change_tabs import change_tabs

CODE = {"name": "L1", "question": "L1", "page": "all", "type": "code", "choice": None, "row": None, "label": {},
        "choice_label": None, "choices": [], "ordered": False, "sensitive": True, "kap": None}  # fmt: skip
SIZE = 80


@pytest.fixture(scope="module")
def wave_in(tmp_path_factory, folder_in, people):
    """Writes, reads and estimates a wave of eighty people, of whom every second one took part (D1)."""
    plain = folder_in(tmp_path_factory.mktemp("plain"))
    variables = json.loads((plain / "codebook.json").read_text(encoding="utf-8"))["variables"]
    sampling = {"design": "census", "population": None, "population_source": "", "finite_population_correction": False}
    settings = {"variables": [*variables, CODE], "sampling": sampling, "margins": [], "link_code": "L1",
                "took_part": {"question": "D1", "codes": [1]}}  # fmt: skip

    def write(name, offered, *, size=SIZE, change=lambda number, answers: answers, **parts):
        """``offered`` says of a person's place and part whether they were offered something."""
        asked = []
        for n in range(size):
            answers = people[n % 40] | {"L1": f"code{n:02}", "D1": 2 - n % 2, "P1.2": 0, "P1.3": 0}
            asked.append(change(n, answers | {"P1.1": int(offered(n // 2, n % 2 == 1))}))
        where = tmp_path_factory.mktemp("waves")
        return estimates(read_release(folder_in(where, asked, wave=name, **(settings | parts))))

    return write


@pytest.fixture(scope="module")
def before(wave_in):
    """Half of all."""
    return wave_in("before", lambda place, part: place % 10 < 5)


@pytest.fixture(scope="module")
def after(wave_in):
    """Nine in ten of those who took part, six in ten of the others."""
    return wave_in("after", lambda place, part: place % 10 < (9 if part else 6))


def of(comparison):
    return next(one for one in comparison.changed if one.indicator.name == "EXPO")


@pytest.fixture(scope="module")
def exposed(before, after):
    return of(changes([before, after])[0])


def test_effect_is_the_change_of_those_who_took_part_less_that_of_the_others(exposed):
    assert exposed.effect.estimate.estimate == pytest.approx((0.9 - 0.5) - (0.6 - 0.5))
    assert exposed.effect.linked
    assert exposed.effect.estimate.low < 0.3 < exposed.effect.estimate.high


def test_waves_of_other_people_have_a_wider_interval(exposed, before, wave_in):
    others = wave_in(
        "after",
        lambda place, part: place % 10 < (9 if part else 6),
        change=lambda n, answers: answers | {"L1": f"other{n}"},
    )
    alone = of(changes([before, others])[0]).effect
    assert not alone.linked
    assert alone.estimate.estimate == pytest.approx(0.3)
    assert alone.estimate.se > exposed.effect.estimate.se


@pytest.mark.parametrize(
    "change",
    [
        lambda n, answers: answers | {"D1": 1 if n > 16 else answers["D1"]},  # eight others are left
        lambda n, answers: answers | {"D1": 9 if n < 5 else answers["D1"]},  # of five it is not known
    ],
)
def test_effect_of_few_people_is_withheld(before, wave_in, change):
    few = wave_in("after", lambda place, part: place % 2, change=change)
    one = of(changes([before, few])[0])
    assert (one.everybody.status, one.effect.status, one.effect.estimate) == (Told.SHOWN, Told.WITHHELD, None)


def test_where_few_switched_the_interval_is_that_of_independent_waves(before, wave_in):
    """Five stopped: the error of the change among the same people would tell it."""
    later = wave_in("after", lambda place, part: (place % 10 < 5 and not (place < 3 and part)) or place % 10 == 7)
    one = of(changes([before, later])[0])
    share, n = one.before.estimate, SIZE
    assert not one.everybody.linked and not one.same_people.linked and not one.effect.linked
    change, variance = one.same_people.estimate.estimate, one.same_people.estimate.se**2 * (n - 1)
    after = share + change
    assert variance == pytest.approx(share * (1 - share) + after * (1 - after), rel=1e-9)


def test_study_that_tells_nobody_apart_has_changes_only(before, wave_in):
    later = wave_in("after", lambda place, part: place % 2, took_part=None)
    assert of(changes([before, later])[0]).effect is None


def test_page_and_table_tell_the_effect_and_what_it_rests_on(before, after, tmp_path):
    found = changes([before, after])
    rows = [row for row in csv.DictReader(io.StringIO(changes_table(found))) if row["indicator"] == "EXPO"]
    assert [(row["among"], row["change"]) for row in rows][-1] == ("effect", "0.3")
    write_waves([before, after], found, tmp_path)
    page = (tmp_path / "changes.en.html").read_text(encoding="utf-8")
    assert "Effect: change beyond that of others" in page
    assert "would have changed as the others did" in page
    assert "They do not tell what brought the change" not in page


def test_workbook_has_a_row_for_the_effect(before, after):
    changed = change_tabs(changes([before, after]), Texts("en"))[0]
    effects = [row for row in changed.rows if str(row[3]).startswith("Effect: ")]
    shown = {row[2]: row[6] for row in effects}
    assert shown["Was offered"] == Number(30, Form.COUNT)
    assert len(changed.rows) == 3 * len(effects)
