"""The report: a table for machines and pages for people that withhold the same rows."""

import csv
import io
import re
from html.parser import HTMLParser

import pytest

from kapbrief.errors import ReportError
from kapbrief.indicators import estimates
from kapbrief.indicators_report import indicator_files
from kapbrief.release import read_release
from kapbrief.report import templates, write_report
from kapbrief.scale_answers import scale_answers
from kapbrief.scales import scales
from kapbrief.tables import COLUMNS, machine_table


def shown(results, language):
    """The page of these results."""
    return indicator_files(results, scales(results), scale_answers(results), templates())[f"indicators.{language}.html"]


class Outline(HTMLParser):
    """What a page is made of: its elements, the attributes of its root, all that it would fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.root: dict[str, str | None] = {}
        self.fetched: list[str] = []
        self.linked: list[str] = []
        self.languages: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append(tag)
        if tag == "html":
            self.root = attributes
        if tag == "a":
            self.linked.append(attributes["href"])
        self.fetched += [value for name, value in attrs if name in ("src", "srcset", "action", "data") and value]
        self.languages += [value for name, value in attrs if name == "lang" and tag == "span"]
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def table(results):
    return list(csv.DictReader(io.StringIO(machine_table(results), newline="")))


def test_report_has_a_table_and_a_page_for_each_language(results, tmp_path):
    written = write_report(results(), tmp_path / "report")
    names = ["indicators.csv", "answers.csv", "indicators.en.html", "indicators.vi.html", "indicators.pt.html"]
    names += ["findings.csv", "gains.csv", "messengers.csv", "norm_gaps.csv", "segments.csv"]
    names += ["messages.en.html", "messages.vi.html", "messages.pt.html"]
    names += ["scales.csv", "quality.csv", "quality.en.html", "quality.vi.html", "quality.pt.html"]
    names += ["report.en.xlsx", "report.vi.xlsx", "report.pt.xlsx", "provenance.json"]
    assert [path.name for path in written if path.suffix != ".svg"] == names
    assert sorted(path for path in (tmp_path / "report").rglob("*.*")) == sorted(written)


def test_charts_of_a_page_stand_beside_it_as_files(results, tmp_path):
    written = write_report(results(), tmp_path / "report")
    linked = Outline((tmp_path / "report" / "indicators.vi.html").read_text(encoding="utf-8")).linked
    charts = [link for link in linked if link.endswith(".svg")]
    assert charts[0] == "charts/knowledge-shares.vi.svg"
    assert {tmp_path / "report" / chart for chart in charts} < set(written)


def test_two_runs_write_the_same_bytes(folder, tmp_path):
    from_disk = []
    for run in ("one", "two"):
        path = folder(name=run)
        from_disk.append(
            [file.read_bytes() for file in write_report(estimates(read_release(path)), tmp_path / f"{run}.out")]
        )
    assert from_disk[0] == from_disk[1]


def test_table_has_a_line_for_everybody_and_each_level_of_each_trait(results):
    lines = table(results())
    assert tuple(lines[0]) == COLUMNS
    assert len(lines) == 6 * (1 + 2 + 3)
    first = lines[0]
    assert (first["indicator"], first["group"], first["n"], first["status"]) == ("K_LAW", "", "40", "shown")


def test_numbers_of_the_table_are_plain(results):
    for line in table(results()):
        for name in ("estimate", "se", "low", "high", "df", "dont_know"):
            assert line[name] == "" or float(line[name]) >= 0
            assert "e" not in line[name]


def test_every_share_has_the_verdict_of_the_standards_and_no_average_has(results, many):
    few = {line["indicator"]: line["nchs"] for line in table(results()) if not line["group"]}
    enough = {line["indicator"]: line["nchs"] for line in table(many) if not line["group"]}
    assert (few["K_LAW"], few["EXPO"], few["ATT"]) == ("suppress", "suppress", "")
    assert (enough["K_LAW"], enough["EXPO"], enough["ATT"]) == ("present", "present", "")


def test_page_says_which_shares_are_too_imprecise_to_quote(many):
    told = [line["nchs"] for line in table(many)]
    assert shown(many, "en").count(">too little to quote<") == told.count("suppress")
    assert shown(many, "en").count(">enough<") == told.count("present") > 0


def test_share_of_dont_know_that_tells_of_few_is_withheld_in_its_cell(results, forty):
    for place, person in enumerate(forty):
        person["K1"] = 8 if place < 4 else 1
    law = {"name": "ONE", "label": {"en": "Law"}, "kind": "knowledge", "role": "knowledge", "questions": ["K1"]}
    found = results(forty, indicators=[law])
    everybody = table(found)[0]
    assert (everybody["dont_know"], everybody["estimate"]) == ("", "0.9")
    rows = [re.sub("<.*?>", " ", row).split() for row in shown(found, "en").split("</tr>")]
    assert "withheld" in [row[-1] for row in rows if "Everybody" in row]


def test_effective_people_are_never_more_than_people(results):
    lines = [line for line in table(results()) if line["n_effective"]]
    assert lines and all(float(line["n_effective"]) <= int(line["n"]) for line in lines)


def test_table_and_page_withhold_the_same_rows(results, forty):
    for number, person in enumerate(forty):
        person["D2"] = 1 if number < 20 else 2 if number < 36 else 3
    found = results(forty)
    lines = [line for line in table(found) if line["indicator"] == "ATT"]
    assert [line["status"] for line in lines] == ["shown"] * 4 + ["withheld"] * 2
    numbers = ("estimate", "se", "low", "high", "n", "n_effective", "df", "dont_know", "nchs")
    assert all(line[name] == "" for line in lines[-2:] for name in numbers)
    page = shown(found, "en")
    withheld = [line for line in table(found) if line["status"] != "shown"]
    assert re.sub("<details>.*?</details>", "", page, flags=re.DOTALL).count('class="withheld"') == len(withheld)
    assert "Withheld: fewer than 10 people, or it would give them away" in page


@pytest.mark.parametrize("language", ["en", "vi", "pt"])
def test_page_says_its_language_and_is_well_formed(results, language):
    outline = Outline(shown(results(), language))
    assert outline.root["lang"] == language
    assert outline.root["dir"] == "ltr"
    assert outline.open == []


def test_page_fetches_nothing_and_runs_nothing(results):
    page = shown(results(), "vi")
    outline = Outline(page)
    assert outline.fetched == []
    assert not {"script", "link", "img", "iframe"} & set(outline.elements)
    assert "http" not in page
    assert "url(" not in page
    others = {"indicators.en.html", "indicators.pt.html", "messages.vi.html", "quality.vi.html"}
    assert {link for link in outline.linked if not link.startswith(("#", "charts/"))} == others


def test_texts_of_the_study_are_escaped(results):
    page = shown(results(), "en")
    assert "Wildlife &amp; &lt;people&gt;" in page
    assert "<people>" not in page
    assert "Knows &lt;the&gt; law" in page


def test_texts_of_the_study_that_are_not_translated_say_their_language(results):
    page = shown(results(), "pt")
    assert '<span lang="en">Attitude</span>' in page
    assert '<span lang="en">Attitude</span>' not in shown(results(name="again"), "en")


def test_percentages_of_few_people_are_whole_numbers(results):
    page = shown(results(), "en")
    assert ">57%<" in page or ">58%<" in page  # 23 of 40
    assert ">57.5%<" not in page


def test_percentages_of_many_people_have_a_decimal(results, forty):
    sampling = {"design": "census", "population": 900, "population_source": "", "finite_population_correction": True}
    page = shown(results(forty * 6, sampling=sampling, margins=[]), "en")
    assert ">57.5%<" in page


def test_pages_in_earnest_carry_no_warning(results):
    assert '<section class="caveats"' not in shown(results(), "en")


@pytest.mark.parametrize(
    ("changes", "language", "sentence"),
    [
        ({"rehearsal": True}, "en", "Rehearsal: a program made these answers up."),
        ({"rehearsal": True}, "vi", "Chạy thử: các câu trả lời này do chương trình tự tạo ra"),
        ({"pretest": True}, "pt", "Pré-teste: estas respostas servem para experimentar o questionário."),
        ({"pretest": True, "facts": []}, "en", "Nobody has signed off the right answers yet"),
        ({"pretest": True, "facts": []}, "en", "Provisional: key not signed off"),
        ({"facts": []}, "en", "Not scored: nobody has signed off the right answers"),
        (
            {"facts": [{"name": "F-1", "signed_off": {"by": "adviser", "on": "2026-01-01"}}]},
            "en",
            "Without K2: nobody has signed off the right answers",
        ),
    ],
)
def test_page_says_what_its_numbers_must_not_be_taken_for(results, changes, language, sentence):
    assert sentence in shown(results(**changes), language)


def test_page_tells_how_the_numbers_were_made(results):
    page = shown(results(), "en")
    for told in (
        "a census of 60 people",
        "since 40 of 60 people were heard, variances are multiplied by 0.33",
        "Korn and Graubard",
        "fewer than 10 are withheld",
        "Population over interviews",
        "the association",
        "f" * 64,
    ):
        assert told in page


def test_page_names_the_release_it_was_made_from(release):
    read = release()
    assert read.digest in shown(estimates(read), "en")


def test_counts_of_few_people_are_not_printed(results):
    """Three declined, twelve were not eligible."""
    page = shown(results(), "en")
    assert "<dt>Declined at the start</dt><dd>withheld</dd>" in page
    assert "<dt>Not eligible</dt><dd>12</dd>" in page


def test_page_tells_of_known_totals(results, forty):
    margins = [{"variable": "D1", "choice": code, "total": total, "source": "x"} for code, total in ((1, 45), (2, 15))]
    assert "Adjusted to known totals: D1" in shown(results(forty, margins=margins), "en")
    for person in forty:
        person["D1"] = 1
    page = shown(results(forty, margins=margins, name="unused"), "en")
    assert "Not adjusted to the known totals of D1" in page


def test_page_of_too_few_interviews_says_so(results, forty):
    page = shown(results(forty[:9]), "en")
    assert "Fewer than 10 interviews: no result can be shown." in page
    assert "%<" not in page
    assert table(results(forty[:9], name="again"))[0]["n"] == ""


def test_report_that_cannot_be_written_is_refused(results, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ReportError, match="taken: cannot be written"):
        write_report(results(), tmp_path / "taken")


def test_indicator_that_is_not_comparable_between_languages_is_marked(many):
    marks = [part.split("</p>")[0] for part in shown(many, "en").split('<p class="name">')[1:]]
    told = {mark.split("<code>")[1].split("<")[0]: mark for mark in marks}
    assert [name for name, mark in told.items() if "Not comparable between languages" in mark] == ["K_THREE"]
    assert not any("not testable" in mark for mark in told.values())


def test_indicator_of_too_few_people_to_compare_languages_is_not_testable(results):
    page = shown(results(), "vi")
    assert page.count('<strong class="remark">Giữa các ngôn ngữ: không kiểm tra được') == 2
