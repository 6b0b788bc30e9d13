"""Small tables that are only read: real HTML tables, light on a phone and plain to a screen reader."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd
import streamlit as st


def static_table(
    table: pd.DataFrame,
    caption: str,
    numbers: Iterable[str] = (),
    shares: Iterable[str] = (),
    whole: Iterable[str] = (),
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
    whole
        Columns of text that stays on one line wherever there is room.
    """
    kinds = dict.fromkeys(numbers, ' class="dsi-number"') | dict.fromkeys(whole, ' class="dsi-whole"')
    cells = {
        name: _cells(table[name], kinds.get(name, ""), name in numbers, name in shares) for name in table
    }
    head = "".join(f'<th scope="col"{kinds.get(name, "")}>{escape(str(name))}</th>' for name in table)
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells.values(), strict=True))
    st.html(
        f'<table class="dsi-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cells(column: pd.Series, kind: str, is_number: bool, is_share: bool) -> list[str]:
    if is_share:
        return [
            f'<td><span class="dsi-share"><span style="width:{value:.1%}"></span></span>{value:.1%}</td>'
            for value in column
        ]
    texts = [f"{value:,}" if is_number else str(value) for value in column]
    return [f"<td{kind}>{escape(text)}</td>" for text in texts]
