"""A file that is asked for: made, failed, or not even begun."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dsi_geo.app import downloads

SCRIPT = """
from dsi_geo.app.downloads import Offer, offers

offers([Offer("CSV", lambda progress: b"a", "a.csv", "text/csv")])
"""


def test_who_asked_in_vain_is_told_to_press_once_more(monkeypatch):
    monkeypatch.setattr(downloads, "SECONDS_TO_BEGIN", 0.3)
    app = AppTest.from_string(SCRIPT).run()
    app.download_button[
        0
    ].click().run()  # nobody fetches the file, as when the browser asks for an older offer
    assert [error.value for error in app.error] == ["There is no CSV."]
    assert [text.value for text in app.text] == [downloads.NOT_BEGUN]
    app.run()
    assert not app.error
