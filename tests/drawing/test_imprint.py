"""What stands around a chart that leaves: in lines that fit, however narrow the picture is."""

from __future__ import annotations

import plotly.graph_objects as go
import plotly.io
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import SIZES, Imprint, framed, width_px, wrapped

COLUMN, SLIDE = (next(size for size in SIZES if size.name == name) for name in ("column", "slide"))
LONG = Imprint(
    "Projects by region and cluster over the years", "9 of 9 projects selected", "", "Source: a test."
)


def bars(**axis: object) -> go.Figure:
    return go.Figure(go.Bar(x=[1, 2], y=[1, 2])).update_xaxes(**axis)


@pytest.mark.parametrize("template", ["plotly", "ggplot2"])
def test_a_chart_looks_the_same_whatever_template_is_the_default(template, monkeypatch):
    monkeypatch.setattr(plotly.io.templates, "default", template)
    drawn = styled(bars(), "light", 300).to_dict()["layout"]["template"]
    assert set(drawn) == {"layout"}
    assert drawn["layout"]["xaxis"]["automargin"]


def test_a_column_is_85_and_a_page_175_millimetres_wide():
    by_name = {size.name: size for size in SIZES}
    assert by_name["column"].width_px / 96 * 25.4 == pytest.approx(85, abs=0.2)
    assert by_name["page"].width_px / 96 * 25.4 == pytest.approx(175, abs=0.2)
    assert by_name["column"].words(4) == "1,284 pixels wide, 384 dpi at 85 mm"


def test_a_slide_has_1920_by_1080_pixels_whether_the_chart_is_low_or_high():
    for height_px in (100, 600):
        figure = framed(bars(), LONG, SLIDE, height_px)
        ratio = SLIDE.pixel_ratio(1, figure.layout.width)
        assert figure.layout.width * ratio == pytest.approx(1920)
        assert figure.layout.height * ratio == pytest.approx(1080, abs=2)


def test_a_chart_that_could_not_be_read_on_a_slide_stays_taller():
    figure = framed(bars(), LONG, SLIDE, 1_500)
    assert figure.layout.width == 960
    assert figure.layout.height > 1_500


def test_a_picture_grows_by_the_lines_of_its_title():
    low, high = (framed(bars(), LONG, size, 300).layout.height for size in (SIZES[0], COLUMN))
    assert high > low


def test_the_title_of_an_axis_is_broken_in_a_column():
    figure = framed(bars(title="share of the inhabitants, least served first"), LONG, COLUMN, 300)
    assert "<br>" in figure.layout.xaxis.title.text


def test_traces_without_a_legend_get_none_by_the_source():
    figure = framed(bars().update_layout(showlegend=False), LONG, COLUMN, 300)
    assert [trace.showlegend for trace in figure.data] == [False, True]


def test_widths_are_those_of_the_font():
    assert width_px("nn", 10) == pytest.approx(2 * width_px("n", 10))
    assert width_px("n", 10) == pytest.approx(6.18, abs=0.01)  # 618 of 1,000 units in Noto Sans Regular
    assert width_px("n", 10, bold=True) > width_px("n", 10)
    assert width_px("移", 10) == 10


@given(st.text(max_size=80), st.floats(min_value=5, max_value=400))
def test_wrapped_lines_fit_and_lose_no_letter(text, room):
    lines = wrapped(text, room, 10)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_px(line, 10) <= room or len(line) == 1 for line in lines)
