"""Colours can be told from what they stand on, by everybody, in both schemes."""

from itertools import pairwise

import pytest

from kapbrief.charts.palette import ON, PAINTS, STEPS


def brightness(colour):
    """Relative luminance, as WCAG 2 counts it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stand_out_from_the_paper(scheme):
    paper = getattr(PAINTS["paper"], scheme)
    marks = {name for names in STEPS.values() for name in names} | {"mark", "loss"}
    assert {name for name in marks if contrast(getattr(PAINTS[name], scheme), paper) < 3} == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_what_they_stand_on(scheme):
    pairs = [("ink", "paper"), ("quiet", "paper"), ("loss", "paper"), *((on, step) for step, on in ON.items())]
    faint = [
        pair for pair in pairs if contrast(getattr(PAINTS[pair[0]], scheme), getattr(PAINTS[pair[1]], scheme)) < 4.5
    ]
    assert faint == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_neighbouring_steps_differ_in_grey(scheme):
    """All but the two halves of a scale without a middle: these meet at the line of the middle."""
    pairs = {pair for names in STEPS.values() for pair in pairwise(names)} - {("low", "high")}
    shades = {pair: [getattr(PAINTS[name], scheme) for name in pair] for pair in pairs}
    assert {pair for pair, colours in shades.items() if contrast(*colours) < 1.2} == set()
