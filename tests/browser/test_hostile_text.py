"""Text from data is only ever text: every page, fold, list, chart and map of a database made of hostile strings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from tests.browser.test_cluster_map import look
from tests.hostile import EXTRA, HOST, LEADS, STRINGS, write_database
from tests.watching import Watch, download, outside, settle, turn_to, visit

PAGES = (
    "",
    "directory",
    "profile",
    "cluster_map",
    "proximity_finder",
    "regional_shares",
    "timeline",
    "data_quality",
)

PARSED = """([leads, host]) => {
    const faults = [], roots = [document], nodes = [];
    for (const root of roots) {  // and those within them, of parts that the browser draws from data
        for (const element of root.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
        const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) nodes.push(texts.currentNode);
    }
    for (const node of nodes) {
        const text = node.data;
        const above = node.parentElement?.closest('tspan.line')?.previousElementSibling;
        const before = above ? `${above.textContent} ` : '';  // a chart breaks its labels at spaces
        const asWritten = text.includes(`${location.origin}/`)  // an address of the page, to be copied
            ? lead => new URLSearchParams({ lead }).toString().slice(5) : lead => lead;
        for (const mark of text.matchAll(/hostile\\d\\d/g))
            if (!(before + text.slice(0, mark.index)).endsWith(asWritten(leads[mark[0]] ?? '')))
                faults.push(`${mark[0]} lost “${leads[mark[0]]}”: ${text.slice(0, 80)}`);
        if (text.includes('1337')) faults.push(`computed: ${text.slice(0, 80)}`);
    }
    const made = '[href^="javascript:" i], [onerror], [onload], .katex, '
        + ['src', 'xlink\\\\:href', 'data', 'action'].map(name => `[${name}*="${host}"]`).join();
    for (const element of roots.flatMap(root => [...root.querySelectorAll(made)]))
        faults.push(`made: ${element.outerHTML.slice(0, 120)}`);
    for (const element of document.querySelectorAll('script, style, title'))
        if (/hostile\\d\\d/.test(element.textContent)) faults.push(`in <${element.localName}>`);
    return faults;
}"""


NAMES = """elements => elements.map(element =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(':disabled, [aria-disabled=true]')
        ? element.getAttribute('aria-label') || element.closest('[class*=st-key]')?.className || '' : null)"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_database(tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def hostile(start_server, folder):
    """A server of the hostile database, under a hostile title."""
    title = "Network **hostile06** <b>hostile21</b>"
    return start_server(
        {"DSI_GEO_DATABASE": str(folder), "DSI_GEO_DATABASE_TITLE": title, "DSI_GEO_VERDICTS": "off"}
    )


def parsed(page: Page | Frame) -> list[str]:
    """What was taken for markup, in any frame."""
    frames = page.frames if isinstance(page, Page) else [page]
    return [fault for frame in frames for fault in frame.evaluate(PARSED, [LEADS, HOST])]


def main(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def opened_folds(page: Page) -> None:
    """Open every fold, those within folds too: all at once, as each moves what is below it."""
    closed = main(page).locator("details:not([open]) > summary:visible")
    for _ in range(10):
        if not closed.count():
            return
        closed.evaluate_all("folds => folds.forEach(fold => fold.click())")
        settle(page)


def looked_into(page: Page, seen: set[str]) -> None:
    """Everything that was not seen before and shows more when it is opened, chosen or pointed at."""
    opened_folds(page)
    assert parsed(page) == []
    for popover in unseen(main(page).get_by_test_id("stPopover").get_by_role("button"), seen):
        popover.click()
        settle(page)  # what is in it may be asked for only now
        assert parsed(page) == []
        page.keyboard.press("Escape")
        settle(page)
    for choice in unseen(page.get_by_role("combobox"), seen):
        choice.click()
        settle(page)
        assert parsed(page) == []
        page.keyboard.press("Escape")
    for chart in unseen(main(page).get_by_test_id("stPlotlyChart"), seen):
        hovered(page, chart)
    for rows in unseen(main(page).get_by_test_id("stDataFrame"), seen):
        chosen_row(page, rows)
        assert parsed(page) == []


def unseen(found: Locator, seen: set[str]) -> Iterator[Locator]:
    """Those that can be seen and used and were not, told apart by what they are called."""
    while new := [
        (at, name) for at, name in enumerate(found.evaluate_all(NAMES)) if name not in {None, *seen}
    ]:
        at, name = new[0]
        seen.add(name)
        yield found.nth(at)


def hovered(page: Page, chart: Locator) -> None:
    """Point at a lattice of places of a chart."""
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    for down in (0.3, 0.6):
        for across in (0.2, 0.4, 0.6, 0.8):
            page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
            page.wait_for_function("underway.awaited.size === 0")
        assert parsed(page) == []


def chosen_row(page: Page, rows: Locator) -> None:
    """Choose the second row of a list, if its rows can be chosen."""
    rows.scroll_into_view_if_needed()
    box = rows.bounding_box()
    assert box
    page.mouse.click(box["x"] + 18, box["y"] + 35 * 2.5)
    settle(page)


def views(page: Page) -> Iterator[str]:
    """Every view of the page, by its choices of views; each is shown when it is yielded."""
    yield "as it is"
    radios = main(page).get_by_role("radio")
    for at in range(radios.count()):
        if at >= radios.count() or radios.nth(at).is_checked():
            continue
        name = radios.nth(at).inner_text()
        radios.nth(at).click()
        settle(page)
        yield name


@pytest.mark.parametrize("address", PAGES)
def test_nothing_on_the_page_is_markup(hostile, page, address):
    visit(page, f"{hostile.url}/{address}")
    seen: set[str] = set()
    for view in views(page):
        looked_into(page, seen)
        assert page.get_by_test_id("stException").count() == 0, view


@pytest.mark.parametrize("row", [0, 9, 10, 13, 15, 21, 24])
def test_nothing_on_the_page_of_a_record_is_markup(hostile, page, row):
    visit(page, f"{hostile.url}/record?record={quote_plus(f'{STRINGS[row]} {row}')}")
    opened_folds(page)
    page.get_by_role("button", name="Download").click()
    expect(page.get_by_role("button", name="GeoJSON")).to_be_visible()
    settle(page)
    assert parsed(page) == []
    assert page.locator("h2.dsi-name").text_content() == STRINGS[row]
    assert page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize(("entity", "every"), [("Projects", 1), ("Organisations", 6)])
def test_every_name_is_read_as_it_is_on_the_map_and_in_its_record(hostile, page, folder, entity, every):
    records = json.loads((folder / f"{entity.lower()}.json").read_text("utf-8"))[: len(STRINGS)]
    visit(page, f"{hostile.url}/cluster_map?entity={entity}")
    for record in records[::every]:
        turn_to(page, f"/cluster_map?entity={entity}&record={quote_plus(record['id'])}")
        expect(page.get_by_text(f"{entity[:-1]} record")).to_be_visible()
        texts = main(page).get_by_test_id("stText").all_text_contents()
        assert [text for text in record_texts(record) if text not in texts] == []
        page.frame_locator("iframe >> nth=-1").locator(".dsi-circle").first.hover()
        settle(page)
        assert parsed(page) == []


def record_texts(record: dict[str, str]) -> list[str]:
    """What a record's page says in full."""
    return [record["name"], record["description"], record[EXTRA]]


@pytest.mark.screen(width=1400, height=1800)
def test_the_map_as_a_file_is_text_too(hostile, page, browser, tmp_path):
    look(page, f"{hostile.url}/cluster_map")
    page.get_by_role("button", name="Download", exact=True).first.click()
    file = tmp_path / "map.html"
    download(page, "HTML").save_as(file)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watch, alone = Watch(context), context.new_page()
    alone.goto(file.as_uri())
    circles = alone.locator(".dsi-circle")
    expect(circles.first).to_be_visible()
    for at in range(circles.count()):
        circles.nth(at).hover(force=True)
        assert parsed(alone.main_frame) == []
    assert (watch.dialogs, outside(watch.requests, [""])) == ([], [])
    context.close()


def test_names_of_files_and_columns_are_text(server, page, folder, tmp_path):
    file = tmp_path / "<img src=x onerror=alert(2)>hostile02 **hostile06**.json"
    shutil.copyfile(folder / "projects.json", file)
    visit(page, server.url)
    page.get_by_role("combobox", name="Database").click()
    page.get_by_role("option", name="Your own file").click()
    expect(page.locator("input[type=file]")).to_be_attached()
    settle(page)
    page.locator("input[type=file]").set_input_files(str(file))
    expect(page.get_by_text(f"Source: {file.name}", exact=False)).to_be_visible()
    page.get_by_text("About this data").click()
    expect(page.get_by_text(f"Not recognised, kept unchanged: {EXTRA}", exact=False)).to_be_visible()
    page.get_by_role("link", name="How your file was read").click()
    expect(page.get_by_role("heading", name="Your file", exact=True)).to_be_visible()
    page.get_by_role("combobox", name="Town", exact=False).first.click()
    settle(page)
    assert parsed(page) == []
    page.keyboard.press("Escape")
    broken = tmp_path / "<b>hostile21.csv"
    broken.write_text("name,city\n<b>hostile21</b>,a,too many\n")
    page.locator("input[type=file]").set_input_files(str(broken))
    expect(page.get_by_text("This cannot be used.")).to_be_visible()
    assert parsed(page) == []
