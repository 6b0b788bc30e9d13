"""Pictures of figures, made by a browser on the server."""

from __future__ import annotations

import base64
import io
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import SIZES, Imprint, PictureSize, framed, plain
from dsi_geo.errors import InputError
from dsi_geo.output import images
from dsi_geo.output.images import ImageMaker, title_of

IMPRINT = Imprint(
    "<b>Projects</b> & places", "2 of 3 projects selected", "cluster: Health", "Source: a test."
)


@pytest.fixture(scope="module")
def maker() -> Iterator[ImageMaker]:
    """One for all tests: its browser takes seconds to start. Who ends it sees that the next picture starts another."""
    made = ImageMaker()
    yield made
    made.close()


@pytest.fixture
def impatient(monkeypatch):
    """A browser that was killed or stopped hears no farewell: nothing comes of waiting for its answer."""
    monkeypatch.setattr(images, "SECONDS_TO_END", 0.5)


def figure() -> go.Figure:
    return framed(styled(go.Figure(go.Bar(x=["a", "b"], y=[1, 2])), "light", 200), IMPRINT, sized(424), 200)


def sized(width_px: int) -> PictureSize:
    return PictureSize("test", "Test", width_px)


def test_a_picture_says_what_it_is_and_takes_text_as_text(maker):
    shown = "".join(ElementTree.fromstring(maker.image(figure(), "svg")).itertext())
    for words in ("<b>Projects</b> & places", "2 of 3 projects selected; cluster: Health", "Source: a test."):
        assert words in shown


NAMES = (
    "W" * 500,
    "so many words " * 36,
    "مشروع الاندماج والهجرة " * 8,
    "שלום " * 30,
    "移民與融合" * 40,
    "😀" * 60,
)


@pytest.mark.parametrize("size", [SIZES[1], SIZES[3]], ids=lambda size: size.name)
def test_no_name_reaches_beyond_the_picture(maker, size):
    for name in NAMES:
        imprint = Imprint(name, f"1 of 1 projects selected; {name}", f"text: {name}", f"Source: {name}")
        bar = styled(go.Figure(go.Bar(x=[1], y=[1])), "light", 300)
        picture = maker.image(framed(bar, imprint, size, 300), "png")
        pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("L"))
        assert (pixels < 200).any()
        for edge in (pixels[:4], pixels[-4:], pixels[:, :4], pixels[:, -4:]):
            assert (edge > 250).all()


def test_every_format_begins_as_it_should(maker):
    assert maker.image(figure(), "png").startswith(b"\x89PNG")
    assert maker.image(figure(), "pdf").startswith(b"%PDF")


def test_a_png_grows_with_its_scale(maker):
    small, large = (maker.image(figure(), "png", scale) for scale in (1, 2))
    width = [int.from_bytes(picture[16:20], "big") for picture in (small, large)]
    assert width == [424, 848]


def test_a_png_says_how_large_it_is_on_paper(maker):
    picture = maker.image(figure(), "png", 4)
    chunk = picture.index(b"pHYs") + 4
    assert int.from_bytes(picture[chunk : chunk + 4], "big") == round(4 * 96 / 0.0254)


def test_a_pdf_is_one_page_in_the_figures_size_with_our_letters(maker):
    made = figure()
    picture = maker.image(made, "pdf")
    width, height = (
        float(number) for number in re.search(rb"/MediaBox \[0 0 (\S+) (\S+)\]", picture).groups()
    )
    assert abs(width - made.layout.width * 0.75) <= 1  # 72 points an inch, 96 pixels
    assert abs(height - made.layout.height * 0.75) <= 1
    assert picture.count(b"/Type /Page\n") == 1
    fonts = set(re.findall(rb"/BaseFont /[A-Z]+\+(\S+)", picture))
    assert fonts == {b"NotoSans-Regular", b"NotoSans-Bold"}
    assert pypdfium2.PdfDocument(picture).get_metadata_value("Title") == title_of(made.to_dict())


def test_an_svg_brings_the_letters_along_that_it_uses_and_no_others(maker):
    svg = maker.image(figure(), "svg").decode()
    faces = re.findall(r"font-weight:(\d+)[^}]*base64,([^)]+)\)", svg)
    letters = {
        weight: set(map(chr, TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()))
        for weight, data in faces
    }
    assert letters["400"] >= set("2 of 3 projects selected")
    assert not letters["400"] & set("QXZ")
    assert len(svg) < 100_000


def browsers() -> list[int]:
    """Processes of the browsers that this process has started."""
    told = subprocess.run(["ps", "-o", "pid=,ppid=,args=", "-A"], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in told.stdout.splitlines()]
    own = {str(os.getpid())}
    for _ in range(4):
        own |= {row[0] for row in rows if row[1] in own}
    return [int(row[0]) for row in rows if row[0] in own and "chrom" in row[2] and int(row[0]) != os.getpid()]


def send(processes: list[int], what: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):  # it ended with its parent
            os.kill(process, what)


@pytest.mark.usefixtures("impatient")
def test_a_browser_that_was_killed_is_started_again(maker):
    assert maker.image(figure(), "svg")
    there = browsers()
    assert there
    send(there, signal.SIGKILL)
    assert maker.image(figure(), "svg").startswith(b"<svg")


@pytest.mark.usefixtures("impatient")
def test_a_browser_that_hangs_is_ended_and_the_picture_drawn_by_another(maker, monkeypatch):
    assert maker.image(figure(), "svg")
    there = browsers()
    assert there
    monkeypatch.setattr(images, "SECONDS", 4)
    send(there, signal.SIGSTOP)
    assert maker.image(figure(), "png").startswith(b"\x89PNG")
    assert not set(browsers()) & set(there)


@pytest.mark.usefixtures("impatient")
def test_a_browser_that_is_killed_while_it_draws_costs_no_picture(maker):
    assert maker.image(figure(), "svg")
    large = framed(go.Figure(go.Scatter(y=list(range(10_000)), mode="markers")), IMPRINT, sized(1_900), 1_000)
    with ThreadPoolExecutor() as visitors:
        drawing = visitors.submit(maker.image, large, "png", 4)
        wait([drawing], timeout=0.4)
        assert not drawing.done()
        send(browsers(), signal.SIGKILL)
        assert drawing.result().startswith(b"\x89PNG")
    assert maker.image(figure(), "svg").startswith(b"<svg")


@pytest.mark.usefixtures("impatient")
def test_a_browser_that_always_hangs_is_told_in_a_sentence_and_the_next_picture_works(maker, monkeypatch):
    assert maker.image(figure(), "svg")
    monkeypatch.setattr(images, "SECONDS", 0.001)
    with pytest.raises(InputError, match="the browser that draws it did not answer. Try it once more."):
        maker.image(figure(), "png")
    monkeypatch.undo()
    assert maker.image(figure(), "png").startswith(b"\x89PNG")


def test_two_visitors_get_their_own_pictures_at_once(maker):
    with ThreadPoolExecutor() as visitors:
        wide, narrow = (
            visitors.submit(maker.image, framed(go.Figure(), IMPRINT, sized(width), 200), "png")
            for width in (624, 324)
        )
    assert [int.from_bytes(one.result()[16:20], "big") for one in (wide, narrow)] == [624, 324]


def test_a_visitor_does_not_wait_forever_for_others(maker, monkeypatch):
    monkeypatch.setattr(images, "SECONDS_TO_WAIT", 0.01)
    with maker._lock, pytest.raises(InputError, match="too many others are being drawn"):
        maker.image(figure(), "png")


def test_text_of_a_record_is_no_markup_in_a_chart():
    assert plain('<a href="x">1 & 2</a>') == '&lt;a href="x"&gt;1 &amp; 2&lt;/a&gt;'
