"""The report as a PDF, read back."""

from __future__ import annotations

import ctypes
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from dsi_geo.errors import InputError
from dsi_geo.output.report import printing
from dsi_geo.output.report.document import TEMPLATES, report_html, report_pdf
from tests.output.report.subjects import hostile_file, subject
from tests.output.test_images import browsers, send

A4_PT = (595, 842)
TITLES = (
    *("Where they are", "Regional shares", "How much could bias change?", "Unaware neighbours", "Timeline"),
    *("Data quality", "How it was computed", "Sources and licences"),
)


def pages(document: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_range() for page in document]


def web_addresses(page: pypdfium2.PdfPage, document: pypdfium2.PdfDocument) -> Iterator[str]:
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page.raw, position, link):
        action = pdfium.FPDFLink_GetAction(link)
        length = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0)
        if length:
            text = ctypes.create_string_buffer(length)
            pdfium.FPDFAction_GetURIPath(document.raw, action, text, length)
            yield text.value.decode()


@pytest.fixture(scope="module")
def demonstration() -> Iterator[tuple[pypdfium2.PdfDocument, list[str], list[float]]]:
    about, seen = subject(None, "cluster=Migration and integration"), []
    html = report_html(about, lambda share, words: seen.append(share) if words else None)
    document = pypdfium2.PdfDocument(report_pdf(about, html))
    yield document, pages(document), seen
    document.close()


def test_every_page_is_a4_and_numbered(demonstration):
    document, texts, _ = demonstration
    assert len(document) >= 6
    for number, (page, text) in enumerate(zip(document, texts, strict=True), start=1):
        assert page.get_size() == pytest.approx(A4_PT, abs=1)
        assert re.search(rf"\b{number} / {len(document)}\b", text)
        assert "182 of 902 projects · as of 31 January 2018" in text


def test_the_outline_holds_every_section(demonstration):
    document, _, _ = demonstration
    outline = [entry.get_title() for entry in document.get_toc()]
    assert [title for title in TITLES if title not in outline] == []


def test_no_heading_is_the_last_line_of_a_page(demonstration):
    _, texts, _ = demonstration
    for text in texts:
        lines = [line for line in text.splitlines() if line.strip() and " / " not in line]
        assert lines[-1].strip() not in TITLES


def test_the_pages_hold_what_the_report_says(demonstration):
    _, texts, _ = demonstration
    whole = " ".join(" ".join(texts).split())
    for words in (
        "Demonstration data.",
        "cluster: Migration and integration",
        "60 in Berlin, 60 in the rest of Germany",
        "Assumption.",
        "Oranienplatz 4, Berlin",
        "E. B. Wilson (1927)",
        "CC BY 4.0",
    ):
        assert words in whole


def test_links_lead_on(demonstration):
    document, _, _ = demonstration
    found = {address for page in document for address in web_addresses(page, document)}
    assert "https://www.geonames.org/" in found
    assert all(address.startswith("https://") for address in found)


def test_progress_ends_below_the_whole(demonstration):
    _, _, seen = demonstration
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert 0.8 < seen[-1] < 1


def test_a_table_that_goes_on_repeats_its_head(demonstration):
    _, texts, _ = demonstration
    heads = [text for text in texts if "Inhabitants" in text and "95% interval" in text]
    rows = [text for text in texts if re.search(r"^(Sweden|Spain|Jordan) ", text, re.MULTILINE)]
    assert rows
    assert all(text in heads for text in rows)


def test_names_of_any_length_are_not_cut_off(tmp_path):
    about = subject(hostile_file(tmp_path))
    document = pypdfium2.PdfDocument(report_pdf(about, report_html(about)))
    whole = re.sub(r"\s", "", "".join(pages(document)))
    document.close()
    assert "W" * 500 in whole
    assert "<script>document.title='run'</script>" in whole


def test_without_a_browser_the_page_is_made_and_the_pdf_says_what_to_install(monkeypatch):
    monkeypatch.setattr("choreographer.browsers.chromium.chromium_based_browsers", {})
    about = subject(None, "text=Workeer")
    html = report_html(about)
    assert "<img" not in html
    with pytest.raises(InputError, match="apt-get install chromium"):
        report_pdf(about, html)


def alive(processes: set[int]) -> set[int]:
    """Those that are there and have not ended."""
    there = subprocess.run(["ps", "-o", "pid=,state=", "-A"], capture_output=True, text=True, check=True)
    rows = [line.split() for line in there.stdout.splitlines()]
    return {int(number) for number, state in rows if state != "Z"} & processes


LONG = f"<title>Long</title>{'<p>A paragraph of the report.</p>' * 60_000}"


@pytest.mark.parametrize("seconds_before", [0, 1.5])
def test_a_browser_that_hangs_is_told_in_a_sentence_and_ended(monkeypatch, seconds_before):
    monkeypatch.setattr(printing, "SECONDS", seconds_before + 4)
    monkeypatch.setattr(printing, "SECONDS_TO_END", 0.5)
    before = set(browsers())
    with ThreadPoolExecutor() as visitors:
        print_out = visitors.submit(printing.printed, LONG, "Long")
        while not (own := set(browsers()) - before):
            assert not print_out.done()
        wait([print_out], timeout=seconds_before)
        assert not print_out.done()
        stopped = {*(set(browsers()) - before), *own}
        send([*stopped], signal.SIGSTOP)
        with pytest.raises(
            InputError, match="the browser did not answer. Try it once more, or take the HTML."
        ):
            print_out.result(30)
    assert not set(browsers()) - before
    for _ in range(100):  # what the browser had started ends with it, but a moment later
        if not alive(stopped):
            break
        time.sleep(0.1)
    assert not alive(stopped)
    monkeypatch.undo()
    assert printing.printed("<title>Short</title><p>Short", "Short").startswith(b"%PDF")


def test_no_table_begins_with_its_head_alone_at_the_end_of_a_page():
    """Tables at every height of a page: on whichever page their titles stand, there are two rows as well."""
    rows = "".join(f"<tr><td>row{row}.<br>of two lines</td></tr>" for row in range(30))
    tables = "".join(
        f"<p style='height: {210 + 2 * number}mm; break-before: page'></p><table><caption>Title</caption>"
        f"<thead><tr><th>Head</th></tr></thead><tbody>{rows}</tbody></table>"
        for number in range(25)
    )
    style = (TEMPLATES / "report.css").read_text("utf-8")
    html = f"<!doctype html><style>{style}</style><body>{tables}"
    document = pypdfium2.PdfDocument(printing.printed(html, "Tables"))
    texts = ["".join(text.split()) for text in pages(document)]  # of a system's font each letter is a word
    begun = [text for text in texts if "Title" in text]
    document.close()
    assert len(begun) == 25
    assert any("row5." not in text for text in begun)  # some tables hardly fit
    assert [text for text in begun if "row1." not in text] == []
