"""The page on scales, quality and response, and its tables: flagged, never dropped, and nobody given away."""

import csv
import io
import re

import pytest

from kapbrief.quality_page import checks, machine_tables, quality_page
from kapbrief.report import write_report
from kapbrief.scales import scales


def checked(results):
    """What the page tells of these results."""
    return checks(results, scales(results))


@pytest.fixture(scope="module")
def found(many):
    return checked(many)


@pytest.fixture(scope="module")
def written(many, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write_report(many, folder)
    return folder


def lines(found, name="quality.csv"):
    return list(csv.DictReader(io.StringIO(machine_tables(found)[name], newline="")))


def cells(found, sheet, row, name="quality.csv"):
    """Values of one row by column, and what became of those that are not there."""
    rows = [line for line in lines(found, name) if (line["sheet"], line["row"]) == (sheet, row)]
    return {line["column"]: line["value"] or line["low"] or line["status"] for line in rows}


def html(written, language):
    return (written / f"quality.{language}.html").read_text(encoding="utf-8")


def test_two_runs_write_the_same_bytes(many, written, tmp_path):
    write_report(many, tmp_path)
    for file in sorted(tmp_path.glob("*.*")):
        assert file.read_bytes() == (written / file.name).read_bytes()


def test_scale_with_a_question_that_favours_a_language_is_marked(written):
    page = html(written, "en")
    marked = page.index("Not comparable between languages")
    assert page.count("Not comparable between languages") == 1
    assert page.index('id="K_THREE"') < marked < page.index('id="K_THREE.items"')
    assert "C: large, easier in Tiếng Việt" in page


def test_size_of_a_difference_between_languages_stands_beside_its_test(found):
    told = cells(found, "K_THREE.languages", "K3", "scales.csv")
    assert float(told["p_uniform"]) < 0.001
    assert (float(told["r2_rise"]) > 0.07, told["size"], told["verdict"]) == (True, "C", "differs")


def test_languages_left_out_of_a_comparison_are_named(written):
    assert "Languages compared: Português, Tiếng Việt." in html(written, "en")
    assert "Too few people to compare: English." in html(written, "en")


def test_omega_of_questions_that_all_say_the_same_is_not_estimable_in_words(results, forty, tmp_path):
    for number, person in enumerate(forty):
        person |= dict.fromkeys(("A1", "A3", "A4", "A5"), 1 + number % 5) | {"A2": 5 - number % 5}
    found = results(forty)
    assert cells(checked(found), "ATT", "omega", "scales.csv") == {"estimate": "undefined"}
    write_report(found, tmp_path)
    row = html(tmp_path, "pt").split(">Ómega<", 1)[1].split("</tr>", 1)[0]
    assert ">não estimável</td>" in row


def test_languages_of_few_people_are_not_testable_in_words(results, tmp_path):
    write_report(results(), tmp_path)
    assert "Between languages: not testable: fewer than 200 people in a language." in html(tmp_path, "en")
    assert "Entre línguas: não testável: menos de 200 pessoas numa língua." in html(tmp_path, "pt")


def test_numbers_are_written_as_the_reader_writes_them(written):
    alpha = re.compile(r'data-column="[^"]*">0([.,])\d\d \(0[.,]\d\d\N{EN DASH}0[.,]\d\d\)<')
    assert {language: alpha.search(html(written, language))[1] for language in ("en", "vi", "pt")} == {
        "en": ".",
        "vi": ",",
        "pt": ",",
    }


def test_page_has_a_link_to_the_results_and_to_itself_in_other_languages(written):
    page = html(written, "vi")
    beside = {"indicators.vi.html", "messages.vi.html", "quality.en.html", "quality.pt.html"}
    assert set(re.findall(r'href="([^#"]+)"', page)) == beside | {"charts/response.vi.svg"}
    assert "<script" not in page and "http" not in page


def test_rates_count_the_whole_community(found):
    assert cells(found, "rates", "rr2") == {"rate": "0.5"}
    assert float(cells(found, "rates", "ref1")["rate"]) == pytest.approx(41 / 900, abs=1e-6)
    assert float(cells(found, "rates", "con1")["rate"]) == pytest.approx(491 / 900, abs=1e-6)
    assert float(cells(found, "rates", "coop2")["rate"]) == pytest.approx(450 / 491, abs=1e-6)


def test_rates_from_which_a_few_partial_interviews_would_follow_are_withheld(found):
    assert cells(found, "rates", "rr1") == cells(found, "rates", "coop1") == {"rate": "withheld"}


def test_few_who_stopped_on_a_page_are_withheld_and_no_sum_tells_them(found):
    told = {line["row"]: line["value"] or line["status"] for line in lines(found) if line["sheet"] == "break_offs"}
    assert told == {"offers": "25", "other pages": "withheld"}


def test_unanswered_questions_are_counted_by_reason(found, many):
    unsure = sum(many.release.answers["K2"].states == "dk")
    row = {"asked": "450", "without": str(unsure), "dk": str(unsure), "refuse": "0", "blank": "0"}
    assert cells(found, "unanswered", "K2") == row
    assert cells(found, "unanswered", "K3") == {}


def test_few_who_did_not_answer_are_withheld_for_each_reason(results, forty):
    for person in forty:
        person["K1"] = 1
    for person in forty[:6]:
        person["A1"] = 8
    for person in forty[6:12]:
        person["A1"] = 9
    for person in forty[:4]:
        person["A4"] = 9
    few = checked(results(forty))
    told = {"asked": "40", "without": "12", "dk": "withheld", "refuse": "withheld", "blank": "0"}
    assert cells(few, "unanswered", "A1") == told
    assert cells(few, "unanswered", "A4") == told | {"without": "withheld", "blank": "withheld"}


def test_few_who_were_not_asked_are_not_counted(results, forty):
    for person in forty[:2]:
        person["A1"] = ""
    for person in forty[2:15]:
        person["A1"] = 8
    told = cells(checked(results(forty)), "unanswered", "A1")
    assert (told["asked"], told["without"]) == ("withheld", "withheld")


def test_rows_that_are_withheld_stand_by_their_names_and_all_in_the_table_for_machines(results, forty):
    for person in forty:
        person["K1"] = 1
    for person in forty[:6]:
        person |= {"A1": 8, "A2": 9}
    for person in forty[6:18]:
        person["A4"] = 9
    few = checked(results(forty))
    (section,) = quality_page(few, "en").sections[2:]
    sheet = next(one for one in section.sheets if one.code == "unanswered")
    assert [name.text for name in sheet.folded] == ["About A1", "About A2"]
    assert [row.code for row in sheet.rows] == ["A4"]
    assert cells(few, "unanswered", "A2")["without"] == "withheld"


def test_durations_are_told_by_language_and_mode(found):
    assert cells(found, "durations", "everybody") == {"n": "450", "median": "0.3", "quartiles": "0.3"}
    assert cells(found, "durations", "language.en")["n"] == "12"
    assert cells(found, "durations", "mode.assisted")["n"] == "150"


def test_language_of_few_people_has_no_duration_nor_the_one_that_gives_it_away(results, forty):
    for number, person in enumerate(forty):
        person["language"] = "en" if number < 4 else "vi" if number < 18 else "pt"
    few = checked(results(forty))
    assert cells(few, "durations", "language.en") == cells(few, "durations", "language.vi")
    assert cells(few, "durations", "language.vi")["n"] == "withheld"
    assert cells(few, "durations", "language.pt")["n"] == "22"


def test_uniform_and_repeated_answers_are_flagged_and_still_counted(results, forty):
    for person in forty[:12]:
        person |= dict.fromkeys(("A1", "A2", "A3", "A4", "A5"), 3)
    for number, person in enumerate(forty[20:31]):
        person.update(forty[19], Y1=99, T1=f"words {number}")
    found = results([*forty])
    told = checked(found)
    assert cells(told, "flags", "line.ATT") == {"flagged": "12", "of": "40"}
    assert cells(told, "flags", "same") == {"flagged": "11", "of": "40"}
    assert found.weighted.design.data["score of ATT"].notna().sum() == 40


def test_few_flags_are_withheld(results, forty):
    for person in forty[:4]:
        person |= dict.fromkeys(("A1", "A2", "A3", "A4", "A5"), 3)
    assert cells(checked(results(forty)), "flags", "line.ATT")["flagged"] == "withheld"


def test_enumerators_have_an_effect_with_its_interval(found):
    rows = {line["row"]: line for line in lines(found) if line["sheet"] == "enumerators" and line["column"] == "icc"}
    attitude = rows["ATT"]
    assert float(attitude["low"]) < float(attitude["value"]) < float(attitude["high"])
    assert float(attitude["low"]) < 0 < float(attitude["high"])


def test_people_who_feel_watched_are_told_of_first(results):
    plan = [{"name": "PRIVACY_FELT", "label": {"en": "Sure"}, "kind": "share", "questions": ["D1"], "codes": [1],
             "role": "close"}]  # fmt: skip
    found = checked(results(indicators=plan))
    assert "Only 50% are sure of their privacy, fewer than 70%" in quality_page(found, "en").caveats[0]
    assert cells(found, "felt_privacy", "PRIVACY_FELT") == {"estimate": "0.5"}


def test_page_of_too_few_interviews_tells_no_number_of_them(results, forty):
    few = checked(results(forty[:9]))
    values = {line["value"] for name in ("scales.csv", "quality.csv") for line in lines(few, name)}
    assert values <= {"", "0", "12"}  # twelve were not eligible
