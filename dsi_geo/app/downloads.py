"""Downloads: the table that a page shows, as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dsi_geo.output.tables import as_csv_bytes


def table_download(table: pd.DataFrame, name: str, label: str) -> None:
    """Offer a table as CSV for a spreadsheet; it is made only when asked for."""
    st.download_button(
        f"Download {label} (CSV)",
        data=lambda: as_csv_bytes(table),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"download_{name}",
        on_click="ignore",
        icon=":material/download:",
    )
