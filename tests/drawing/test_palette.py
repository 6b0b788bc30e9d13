"""Colours that are told apart without colour vision, and ordered ones in grey print."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest

from dsi_geo.drawing.palette import MOST_CATEGORIES, NOT_KNOWN, STANDING, categories, steps

Colours = npt.NDArray[np.float64]

# From: Machado, Oliveira and Fernandes, “A Physiologically-based Model for Simulation of Color Vision Deficiency”,
# IEEE Transactions on Visualization and Computer Graphics 15(6), 2009; severity 1.0; on linear RGB.
SIMULATED = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(colour: str) -> Colours:
    """An sRGB colour “#rrggbb” in linear light (IEC 61966-2-1)."""
    values = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(light: Colours) -> Colours:
    """CIE L*a*b* of linear light under D65."""
    ratio = TO_XYZ @ np.clip(light, 0, 1) / WHITE
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def difference(one: str, other: str, seen: str) -> float:
    matrix = np.array(SIMULATED[seen])
    return float(np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other))))


def lightness(colour: str) -> float:
    return float(lab(linear(colour))[0])


def test_white_and_black_have_the_lightness_they_are_defined_by():
    assert lightness("#ffffff") == pytest.approx(100, abs=0.1)
    assert lightness("#000000") == pytest.approx(0)


@pytest.mark.parametrize("seen", SIMULATED)
@pytest.mark.parametrize("number", [2, 6, MOST_CATEGORIES])
def test_any_two_colours_of_categories_differ_without_colour_vision(number, seen):
    nearest = min(difference(one, other, seen) for one, other in combinations(categories(number), 2))
    assert nearest > 12
    assert min(difference(one, NOT_KNOWN, seen) for one in categories(number)) > 7


@pytest.mark.parametrize("number", [2, 6, MOST_CATEGORIES])
def test_neighbours_in_a_legend_of_categories_differ_in_grey_print(number):
    shades = [lightness(colour) for colour in categories(number)]
    assert min(abs(one - other) for one, other in pairwise(shades)) > 13


def test_any_two_of_six_categories_differ_a_little_in_grey_print():
    shades = [lightness(colour) for colour in categories(6)]
    assert min(abs(one - other) for one, other in combinations(shades, 2)) > 6


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_ordered_classes_are_ordered_in_grey_print(number, theme):
    shades = [lightness(colour) for colour in steps(number, theme)]
    apart = [abs(one - other) for one, other in pairwise(shades)]
    assert shades in (sorted(shades), sorted(shades, reverse=True))
    assert min(apart) > 8


def test_what_is_certain_and_what_is_not_differ_in_grey_print():
    certain, perhaps = map(lightness, STANDING["light"])  # pictures are light, whatever the page is
    assert perhaps - certain > 20
