"""A release: design and manifest, where it is written, and that it never comes out in halves."""

import hashlib
from datetime import timedelta

import pytest
from definitions import QUESTION_MORE, study_in
from releases import document, rows, written
from scenes import TODAY, conflicts, coupons, opened, person

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork import release as releasing
from kapsurvey.fieldwork.retention import purge
from kapsurvey.store.tables import ATTEMPTS

FILES = ["attempts.csv", "codebook.json", "design.json", "editions.jsonl", "manifest.json", "responses.csv"]


def test_the_design_holds_sampling_totals_and_plan(database, town, town_wave, tmp_path):
    written(database, town_wave, town, tmp_path / "out")
    assert document(tmp_path / "out", "design") == {
        "pretest": True,
        "rehearsal": False,
        "sampling": {
            "design": "census",
            "population": 400,
            "population_source": "the register",
            "finite_population_correction": True,
        },
        "margins": [{"variable": "", "choice": None, "total": 400, "source": "the register"}],
        "plan": {
            "smallest_cell": 12,
            "groups": ["BORN"],
            "indicators": [
                {"name": "K", "label": {"en": "Knows the law"}, "role": "knowledge", "kind": "knowledge",
                 "questions": ["LAW"]},
                {"name": "ATT", "label": {"en": "Attitude"}, "role": "attitude", "kind": "index",
                 "questions": ["GOOD", "BAD"]},
                {"name": "SEEN", "label": {"en": "Has seen it"}, "role": "practice", "kind": "share",
                 "questions": ["SEEN"], "codes": [1], "among": [1, 2, 6]},
            ],
            "link_code": None,
            "outcomes": [],
            "beliefs": [],
            "messengers": [],
            "segments": [],
            "norm_gaps": [],
            "took_part": None,
            "briefs": [],
        },
    }  # fmt: skip


def test_what_the_wave_never_asked_is_left_out_of_the_plan_and_named(database, study, wave, tmp_path):
    later = study_in(
        tmp_path / "later",
        QUESTION_MORE,
        analysis="groups: [HARM, NEW]\nindicators:\n"
        "  - {name: N, label: New, role: practice, kind: share, questions: [NEW], codes: [1]}\n",
    )
    result = written(database, wave, later, tmp_path / "out")
    plan = document(tmp_path / "out", "design")["plan"]
    assert (plan["groups"], plan["indicators"]) == (["HARM"], [])
    assert result.left_out == ("N", "NEW")


def test_what_messages_are_weighed_by_goes_with_the_release(database, wave, tmp_path):
    later = study_in(
        tmp_path / "later",
        QUESTION_MORE,
        analysis="outcomes: [{question: OFFERED, codes: [1], among: [1, 2]}]\n"
        "beliefs: [{question: HARM, codes: [3], family: attitude}, {question: NEW, codes: [1], family: norm}]\n"
        "messengers: [TRUST]\nsegments: [HARM, NEW]\n"
        "norm_gaps: [{perceived: HARM, shares: [0, 50, 100], actual: OFFERED, codes: [1]}]\n",
    )
    result = written(database, wave, later, tmp_path / "out")
    plan = document(tmp_path / "out", "design")["plan"]
    assert plan["outcomes"] == [{"question": "OFFERED", "codes": [1], "among": [1, 2]}]
    assert plan["beliefs"] == [{"question": "HARM", "family": "attitude", "codes": [3]}]
    assert plan["messengers"] == ["TRUST"]
    assert plan["segments"] == []
    assert plan["norm_gaps"][0]["actual"] == {"question": "OFFERED", "codes": [1]}
    assert result.left_out == ("NEW",)


def test_the_manifest_counts_and_hashes(database, study, wave, tmp_path):
    person(database, wave).everything()
    person(database, wave).answer("consent", CONSENT="2")
    early = person(database, wave)
    early.consent()
    early.stop()
    person(database, wave).until("opinions")
    twice = person(database, wave)
    twice.everything()
    twice.answer("last", REMARKS="changed")
    assert len(conflicts(database, wave)) == 1
    old = person(database, wave, today=TODAY - timedelta(days=30))
    old.until("people")
    with database.transaction() as connection:
        purge(connection, today=TODAY)
    result = written(database, wave, study, tmp_path / "out")
    manifest = document(tmp_path / "out", "manifest")
    files = manifest.pop("files")
    assert manifest == {
        "study": "village",
        "wave": "first",
        "fingerprint": wave.fingerprint,
        "fingerprints": [wave.fingerprint],
        "pretest": True,
        "rehearsal": False,
        "written_on": "2026-03-01",
        "counts": {
            "interviews": 3,
            "outcomes": {"complete": 2, "partial": 0, "break_off": 1, "refused": 1, "ineligible": 0},
            "break_offs_by_page": {"opinions": 1, "people": 1},
            "conflicts": 1,
            "attempts": dict.fromkeys(ATTEMPTS, 0),
            "attempts_by_aapor_code": dict.fromkeys(["2.1", "2.2", "2.32", "2.33", "2.36", "3", "4"], 0),
            "coupons": None,
        },
        "unsealed": {"opened": 3, "refused": 0},
    }
    assert result.interviews == 3 == files["responses.csv"]["rows"]
    for name, told in files.items():
        content = (tmp_path / "out" / name).read_bytes()
        assert (told["bytes"], told["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert sorted([*files, "manifest.json"]) == FILES


def test_admission_codes_are_counted_and_none_is_in_the_release(database, study, tmp_path):
    wave = opened(database, study, admission="codes")
    issued = coupons(database, wave, 5)
    person(database, wave, code=issued[0].code).everything()
    person(database, wave, code=issued[1].code).consent()
    written(database, wave, study, tmp_path / "out")
    assert document(tmp_path / "out", "manifest")["counts"]["coupons"] == {"issued": 5, "spent": 2}
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert not any(secret.encode() in everything for one in issued for secret in (one.code, one.token))


def test_a_second_release_of_the_day_has_the_same_bytes(database, study, wave, tmp_path):
    for _ in range(3):
        person(database, wave).everything()
    for out in ("one", "two"):
        written(database, wave, study, tmp_path / out)
    assert [(tmp_path / "one" / name).read_bytes() for name in FILES] == [
        (tmp_path / "two" / name).read_bytes() for name in FILES
    ]


def test_an_earlier_release_is_replaced_whole(database, study, wave, tmp_path):
    out = tmp_path / "deep" / "out"
    written(database, wave, study, out)
    person(database, wave).everything()
    written(database, wave, study, out)
    assert len(rows(out)) == 1 and sorted(path.name for path in out.iterdir()) == FILES
    assert [path.name for path in out.parent.iterdir()] == ["out"], "nothing is left beside it"


@pytest.mark.parametrize("there", ["a file", "an empty folder", "other files", "a release and more", "another wave's"])
def test_what_is_not_an_earlier_release_is_never_touched(database, study, wave, tmp_path, there):
    out = tmp_path / "out"
    if there == "a file":
        out.write_text("mine")
    elif there in ("an empty folder", "other files"):
        out.mkdir()
        if there == "other files":
            (out / "manifest.json").write_text("[]")
    else:
        earlier = wave if there == "a release and more" else opened(database, study, name="other", link="other")
        written(database, earlier, study, out)
        if there == "a release and more":
            (out / "notes.txt").write_text("mine")
    before = sorted((path, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file() and out in path.parents)
    with pytest.raises(KapsurveyError, match=r"release\.occupied"):
        written(database, wave, study, out)
    after = sorted((path, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file() and out in path.parents)
    assert before == after and out.exists()


def test_a_release_that_fails_leaves_the_earlier_one_and_no_litter(database, study, wave, tmp_path, monkeypatch):
    out = tmp_path / "releases" / "out"
    written(database, wave, study, out)
    before = (out / "manifest.json").read_bytes()
    monkeypatch.setattr(releasing, "_manifest", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        written(database, wave, study, out)
    assert (out / "manifest.json").read_bytes() == before
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_only_its_owner_can_read_a_release(database, study, wave, tmp_path):
    written(database, wave, study, tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()} == {0o600}


def test_a_rehearsed_wave_is_marked_in_every_file(database, study, tmp_path):
    wave = opened(database, study, pretest=False, rehearsal=True)
    person(database, wave).everything()
    out = tmp_path / "out"
    written(database, wave, study, out)
    assert [row["rehearsal"] for row in rows(out)] == ["1"]
    assert all(document(out, name)["rehearsal"] is True for name in ("codebook", "design", "manifest"))
