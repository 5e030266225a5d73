"""Whose situation it is, decided over the answers of one interview."""

import pytest

from kapbrief.errors import ReleaseError
from kapbrief.situations import holds

ANSWERS = {"D": 2.0, "M": (1.0, 3.0), "N": None, "T": "vi", "E": ()}


@pytest.mark.parametrize(
    "condition",
    [
        "D == 2", "D != 3", "D < 3 and D >= 2", "D in [1, 2]", "D not in [3]", "not D == 1", "T == 'vi'",
        "T in ['vi', 'pt']", "any_of(M, [3, 4])", "all_of(M, [1, 3])", "answered(D)", "D == 1 or T != 'pt'",
        "not answered(N)", "not answered(E)",
    ],
)  # fmt: skip
def test_condition_is_true(condition):
    assert holds(condition, ANSWERS)


@pytest.mark.parametrize(
    "condition",
    [
        "D == 3", "N == 1", "N != 1", "N in [1]", "N not in [1]", "D == 'vi'", "any_of(N, [1])", "any_of(M, [2])",
        "all_of(M, [1, 2])", "D in M and D == 9", "T < 3", "M == 1",
    ],
)  # fmt: skip
def test_condition_is_false(condition):
    assert not holds(condition, ANSWERS)


@pytest.mark.parametrize(
    "condition",
    ["D ==", "Z == 1", "D + 1 == 3", "open('x')", "D.real == 2", "1 < D < 3", "D", "answered(D, D)", "D == True",
     "(" * 500 + "D == 1" + ")" * 500],
)  # fmt: skip
def test_condition_that_cannot_be_decided_is_refused(condition):
    with pytest.raises(ReleaseError, match=r"codebook.json: situation .* cannot be decided here: write the situation"):
        holds(condition, ANSWERS)
