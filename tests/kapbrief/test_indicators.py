"""Indicators of a plan, estimated with the design of the release."""

import numpy as np
import pytest

from kapbrief.disclosure import Status
from kapbrief.errors import ReleaseError
from kapbrief.indicators import estimates
from kapstats import EstimationError


def row(results, name, group=None, level=None):
    result = next(result for result in results.results if result.indicator.name == name)
    return next(row for row in result.rows if (row.group, row.level and row.level.name) == (group, level))


def test_share_has_the_error_of_a_sample_of_forty_in_sixty(results):
    """s^2 / n (1 - n / N) with s^2 = n p (1 - p) / (n - 1): 23 of 40 said yes."""
    found = row(results(), "EXPO").estimate
    share = 23 / 40
    assert found.estimate == pytest.approx(share)
    assert found.se == pytest.approx(np.sqrt(share * (1 - share) / 39 * (1 - 40 / 60)))
    assert (found.n, found.df) == (40, 39)


def test_no_correction_leaves_the_error_of_an_endless_population(results):
    sampling = {"design": "census", "population": 60, "population_source": "", "finite_population_correction": False}
    found = row(results(sampling=sampling), "EXPO").estimate
    assert found.se == pytest.approx(np.sqrt(23 / 40 * 17 / 40 / 39))


def test_everybody_heard_leaves_no_error(results):
    sampling = {"design": "census", "population": 40, "population_source": "", "finite_population_correction": True}
    found = row(results(sampling=sampling, margins=[]), "ATT").estimate
    assert found.se == 0


def test_groups_are_estimated_one_trait_at_a_time(results):
    found = results()
    places = [(r.group, r.level and r.level.name) for r in found.results[0].rows]
    assert places == [(None, None), ("D1", 1), ("D1", 2), ("D2", 1), ("D2", 2), ("D2", 3)]
    women, men = row(found, "ATT", "D1", 1).estimate, row(found, "ATT", "D1", 2).estimate
    assert (women.estimate + men.estimate) / 2 == pytest.approx(row(found, "ATT").estimate.estimate)


def test_knowledge_tells_dont_know_apart(results, forty):
    for person in forty:
        person["K1"] = 8 if person["D1"] == 1 else 1
    found = results(forty)
    assert row(found, "K_ONE", "D1", 1).dont_know == 1
    assert row(found, "K_ONE", "D1", 2).dont_know == 0
    assert row(found, "ATT").dont_know is None


def test_share_of_nobody_still_has_an_upper_limit(results, forty):
    for person in forty:
        person["P1.1"] = person["P1.2"] = 0
    found = row(results(forty), "EXPO").estimate
    assert (found.estimate, found.low) == (0, 0)
    assert 0 < found.high < 0.1


def test_indicator_nobody_signed_off_keeps_its_row_without_a_number(results):
    found = results(facts=[])
    knowledge = next(result for result in found.results if result.indicator.name == "K_LAW")
    assert [(row.group, row.status, row.estimate) for row in knowledge.rows] == [(None, Status.UNSIGNED, None)]
    assert not knowledge.provisional
    assert row(found, "ATT").estimate is not None


@pytest.mark.parametrize("kind", ["pretest", "rehearsal"])
def test_indicator_nobody_signed_off_is_provisional_where_it_is_tried_out(results, kind):
    found = {result.indicator.name: result for result in results(facts=[], **{kind: True}).results}
    assert found["K_LAW"].provisional
    assert found["K_LAW"].rows[0].estimate is not None
    assert not found["ATT"].provisional


def test_known_totals_move_the_estimate_and_take_its_explained_error(results, forty):
    margins = [{"variable": "D1", "choice": code, "total": total, "source": "x"} for code, total in ((1, 45), (2, 15))]
    plain, tied = results(forty), results(forty, margins=margins, name="tied")
    shares = [row(plain, "EXPO", "D1", level).estimate.estimate for level in (1, 2)]
    assert row(tied, "EXPO").estimate.estimate == pytest.approx(0.75 * shares[0] + 0.25 * shares[1])
    assert row(tied, "EXPO").estimate.se < row(plain, "EXPO").estimate.se
    assert [step.name for step in tied.weighted.design.lineage] == ["base", "raked"]


def test_people_who_did_not_tell_their_group_keep_their_weight(results, forty):
    margins = [{"variable": "D1", "choice": code, "total": total, "source": "x"} for code, total in ((1, 45), (2, 15))]
    for person in forty[:10]:
        person["D1"] = 9
    weights = results(forty, margins=margins).weighted.design.weights
    np.testing.assert_allclose(weights[:10], 60 / 40)
    assert weights.sum() == pytest.approx(60)


def test_known_total_of_an_answer_that_nobody_gave_is_left_out_and_told(results, forty):
    margins = [{"variable": "D1", "choice": code, "total": total, "source": "x"} for code, total in ((1, 45), (2, 15))]
    for person in forty:
        person["D1"] = 1
    found = results(forty, margins=margins).weighted
    assert found.unused_margins == ("D1",)
    assert len(found.design.lineage) == 1


def test_known_totals_that_the_sample_cannot_meet_are_told(results, forty):
    """Women live in town and men on the coast, and the totals say otherwise."""
    for person in forty:
        person["D2"] = person["D1"]
    margins = [
        {"variable": variable, "choice": code, "total": total, "source": "x"}
        for variable, code, total in (("D1", 1, 45), ("D1", 2, 15), ("D2", 1, 15), ("D2", 2, 45))
    ]
    with pytest.raises(EstimationError, match="no weights found that hold all of these sizes"):
        results(forty, margins=margins)


def test_more_interviews_than_people_are_refused_in_earnest(release, forty):
    sampling = {"design": "census", "population": 39, "population_source": "", "finite_population_correction": True}
    with pytest.raises(ReleaseError, match="the population of 39 is smaller than the 40 interviews: count"):
        estimates(release(forty, sampling=sampling, margins=[]))


def test_more_interviews_than_people_count_the_same_in_a_rehearsal(results, forty):
    sampling = {"design": "census", "population": 39, "population_source": "", "finite_population_correction": True}
    found = results(forty, sampling=sampling, margins=[], rehearsal=True)
    assert not found.weighted.of_population
    assert row(found, "EXPO").estimate.se == pytest.approx(np.sqrt(23 / 40 * 17 / 40 / 39))


@pytest.mark.parametrize("people", [0, 1, 9])
def test_too_few_interviews_show_nothing_and_fail_nowhere(results, forty, people):
    found = results(forty[:people])
    assert found.weighted is None
    assert {row.status for result in found.results for row in result.rows} == {Status.WITHHELD}


def test_an_indicator_of_sealed_answers_has_no_number_until_they_are_opened(results, forty):
    forty[7].update({"P1.1": ".sealed", "P1.2": ".sealed", "P1.3": ".sealed"})
    found = results(forty)
    sealed = next(result for result in found.results if result.indicator.name == "EXPO")
    assert [(one.status, one.estimate) for one in sealed.rows] == [(Status.SEALED, None)]
    assert row(found, "ATT").estimate is not None
