"""The page's link: sharing it, and reporting what it names that does not exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from dsi_geo.app import caching, url
from dsi_geo.app.fragments import fragment
from dsi_geo.app.looks import embedded
from dsi_geo.app.visit import Visit
from dsi_geo.cleaning.findings import RULES
from dsi_geo.errors import quoted
from dsi_geo.schema import ENTITIES, noun

_PERIOD: Final = r"\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?"
_PERIODS: Final = re.compile(rf"{_PERIOD}\.\.{_PERIOD}")
_UNREADABLE: Final = "_unreadable"
_REFUSED: Final = "_refused_choices"
_UNLISTED: Final = "_unlisted_pair"


def not_there(visit: Visit, reported_by_page: Collection[str] = ()) -> dict[str, str]:
    """Parameter -> a sentence about it, for each parameter that names something that does not exist.

    Parameters
    ----------
    visit
        The data and the selection.
    reported_by_page
        Parameters about which the page itself says more.
    """
    sentences = {
        url.RECORD: "" if url.RECORD in reported_by_page else _record(visit),
        url.PAIR: _pair(visit),
        url.FINDING: "" if url.finding() in {"", *RULES} else no_finding(url.finding()),
        url.PERIOD: _period(),
        url.LIST_PAGE: _list_page(),
        **_unreadable(visit.entered),
        **_refused(visit.entered),
    }
    return {name: said for name, said in sentences.items() if said and name not in reported_by_page}


def note_refused(entered: int, reported: Collection[str]) -> None:
    """Have the top of the page report values of the link that its widgets do not offer; call it at the end of a page.

    Parameters
    ----------
    entered
        The page (`Visit.entered`); once it is left, nothing more is reported.
    reported
        Names of widgets that report this themselves.
    """
    if refused := url.take_refused(reported):
        st.session_state[_REFUSED] = (entered, refused)
        st.rerun()


def _refused(entered: int) -> dict[str, str]:
    page, noted = st.session_state.get(_REFUSED, (entered, {}))
    return {
        name: f"The link asks for {quoted(name + '=' + ', '.join(values))}, which cannot be chosen here. "
        "The default is shown instead."
        for name, values in noted.items()
        if page == entered
    }


def forget(names: Iterable[str]) -> None:
    """Remove parameters from the URL, and stop reporting them."""
    for name in names:
        noted = [st.session_state.get(key, (0, {}))[1].pop(name, None) for key in (_UNREADABLE, _REFUSED)]
        if noted[1] is None:  # a value that a widget refused has already left the URL
            url.drop(name)


def left_out(visit: Visit) -> str:
    """A sentence about the URL's record if the filters exclude it, for pages that show full records; otherwise ""."""
    table = visit.database.table(visit.entity)
    rows = (table["id"] == url.record()).to_numpy()
    if not url.record() or not rows.any() or (rows & visit.mask).any():
        return ""
    return f"The record {quoted(url.record())} is not among those selected: the filters leave it out."


def _record(visit: Visit) -> str:
    record = url.record()
    if not record or visit.database.table(visit.entity)["id"].eq(record).any():
        return ""
    if _is_of_another_database(url.RECORD, record):
        return ""
    asks = f"The link asks for the record {quoted(record)}, which"
    for entity in ENTITIES:
        if visit.database.table(entity)["id"].eq(record).any():
            return f"{asks} is one of the {noun(entity, 2)}: choose them under “Show” in the sidebar."
    return f"{asks} these data do not have. So no record is opened."


def _pair(visit: Visit) -> str:
    ids = url.pair()
    missing = [one for one in ids if not visit.database.table(visit.entity)["id"].eq(one).any()]
    if not any(ids) or (len(ids) == 2 and not missing) or _is_of_another_database(url.PAIR, ids[0]):
        return ""
    asks = f"The link asks for the pair {' and '.join(quoted(one) for one in ids[:2])}"
    if missing:
        return f"{asks}, but these data have no record {quoted(missing[0])}. So no pair is opened."
    return f"{asks}{' and more' if len(ids) > 2 else ''}; a pair is two records. So no pair is opened."


def unlisted_pair(visit: Visit, named: tuple[str, ...]) -> str:
    """A sentence about a pair that the link names and a list of pairs does not contain; otherwise "".

    Parameters
    ----------
    visit
        The data and the selection.
    named
        The URL's pair (`url.pair`) before the list was drawn, since the list drops a pair that it does not contain.
    """
    noted: tuple[int, tuple[str, ...]] | None = st.session_state.get(_UNLISTED)
    if url.pair():
        noted = (0, ())  # for good: a pair that the visitor closes no longer concerns the link
    elif noted is None and len(named) == 2 and all(url.in_link(url.PAIR, one) for one in named):
        noted = (visit.entered, named)
    st.session_state[_UNLISTED] = noted
    if noted is None or noted[0] != visit.entered:
        return ""
    return (
        f"The link asks for the pair {' and '.join(quoted(one) for one in noted[1])}, which is not among those listed "
        "here. So no pair is opened."
    )


def _is_of_another_database(name: str, value: str) -> bool:
    """Whether the value is not from the link but was chosen in another database; it is then dropped."""
    if url.in_link(name, value):
        return False
    url.drop(name)
    return True


def no_finding(code: str) -> str:
    """A sentence about a kind of finding that does not exist, or that no selected record has."""
    if code in RULES:
        return f"No selected record has the finding {quoted(RULES[code].title)}. So none is listed."
    return f"The link asks for the findings {quoted(code)}, a kind that there is not. So none is listed."


def _period() -> str:
    named = url.period_words()
    if not named or _PERIODS.fullmatch(named):
        return ""
    return (
        f"The link asks for the period {quoted(named)}, which is none: write it as 2015-Q3..2016-Q2. "
        "The usual period is shown."
    )


def _list_page() -> str:
    named = url.list_page_words()
    if not named or url.list_page():
        return ""
    return f"The link asks for the page {quoted(named)} of the list, which is no number. The first page is shown."


def other_period(labels: Sequence[str]) -> str:
    """A sentence about the URL's period if it is not among the page's; "" if it is, or if the URL names none."""
    named = url.period_words()
    if not named or set(url.period() or ("",)) <= set(labels):
        return ""
    return (
        f"The link asks for the period {quoted(named)}, which is not among those from {labels[0]} to {labels[-1]}. "
        "The usual one is shown."
    )


def _unreadable(entered: int) -> dict[str, str]:
    """Sentences about an invalid view or spot; kept until the page is left, since maps put their own into the URL."""
    page, noted = st.session_state.get(_UNREADABLE, (entered, {}))
    if page != entered:
        noted = {}
    for name, found in ((url.VIEW, url.view()), (url.SPOT, url.spot())):
        if found is None and st.query_params.get(name):
            noted[name] = st.query_params[name]
    st.session_state[_UNREADABLE] = (entered, noted)
    sentences = {}
    if url.VIEW in noted:
        sentences[url.VIEW] = (
            f"The link asks for the view {quoted(noted[url.VIEW])} of a map, which is not latitude, longitude and "
            "zoom. The map starts with all selected records."
        )
    if url.SPOT in noted:
        sentences[url.SPOT] = (
            f"The link asks for what is around {quoted(noted[url.SPOT])}, which is not latitude, longitude and "
            f"radius of up to {url.FARTHEST_M:,} metres. The list is not narrowed to a spot."
        )
    return sentences


FRAME_HEIGHT_PX: Final = 720
COLOURS: Final = {"of the reader": "", "light": "light_theme", "dark": "dark_theme"}
"""Colours of an embedded page, and Streamlit’s option for them."""


@fragment
def share(visit: Visit, title: str) -> None:
    """Offer the page’s link and its code for embedding, both made on request.

    A fragment, since opening it sends the browser’s current URL to the server, so that the link
    includes what has changed in other fragments in the meantime.
    """
    shared = st.popover("Share", icon=":material/link:", key="_share", on_change="rerun")
    if not shared.open:
        return
    with shared:
        st.caption("Copy the link: whoever opens it sees this page with its filters and its view")
        st.code(address(visit.entered), language=None, wrap_lines=True)
        if visit.loaded.version.kind == caching.UPLOAD:
            st.caption("The link does not carry your file: whoever opens it has to choose the file again.")
        st.caption("Embed: the code shows this page, without menus, within a page of yours")
        colours = st.segmented_control(
            "Its colours", list(COLOURS), default="of the reader", required=True, key="_embed_colours"
        )
        options = {"embed_options": COLOURS[colours]} if COLOURS[colours] else {}
        st.code(
            embed_code(address(visit.entered, embed="true", **options), title), language=None, wrap_lines=True
        )


def address(entered: int, **more: str) -> str:
    """The address of a page as the browser sees it, with all parameters of the URL and additional ones.

    Parameters
    ----------
    entered
        The page (`Visit.entered`).
    **more
        Additional parameters.
    """
    carried = [*url.carried(entered), *more.items()]
    parts = urlsplit(st.context.url or "")
    return urlunsplit(parts._replace(path=parts.path or "/", query=urlencode(carried)))


def embed_code(source: str, title: str) -> str:
    """The HTML that shows the page of an address within another page."""
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="100%" height="{FRAME_HEIGHT_PX}" '
        'loading="lazy" style="border: 0"></iframe>'
    )


def full_page_link(entered: int) -> None:
    """A link from an embedded page to the full page."""
    if embedded():
        st.link_button("Open the full page", address(entered), type="tertiary", icon=":material/open_in_new:")
