"""The workbook of a report, read back by a program that did not write it."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from kapbrief.changes import changes
from kapbrief.changes_report import write_waves
from kapbrief.indicators import estimates
from kapbrief.release import read_release
from kapbrief.report import write_report
from kapbrief.workbook.cells import Form, Tab, number
from kapbrief.workbook.writing import sheet_names, workbook_bytes

OUTCOMES = {
    "outcomes": [{"question": "P2", "codes": [2, 3], "among": [2, 3, 4]}],
    "beliefs": [
        {"question": "A1", "codes": [4, 5], "family": "attitude"},
        {"question": "A4", "codes": [4], "family": "norm"},
        {"question": "A5", "codes": [4], "family": "norm"},
    ],
    "messengers": ["D2"],
}
FORMULAS = ("=1+1", "@SUM(1+1)*cmd|' /C calc'!A0", "+1", "-1", "\t=1", "{=1}", "https://example.org", "\x01")


def sheets(path):
    """Rows by sheet, each as a dictionary by heading."""
    book = CalamineWorkbook.from_path(path)
    found = {}
    for name in book.sheet_names:
        heading, *rows = book.get_sheet_by_name(name).to_python()
        found[name] = [dict(zip(heading, row, strict=True)) for row in rows]
    return found


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def report(folder_in, people, tmp_path_factory):
    """The report of 120 people of whom twelve live on the coast and eight in the hills; three disagree with A5."""
    where = tmp_path_factory.mktemp("report")
    answers = [
        people[n % 40] | {"D2": 1 if n < 100 else 2 if n < 112 else 3, "P2": 2 + n % 3, "A5": 1 if n < 3 else 4}
        for n in range(120)
    ]
    sampling = {"design": "census", "population": 150, "population_source": "", "finite_population_correction": True}
    release = read_release(folder_in(where, answers, sampling=sampling, margins=[], **OUTCOMES))
    write_report(estimates(release), where / "out")
    return where / "out"


def test_workbook_has_a_sheet_for_each_table_that_the_pages_show(report):
    assert list(sheets(report / "report.en.xlsx")) == [
        *("Read this first", "Indicators", "Answers", "Findings", "Gains", "Messengers", "Scales", "Response"),
        "Quality of the answers",
    ]
    assert list(sheets(report / "report.vi.xlsx"))[1] == "Các chỉ số"


def test_numbers_are_the_numbers_of_the_table_for_machines(report):
    rows = sheets(report / "report.en.xlsx")["Indicators"]
    known = {line["indicator"]: line for line in table(report / "indicators.csv") if not line["group"]}
    everybody = {row["Name"]: row for row in rows if row["Group"] == "Everybody"}
    assert set(everybody) == set(known)
    for name, row in everybody.items():
        for heading, column in (("Estimate", "estimate"), ("Lower limit (95%)", "low"), ("People", "n")):
            assert row[heading] == float(known[name][column])


@pytest.mark.parametrize("language", ["en", "vi", "pt"])
def test_the_same_rows_are_withheld_as_in_the_table_for_machines_and_say_why(report, language):
    rows = list(sheets(report / f"report.{language}.xlsx").values())[1]
    lines = table(report / "indicators.csv")
    assert len(rows) == len(lines)
    assert {line["status"] for line in lines} == {"shown", "withheld"}
    for row, line in zip(rows, lines, strict=True):
        *numbers, why_not = list(row.values())[6:]
        assert bool(why_not) == (line["status"] != "shown")
        assert not why_not or numbers == [""] * len(numbers)


def test_withheld_gains_messengers_and_counts_carry_no_number(report):
    book = sheets(report / "report.en.xlsx")
    withheld = [row for name in ("Gains", "Messengers", "Response") for row in book[name] if list(row.values())[-1]]
    assert {list(row.values())[-1] for row in withheld} == {
        "Withheld: fewer than 10 people, or it would give them away",
        "withheld",
    }
    assert not any(isinstance(cell, float) for row in withheld for cell in row.values())
    gains = {(line["outcome"], line["belief"]): line["status"] for line in table(report / "gains.csv")}
    told = [bool(row["Why there is no number"]) for row in book["Gains"]]
    assert told == [status != "shown" for status in gains.values()]
    assert {True, False} == set(told)


def test_shares_of_answers_are_those_of_the_table_for_machines(report):
    rows, lines = sheets(report / "report.pt.xlsx")["Respostas"], table(report / "answers.csv")
    assert {line["status"] for line in lines} > {"shown"}
    for row, line in zip(rows, lines, strict=True):
        *_, share, why_not = row.values()
        assert share == (float(line["share"]) if line["share"] else "")
        assert bool(why_not) == (line["status"] != "shown")


def test_first_sheet_warns_and_tells_method_and_provenance(report):
    rows = [list(row.values()) for row in sheets(report / "report.en.xlsx")["Read this first"]]
    told = dict(rows)
    assert told["Fingerprint of the questionnaire"] == "f" * 64
    assert any(term == "Read this first" and "test it before it is used" in said for term, said in rows)
    assert any("Korn and Graubard" in said for _, said in rows)


def test_workbook_is_laid_out_to_be_read(report):
    with zipfile.ZipFile(report / "report.en.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
        styles = book.read("xl/styles.xml").decode()
        core = book.read("docProps/core.xml").decode()
    assert re.search(r'<pane ySplit="1" [^>]*state="frozen"', sheet)
    assert 'orientation="landscape"' in sheet
    assert 'formatCode="0.0%"' in styles
    assert "2026-04-01T00:00:00Z" in core


def test_no_text_of_a_study_becomes_a_formula_or_a_link(tmp_path):
    rows = tuple((text,) for text in FORMULAS)
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_bytes([Tab("=1+1", ("=1+1",), rows)], "=1+1", date(2026, 4, 1)))
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    assert not any("<f>" in part or "<hyperlink " in part for part in parts.values())
    found = CalamineWorkbook.from_path(path).get_sheet_by_name("=1+1").to_python()
    assert [row[0] for row in found[1:]][:-1] == list(FORMULAS)[:-1]


def test_texts_of_a_study_that_look_like_formulas_stay_texts(folder, tmp_path):
    labelled = {"name": "ATT", "label": {"en": "=1+1"}, "kind": "index", "questions": ["A1"], "role": "attitude"}
    release = read_release(folder(indicators=[labelled], title={"en": "@SUM(1)"}))
    write_report(estimates(release), tmp_path / "out")
    book = sheets(tmp_path / "out" / "report.en.xlsx")
    assert book["Indicators"][0]["Indicator"] == "=1+1"
    with zipfile.ZipFile(tmp_path / "out" / "report.en.xlsx") as file:
        assert not any(b"<f>" in file.read(name) for name in file.namelist())


def test_infinite_and_missing_numbers_leave_the_cell_empty(tmp_path):
    path = tmp_path / "book.xlsx"
    row = tuple(number(value, Form.SHARE) for value in (0.5, float("inf"), float("nan"), -0.0))
    path.write_bytes(workbook_bytes([Tab("a", ("b", "c", "d", "e"), (row,))], "t", date(2026, 4, 1)))
    assert CalamineWorkbook.from_path(path).get_sheet_by_name("a").to_python()[1] == [0.5, "", "", 0.0]


@pytest.mark.parametrize(
    ("names", "allowed"),
    [
        (["a/b [c]: d?*\\"], ["a b  c   d"]),
        (["Same", "same"], ["Same", "same 2"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 29 + " 2"]),
        (["'quoted'", ""], ["quoted", "-"]),
    ],
)
def test_names_of_sheets_are_such_as_the_format_allows(names, allowed):
    assert sheet_names(names) == tuple(allowed)


def test_language_from_right_to_left_begins_on_the_right():
    content = workbook_bytes([Tab("a", ("b",), ())], "t", date(2026, 4, 1), right_to_left=True)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert 'rightToLeft="1"' in book.read("xl/worksheets/sheet1.xml").decode()


def test_waves_have_a_workbook_of_their_changes(folder, tmp_path):
    waves = [estimates(read_release(folder(wave=wave, name=wave))) for wave in ("one", "two")]
    write_waves(waves, changes(waves), tmp_path / "out")
    book = sheets(tmp_path / "out" / "report.en.xlsx")
    assert list(book) == ["Read this first", "Changes between waves", "The same people"]
    changed, lines = book["Changes between waves"], table(tmp_path / "out" / "changes.csv")
    for row, line in zip(changed, lines, strict=True):
        assert bool(row["Why there is no number"]) == (line["status"] != "shown")
        assert (row["Change"] == "") == (line["change"] == "")
