"""The operator's name, logo and colours in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dsi_geo.app.settings import lightened
from tests.watching import both_themes, visit

ACCENT = "#7a1f5c"
ACCENTS = {"light": ACCENT, "dark": lightened(ACCENT)}
NAME = "Karte der <b>sozialen</b> Innovation & mehr"


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*bytes.fromhex(colour.removeprefix("#")))


@pytest.fixture(scope="module")
def own_server(start_server, tmp_path_factory):
    """A server with a name and a colour of its own."""
    file = tmp_path_factory.mktemp("operator") / "own.toml"
    file.write_text(f'name = "{NAME}"\naccent = "{ACCENT}"\n', encoding="utf-8")
    return start_server({"DSI_GEO_CONFIG": str(file)})


def test_the_first_visitor_sees_the_operators_colours_the_name_in_the_tab_and_the_logo_as_text(
    own_server, page
):
    visit(page, own_server.url)
    assert NAME in page.title()
    logo = page.get_by_test_id("stSidebarLogo")
    expect(logo).to_be_visible()
    width, height = logo.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert (width, height) == (305, 40)
    for scheme in both_themes(page):
        accent = rgb(ACCENTS[scheme])
        expect(page.get_by_role("radio", name="Projects"), scheme).to_have_css("color", accent)
        share = page.locator(".dsi-share > span").first
        expect(share, scheme).to_have_css("background-color", accent)


def test_the_operators_logo_is_shown_and_has_one_for_the_dark(start_server, new_page, tmp_path):
    for name, side in (("light", 30), ("dark", 60)):
        (tmp_path / f"{name}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"><rect width="9" height="9"/></svg>'
        )
    file = tmp_path / "own.toml"
    file.write_text('logo = "light.svg"\nlogo_dark = "dark.svg"\nstreet_mapp = true\n')
    server = start_server({"DSI_GEO_CONFIG": str(file)})
    for scheme, side in (("light", 30), ("dark", 60)):
        page = new_page(colour_scheme=scheme)
        visit(page, server.url)
        logo = page.get_by_test_id("stSidebarLogo")
        expect(logo).to_be_visible()
        assert logo.evaluate("image => image.naturalWidth") == side
        expect(
            page.get_by_text("“street_mapp” is no key of the configuration; did you mean street_map?")
        ).to_be_visible()
        assert str(tmp_path) not in page.content()
    assert server.log.count("Configuration: “street_mapp” is no key") == 1
