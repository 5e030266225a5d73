"""A brief: what it recommends, when it is blocked, how large the next wave must be and how good its evidence is."""

from types import SimpleNamespace

import pytest

from kapbrief.brief import Block, briefs
from kapbrief.errors import ReleaseError
from kapbrief.grade import PRIVACY, Weakness
from kapbrief.indicators import estimates
from kapbrief.messages import messages
from kapbrief.next_wave import next_wave
from kapbrief.release import read_release
from kapbrief.scales import scales

SAID = ["behaviour", "audience", "not_audience", "promise", "tone", "timing", "language", "call", "test"]
BRIEF = {
    "outcome": "P2", "said": {name: {"en": f"The {name}"} for name in SAID}, "facts": ["F-1"], "smallest_change": 10,
    "next_wave": "2027-11-01",
}  # fmt: skip
PRIVATE = {"name": PRIVACY, "label": {"en": "Sure"}, "kind": "share", "questions": ["A4"], "role": "close"}
PLAN = {
    "sampling": {"design": "census", "population": 150, "population_source": "", "finite_population_correction": True},
    "margins": [],
    "outcomes": [{"question": "P2", "codes": [2, 3], "among": [2, 3, 4]}],
    "beliefs": [
        {"question": "A1", "codes": [4, 5], "family": "attitude"},
        {"question": "A3", "codes": [4, 5], "family": "norm"},
        {"question": "A5", "codes": [4, 5], "family": "attitude"},
    ],
    "messengers": ["D2"],
    "indicators": [PRIVATE | {"codes": [1, 5]}],
    "briefs": [BRIEF],
}
SIGNED = {"name": "F-1", "label": "Bees are protected", "signed_off": {"by": "adviser", "on": "2026-01-01"}}
OTHER = SIGNED | {"name": "F-2"}


def person(number, base):
    half, tenth = number % 2, (number // 2) % 10
    return base | {
        "P2": 2 if tenth < (8 if half else 4) else 4, "A1": 5 if half else 1, "A3": 1 if half else 5, "A4": 1, "A5": 4,
        "D2": 1 if number % 5 else 2,
    }  # fmt: skip


@pytest.fixture(scope="module")
def brief(folder_in, people, tmp_path_factory):
    """The brief of a release of 120 people, with these parts of it changed."""

    def made(*, change=lambda one: one, **changes):
        where = tmp_path_factory.mktemp("release")
        everybody = [change(person(n, people[n % 40])) for n in range(120)]
        results = estimates(read_release(folder_in(where, everybody, **(PLAN | changes))))
        return briefs(messages(results, scales(results)))[0]

    return made


@pytest.fixture(scope="module")
def usual(brief):
    return brief()


def test_brief_leads_with_the_belief_that_gains_and_leaves_the_one_against_the_outcome(usual):
    assert usual.blocks == ()
    assert [row.belief.name for row in usual.leading] == ["A1"]
    assert [row.belief.name for row in usual.left] == ["A3"]
    assert usual.withheld == 1
    assert {one.belief.name for one in usual.audiences} == {"A1"}


def test_baseline_is_the_share_with_the_outcome(usual):
    assert usual.baseline.estimate == pytest.approx(0.6)
    assert usual.baseline.n == 120


def test_brief_that_nobody_wrote_is_blocked(brief):
    assert brief(briefs=[]).blocks == (Block.UNWRITTEN,)


@pytest.mark.parametrize(("signed", "blocks"), [(SIGNED, ()), (SIGNED | {"signed_off": None}, (Block.UNSIGNED,))])
def test_promise_needs_a_signature_in_earnest(brief, signed, blocks):
    assert brief(facts=[signed, OTHER]).blocks == blocks


def test_unsigned_fact_does_not_block_a_rehearsal_and_is_marked(brief):
    found = brief(rehearsal=True, facts=[])
    assert found.blocks == ()
    assert not found.facts[0].signed_off
    assert Weakness.MADE_UP in found.grade.weaknesses


def test_promise_on_a_fact_that_the_release_does_not_know_is_blocked(brief):
    assert brief(briefs=[BRIEF | {"facts": ["F-9"]}]).blocks == (Block.UNSIGNED,)


def test_withheld_beliefs_block_the_brief_and_no_number_is_left(brief):
    found = brief(beliefs=[{"question": "A5", "codes": [4, 5], "family": "norm"}])
    assert found.blocks == (Block.WITHHELD,)
    assert (found.baseline, found.next_wave, found.audiences) == (None, None, ())


def test_sealed_outcome_blocks_the_brief(brief):
    found = brief(change=lambda one: one | {"P2": ".sealed"})
    assert found.blocks == (Block.WITHHELD,)
    assert found.baseline is None


def test_beliefs_that_all_go_against_the_outcome_block_the_brief(brief):
    found = brief(beliefs=[{"question": "A3", "codes": [4, 5], "family": "norm"}])
    assert found.blocks == (Block.NO_GAIN,)


def test_evidence_of_a_well_answered_census_is_moderate(usual):
    assert usual.grade.moderate
    assert usual.grade.heard == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("changes", "weakness"),
    [
        ({"sampling": PLAN["sampling"] | {"population": 2000}}, Weakness.FEW_HEARD),
        ({"indicators": []}, Weakness.PRIVACY_UNKNOWN),
        ({"indicators": [PRIVATE | {"codes": [2]}]}, Weakness.PRIVACY_LOW),
    ],
)
def test_evidence_is_low_for_a_named_reason(brief, changes, weakness):
    assert brief(**changes).grade.weaknesses == (weakness,)


def wave(share, n, **changes):
    settings = {"change": 0.1, "interviews": 200, "population": 2000, "kish": 1.0} | changes
    return next_wave(SimpleNamespace(estimate=share, n=n), **settings)


def test_next_wave_is_as_large_as_a_change_of_shares_needs():
    assert wave(0.6, 200).size.n == 356
    assert wave(0.6, 100).size.invited == 712
    assert wave(0.6, 200, kish=1.5).size.n > 500


def test_weights_never_make_the_next_wave_smaller():
    assert wave(0.6, 200, kish=0.5).size.n == wave(0.6, 200).size.n


def test_small_community_is_told_which_change_it_can_tell():
    found = wave(0.6, 200, population=200)
    assert not found.possible
    assert found.tellable == pytest.approx(0.14)


def test_outcome_too_high_to_rise_has_no_size():
    assert wave(0.95, 200) is None


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"outcome": "A1"}, "'A1' is no outcome of the plan"),
        ({"smallest_change": 100}, "100 is no change of a share"),
        ({"said": {}}, "'behaviour' is missing"),
    ],
)
def test_damaged_brief_is_refused_with_its_place(release, changes, wrong):
    with pytest.raises(ReleaseError, match=wrong) as told:
        release(**(PLAN | {"briefs": [BRIEF | changes]}))
    assert "briefs" in str(told.value)
