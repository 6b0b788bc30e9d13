"""Pictures of figures, made by a browser on the server."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from dsi_geo.drawing.imprint import Imprint, framed, plain
from dsi_geo.output.images import ImageMaker

IMPRINT = Imprint(
    "<b>Projects</b> & places", "2 of 3 projects selected", "cluster: Health", "Source: a test."
)


@pytest.fixture
def maker() -> Iterator[ImageMaker]:
    made = ImageMaker()
    yield made
    made.close()


def figure() -> go.Figure:
    return framed(go.Figure(go.Bar(x=["a", "b"], y=[1, 2])), IMPRINT, 400, 200)


def test_a_picture_says_what_it_is_and_takes_text_as_text(maker):
    shown = "".join(ElementTree.fromstring(maker.image(figure(), "svg")).itertext())
    for words in ("<b>Projects</b> & places", "2 of 3 projects selected; cluster: Health", "Source: a test."):
        assert words in shown


def test_every_format_begins_as_it_should(maker):
    assert maker.image(figure(), "png").startswith(b"\x89PNG")
    assert maker.image(figure(), "pdf").startswith(b"%PDF")


def test_a_png_grows_with_its_scale(maker):
    small, large = (maker.image(figure(), "png", scale) for scale in (1, 2))
    width = [int.from_bytes(picture[16:20], "big") for picture in (small, large)]
    assert width == [424, 848]


def test_a_browser_that_was_killed_is_started_again(maker):
    assert maker.image(figure(), "svg")
    children = subprocess.run(
        ["ps", "-o", "pid=,ppid=,args=", "-A"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    rows = [line.split(None, 2) for line in children]
    own = {str(os.getpid())}
    for _ in range(4):
        own |= {row[0] for row in rows if row[1] in own}
    browsers = [
        int(row[0]) for row in rows if row[0] in own and "chrom" in row[2] and int(row[0]) != os.getpid()
    ]
    assert browsers
    for process in browsers:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:  # it ended with its parent
            continue
    assert maker.image(figure(), "svg").startswith(b"<svg")


def test_text_of_a_record_is_no_markup_in_a_chart():
    assert plain('<a href="x">1 & 2</a>') == '&lt;a href="x"&gt;1 &amp; 2&lt;/a&gt;'
