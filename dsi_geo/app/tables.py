"""Small tables that are only read: real HTML tables, light on a phone and plain to a screen reader."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd
import streamlit as st


def static_table(
    table: pd.DataFrame, caption: str, numbers: Iterable[str] = (), shares: Iterable[str] = ()
) -> None:
    """Show every row of a small table; all text is escaped, so that it is shown as it is.

    Parameters
    ----------
    table
        Column names are the headings.
    caption
        What the table shows, for a screen reader.
    numbers
        Columns of whole numbers, shown with thousands separators at the right.
    shares
        Columns of shares from 0 to 1, shown as percent with a bar.
    """
    cells = {name: _cells(table[name], name in numbers, name in shares) for name in table.columns}
    head = "".join(
        f'<th scope="col"{_side(name in numbers)}>{escape(str(name))}</th>' for name in table.columns
    )
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells.values(), strict=True))
    st.html(
        f'<table class="dsi-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cells(column: pd.Series, is_number: bool, is_share: bool) -> list[str]:
    if is_share:
        return [
            f'<td><span class="dsi-share"><span style="width:{value:.1%}"></span></span>{value:.1%}</td>'
            for value in column
        ]
    texts = [f"{value:,}" if is_number else str(value) for value in column]
    return [f"<td{_side(is_number)}>{escape(text)}</td>" for text in texts]


def _side(is_number: bool) -> str:
    return ' class="dsi-number"' if is_number else ""
