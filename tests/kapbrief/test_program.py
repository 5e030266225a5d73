"""Where a report says it comes from."""

import hashlib
import json
import re

import pytest

from kapbrief.program import code_fingerprint, fingerprint, sources
from kapbrief.report import write_report

SOURCES = {"kapbrief/page.py": b"one\n", "kapstats/mean.py": b"two\n"}


@pytest.mark.parametrize(
    "changed",
    [
        {"kapbrief/page.py": b"one\n", "kapstats/mean.py": b"three\n"},
        {"kapbrief/page.py": b"one\n", "kapstats/middle.py": b"two\n"},
        {"kapbrief/page.py": b"one\n"},
    ],
)
def test_fingerprint_of_the_code_changes_with_a_file_its_name_and_their_number(changed):
    assert fingerprint(changed) != fingerprint(SOURCES)


def test_fingerprint_of_the_code_does_not_know_order_or_ends_of_lines():
    windows = {name: content.replace(b"\n", b"\r\n") for name, content in reversed(SOURCES.items())}
    assert fingerprint(windows) == fingerprint(SOURCES)


def test_templates_decisions_statistics_and_translations_are_code():
    named = {name for name, _ in sources()}
    assert {"kapbrief/frame.html", "kapbrief/page.css", "kapbrief/decisions.csv", "kapstats/weights/raking.py"} <= named
    assert {"translations/vi/LC_MESSAGES/report.po", "translations/pt/LC_MESSAGES/report.po"} <= named


def test_every_page_shows_the_fingerprints_of_questionnaire_release_and_code(results, tmp_path):
    found = results()
    pages = [path for path in write_report(found, tmp_path / "out") if path.suffix == ".html"]
    assert len(pages) == 9
    for page in pages:
        text = page.read_text(encoding="utf-8")
        shown = set(re.findall(r"<code>([0-9a-f]{64})</code>", text))
        assert shown == {"f" * 64, found.release.digest, code_fingerprint()}


def test_provenance_beside_the_pages_names_versions_and_files(results, tmp_path):
    found = results()
    written = write_report(found, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "provenance.json").read_text(encoding="utf-8"))
    assert told["releases"] == [
        {"study": "bees-in-town", "wave": "one", "questionnaire": "f" * 64, "release": found.release.digest}
    ]
    assert told["code"] == code_fingerprint()
    assert {"python", "kapsurvey", "numpy", "pandas", "statsmodels"} <= set(told["versions"])
    out = tmp_path / "out"
    files = {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in written}
    del files["provenance.json"]
    assert told["files"] == files
