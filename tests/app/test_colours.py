"""Contrast of colours, against ratios that are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.app.settings import LEAST_CONTRAST, contrast, is_colour, legibility, lightened, mixed
from dsi_geo.drawing.palette import ACCENT
from tests.serving import ROOT

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the palest grey that is legible on white, as is well known
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@given(colours, colours)
def test_contrast_is_the_same_both_ways_and_lies_between_1_and_21(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


@given(colours)
def test_every_colour_becomes_legible_on_dark_paper(colour):
    found = lightened(colour)
    assert legibility(found, "dark") >= LEAST_CONTRAST
    assert lightened(found) == found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_our_own_accent_is_legible_and_the_one_that_streamlit_starts_with(theme):
    assert legibility(ACCENT[theme], theme) >= LEAST_CONTRAST
    started = (ROOT / ".streamlit" / "config.toml").read_text("utf-8").split(f"[theme.{theme}]")[1]
    assert started.count(f'"{ACCENT[theme]}"', 0, 300) == 2


def test_colours_mix_by_their_share():
    assert mixed("#000000", "#ffffff", 0) == "#000000"
    assert mixed("#000000", "#ffffff", 1) == "#ffffff"
    assert mixed("#0000c8", "#640000", 0.5) == "#320064"


def test_only_six_digits_are_a_colour():
    assert is_colour("#0b6E69")
    assert not any(map(is_colour, ("#fff", "0b6e69", "#0b6e6g", "#0b6e69;}", "red", "")))
