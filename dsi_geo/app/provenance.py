"""Where the data come from, and how they were read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dsi_geo.app.tables import static_table
from dsi_geo.bundled import DEMONSTRATION
from dsi_geo.database import Provenance


def about_the_data(provenance: Provenance) -> None:
    """The datasheet of the demonstration database; of any other, what its columns were read as."""
    if provenance.demonstration:
        st.markdown((DEMONSTRATION / "DATASHEET.md").read_text(encoding="utf-8"))
        return
    for entity, fields in provenance.recognised.items():
        st.caption(f"Columns of the {entity}, and what they were read as")
        columns = pd.DataFrame({"Column": fields.values(), "Read as": fields.keys()})
        static_table(columns, f"Columns of the {entity} and what they were read as")
        unrecognised = provenance.unrecognised[entity]
        if unrecognised:
            st.text(f"Kept without being understood: {', '.join(unrecognised)}.", width="stretch")
