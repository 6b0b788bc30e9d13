"""The operator's own street map in a real browser, which asks nobody but this server for it."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import FrameLocator, Page, expect

from tests.tile_archives import CREDIT_AS_TEXT, ORANIENPLATZ, picture, position, write_pictures, write_streets
from tests.watching import settle, visit

PLACE = "cluster_map?at={},{}".format(*ORANIENPLATZ)
LAND = {"light": (246, 245, 241), "dark": (38, 43, 49)}
SQUARE = {"light": (244, 238, 219), "dark": (61, 65, 69)}
NOT_DRAWN = ".leaflet-streets-pane .leaflet-tile:not(.leaflet-tile-loaded)"

THEMES = ("light", "dark")

Colour = tuple[int, ...]


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("iframe >> nth=-1")


def street_map_on(page: Page) -> None:
    page.get_by_text("Street map", exact=True).click()
    streets_drawn(page)


def streets_drawn(page: Page) -> None:
    settle(page)
    tiles = inside(page).locator(".leaflet-streets-pane .leaflet-tile")
    expect(tiles.first).to_be_attached()
    expect(inside(page).locator(NOT_DRAWN)).to_have_count(0)
    for tile in tiles.all():
        expect(tile).to_have_css("opacity", "1")


def colours(page: Page) -> tuple[Colour, Colour]:
    """The colours in the middle of the map, and near its lower right corner."""
    shown = pictured(page)
    middle, corner = (shown.width // 2, shown.height // 2), (shown.width - 20, shown.height - 40)
    return shown.getpixel(middle), shown.getpixel(corner)


def pictured(page: Page) -> Image.Image:
    box = page.locator("iframe").last.bounding_box()
    assert box is not None
    return Image.open(io.BytesIO(page.screenshot(clip=box))).convert("RGB")


@pytest.fixture(scope="module")
def with_pictures(start_server, tmp_path_factory):
    """A server below a path, whose street map is made of pictures of zoom levels 8 to 13."""
    file = write_pictures(tmp_path_factory.mktemp("tiles") / "berlin.pmtiles", zooms=range(8, 14))
    return start_server({"DSI_GEO_TILES": str(file)}, options=("--server.baseUrlPath", "network/map"))


@pytest.fixture(scope="module")
def with_streets(start_server, tmp_path_factory):
    """A server with vector tiles."""
    file = write_streets(tmp_path_factory.mktemp("tiles") / "berlin.pmtiles")
    return start_server({"DSI_GEO_TILES": str(file)})


def test_pictures_lie_over_the_outlines_where_the_archive_has_them(with_pictures, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, f"{with_pictures.url}/{PLACE},16")
    assert not [url for url in asked if "/tiles/" in url], "it is off until somebody switches it on"
    street_map_on(page)
    x, y = (int(part) for part in position(*reversed(ORANIENPLATZ), 13))
    of_tile = Image.open(io.BytesIO(picture(13, x, y))).getpixel((0, 0))
    assert colours(page) == (of_tile, of_tile)
    tiles = [url for url in asked if "/tiles/" in url]
    assert all(re.match(rf"{with_pictures.url}/tiles/13/\d+/\d+\?version=\w+$", url) for url in tiles)
    assert not [url for url in asked if "protomaps" in url]


@pytest.mark.parametrize("scheme", THEMES)
def test_beyond_the_archive_the_outlines_are_seen(with_pictures, new_page, scheme):
    page = new_page(colour_scheme=scheme)
    visit(page, f"{with_pictures.url}/{PLACE},9")
    street_map_on(page)
    expect(inside(page).locator(".leaflet-streets-pane img").first).to_be_visible()
    shown = pictured(page)
    x, y = shown.width // 2, shown.height // 2
    assert shown.getpixel((x - 30, y + 25)) not in LAND.values()
    assert shown.getpixel((x - 60, y + 25)) == LAND[scheme], "within a tile, beyond the archive's box"
    assert colours(page)[1] == LAND[scheme], "beyond all tiles"


def test_below_the_zoom_levels_of_the_archive_the_outlines_are_seen(with_pictures, page):
    visit(page, f"{with_pictures.url}/{PLACE},7")
    page.get_by_text("Street map", exact=True).click()
    settle(page)
    expect(inside(page).locator("body[data-outlines=drawn]")).to_have_count(1)
    expect(inside(page).locator(".leaflet-streets-pane img")).to_have_count(0)
    inside(page).get_by_role("button", name="Zoom in").click()
    streets_drawn(page)


@pytest.mark.parametrize("scheme", THEMES)
def test_oranienplatz_is_a_square_with_the_street_map_and_land_without(with_streets, new_page, scheme):
    page = new_page(colour_scheme=scheme)
    visit(page, f"{with_streets.url}/{PLACE},16")
    assert colours(page)[0] == LAND[scheme]
    street_map_on(page)
    middle, corner = colours(page)
    assert middle == SQUARE[scheme]
    assert corner not in (LAND[scheme], SQUARE[scheme])
    page.get_by_text("Street map", exact=True).click()
    settle(page)
    expect(inside(page).locator("body[data-outlines=drawn]")).to_have_count(1)
    assert colours(page)[0] == LAND[scheme]


def test_the_streets_take_another_theme_with_the_map(with_streets, page):
    visit(page, f"{with_streets.url}/{PLACE},16")
    street_map_on(page)
    page.emulate_media(color_scheme="dark")
    settle(page)
    for _ in range(2):  # twice, so that it is beyond the last zoom level of the tiles
        inside(page).get_by_role("button", name="Zoom in").click()
        settle(page)
    streets_drawn(page)
    assert colours(page)[0] == SQUARE["dark"]


def test_whom_it_is_owed_to_is_text_and_the_switch_says_that_nothing_leaves(with_streets, page):
    visit(page, f"{with_streets.url}/{PLACE},15")
    street_map_on(page)
    credit = inside(page).locator(".leaflet-control-attribution")
    expect(credit).to_have_text(f"Natural Earth · GeoNames, {CREDIT_AS_TEXT}")
    expect(credit.locator("a, script")).to_have_count(0)
    page.locator("label", has_text="Street map").get_by_test_id("stTooltipHoverTarget").hover()
    expect(page.get_by_text("nothing leaves this server")).to_have_text(
        "Streets and places from this server’s own file; nothing leaves this server."
    )


def test_a_broken_archive_is_told_and_the_outlines_stay(start_server, new_page, tmp_path):
    file = write_pictures(tmp_path / "berlin.pmtiles", zooms=[0])
    file.write_bytes(file.read_bytes()[:-1])
    configuration = tmp_path / "own.toml"
    configuration.write_text('tiles = "berlin.pmtiles"')
    page = new_page()
    visit(page, f"{start_server({'DSI_GEO_CONFIG': str(configuration)}).url}/{PLACE},16")
    expect(page.get_by_text("tiles names a PMTiles archive that is cut off")).to_be_visible()
    expect(inside(page).locator("body[data-outlines=drawn]")).to_have_count(1)
    assert colours(page)[0] == LAND["light"]
    assert str(tmp_path) not in page.content()
