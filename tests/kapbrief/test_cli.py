"""The command that writes the report of any study."""

import json

import pytest

from kapbrief.cli import main


@pytest.fixture
def command(capsys):
    """Runs it without PDFs: exit code, lines said, lines of complaint."""

    def run(*words):
        try:
            code = main([*map(str, words), "--no-pdf"])
        except SystemExit as stopped:
            code = stopped.code
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err.splitlines()

    return run


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_one_release_becomes_a_report_in_every_language(command, folder, tmp_path):
    code, said, complaints = command(folder(), tmp_path / "out")
    assert (code, complaints) == (0, [])
    assert {str(tmp_path / "out" / name) for name in names(tmp_path / "out")} == set(said)
    assert {f"messages.{language}.html" for language in ("en", "vi", "pt")} <= names(tmp_path / "out")


def test_languages_asked_for_are_the_only_ones(command, folder, tmp_path):
    code, _, _ = command(folder(), tmp_path / "out", "--language", "vi", "--language", "en")
    assert code == 0
    assert {name for name in names(tmp_path / "out") if name.startswith("indicators.")} == {
        *("indicators.csv", "indicators.en.html", "indicators.vi.html"),
    }
    page = (tmp_path / "out" / "indicators.vi.html").read_text(encoding="utf-8")
    assert "indicators.en.html" in page
    assert "indicators.pt.html" not in page


def test_study_without_english_is_told_in_english_too_with_its_own_labels(command, folder, forty, tmp_path):
    people = [person | {"language": "vi"} for person in forty]
    release = folder(people, languages=["vi"], source_language="vi", title={"vi": "Động vật"})
    assert command(release, tmp_path / "out")[0] == 0
    assert "indicators.vi.html" in names(tmp_path / "out")
    page = (tmp_path / "out" / "indicators.en.html").read_text(encoding="utf-8")
    assert '<h1><span lang="vi">Động vật</span></h1>' in page
    assert "Results by indicator" in page


def test_waves_become_reports_and_changes(command, folder, tmp_path):
    code, said, _ = command(folder(wave="one", name="one"), folder(wave="two", name="two"), tmp_path / "out")
    assert code == 0
    assert {"one/indicators.en.html", "two/quality.vi.html", "changes.csv", "changes.pt.html"} <= names(
        tmp_path / "out"
    )
    assert said[-1].startswith("one: found 0, not_found 40, ")


def test_language_that_the_study_lacks_is_refused_with_those_it_has(command, folder, tmp_path):
    code, said, complaints = command(folder(), tmp_path / "out", "--language", "km")
    assert (code, said) == (1, [])
    assert complaints == [
        "No report: --language: bees-in-town has no language 'km': choose from en, vi, pt",
    ]
    assert not (tmp_path / "out").exists()


def test_release_in_the_place_of_the_report_is_left_as_it_is(command, folder):
    first, second = folder(name="one"), folder(name="two", wave="two")
    code, _, complaints = command(first, second)
    assert code == 1
    assert complaints == [f"No report: {second}: is a release: give a folder for the report after the releases"]
    assert not (second / "indicators.csv").exists()


def test_damaged_release_is_named_with_place_and_remedy(command, folder, tmp_path):
    path = folder()
    (path / "design.json").write_text(json.dumps({}))
    code, _, complaints = command(path, tmp_path / "out")
    assert code == 1
    assert len(complaints) == 1
    assert complaints[0].startswith("No report: design.json: has 2 bytes")


def test_help_tells_what_is_needed_and_what_comes_back(command):
    code, said, _ = command("--help")
    assert code == 0
    told = " ".join(" ".join(said).split())
    for part in ("usage: kapbrief", "RELEASE", "OUT", "--language CODE", "--no-pdf", "Exit codes: 0", "earliest first"):
        assert part in told


def test_missing_words_are_named(command):
    code, _, complaints = command()
    assert code == 2
    assert "RELEASE, OUT" in complaints[-1]
