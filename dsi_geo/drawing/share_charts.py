"""Charts of shares: the partition, ranked areas with intervals, two shares side by side, curves (Plotly)."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from dsi_geo.drawing.chart_style import CLEAR, styled
from dsi_geo.drawing.imprint import INK, PAPER, QUIET, plain
from dsi_geo.drawing.palette import ACCENT, NOT_KNOWN, Theme
from dsi_geo.drawing.timeline_charts import count_ticks, faded, short

if TYPE_CHECKING:
    import plotly.graph_objects as go


ROW_PX: Final = 27
AROUND_PX: Final = 64
TALL_ROW_PX: Final = 36
WRAPPED: Final = 17
COMPARED_ROW_PX: Final = 40
LONGEST_LABEL: Final = 34
APART: Final = 0.17
"""Half the distance of the two points of a row, in rows."""
SIGNS: Final = {"over": "▲", "under": "▼"}
LONGEST_NAME: Final = 20
TICKS: Final = (0, 25, 50, 75, 100)
PARTS: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#0b6e69", "#d9a441", "#7a8fa6"),
    "dark": ("#4fc3b8", "#e0b35c", "#8fa3b8"),
}
"""Focus, rest of its country, rest of the world: distinct in lightness as well."""
_SILENT: Final[dict[str, Any]] = {"hoverinfo": "skip", "showlegend": False}
_HATCHED: Final = {"shape": "/", "fillmode": "overlay", "size": 6, "solidity": 0.35}


def partition_bar(table: pd.DataFrame, theme: Theme) -> go.Figure:
    """All records as one stacked bar, and below it each part's share with its 95% interval.

    Parameters
    ----------
    table
        From `analysis.shares.proportions.shares` by `partition`; shares from 0 to 1.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    colours = _part_colours(table, theme)
    for (_, row), colour in zip(table.iterrows(), colours, strict=True):
        pattern = {} if row["known"] else {"pattern": _HATCHED | {"fgcolor": PAPER[theme]}}
        figure.add_bar(
            x=[100 * row["share"]], y=["all"], orientation="h", width=0.8,
            marker={"color": colour, "line": {"color": PAPER[theme], "width": 1}} | pattern,
            text=[f"{100 * row['share']:.0f}%" if row["share"] >= 0.07 else ""], textposition="inside",
            insidetextanchor="middle", textangle=0, textfont={"color": _on(colour), "size": 15}, **_SILENT,
        )  # fmt: skip
    names = ["<br>".join(plain(line) for line in wrap(name, WRAPPED)) for name in table["name"]]
    _add_intervals(figure, 100 * table[["share", "share_low", "share_high"]], names, colours, 12)
    labels = [f"<b>{_number(count)}</b>" for count in table["count"]]
    _add_labels(figure, 100 * table["share_high"], names, labels, theme)
    styled(figure, theme, AROUND_PX + TALL_ROW_PX * (len(table) + 1))
    figure.update_layout(barmode="stack", bargap=0)
    figure.update_xaxes(range=[0, 108], tickvals=TICKS, ticktext=[f"{tick}%" for tick in TICKS])
    _order(figure, ["all", *names], hidden="all")
    return figure


def ranked_bars(
    table: pd.DataFrame, theme: Theme, axis: str, labels: Sequence[str], codes: Sequence[str]
) -> go.Figure:
    """Areas as bars in the given order, each with its 95% interval as a whisker.

    Parameters
    ----------
    table
        `name`, `value`, `low`, `high` (missing: no whisker), `known` (false: grey, hatched).
    axis
        Title of the axis: what the numbers are, with their unit.
    labels
        Text at the end of each bar.
    codes
        Code of each area, as `customdata`; "" where there is nothing to choose.
    """
    import plotly.graph_objects as go

    names = _distinct([_in_lines(name) for name in table["name"]])
    known = table["known"].to_numpy(bool)
    figure = go.Figure()
    figure.add_bar(
        x=table["value"],
        y=names,
        orientation="h",
        marker={
            "color": [ACCENT[theme] if one else NOT_KNOWN for one in known],
            "pattern": _HATCHED | {"shape": ["" if one else "/" for one in known], "fgcolor": PAPER[theme]},
        },
        error_x=_whiskers(table, theme),
        customdata=list(codes),
        unselected={"marker": {"opacity": 1}},
        hoverinfo="text",
        hovertext=_in_full(table, labels),
        showlegend=False,
    )
    ends = table["high"].fillna(table["value"])
    _add_labels(figure, ends, names, labels, theme)
    styled(figure, theme, AROUND_PX + _row_px(names) * len(table))
    figure.update_xaxes(range=[0, _room(ends)], title=axis, nticks=5)
    _order(figure, names)
    return figure


def ranked_points(
    table: pd.DataFrame, theme: Theme, axis: str, labels: Sequence[str], *, even: float | None = None
) -> go.Figure:
    """Points with whiskers in the given order: filled if there is an interval, otherwise hollow.

    Parameters
    ----------
    table
        `name`, `value`, `low`, `high` (missing: no whisker).
    axis, labels
        As in `ranked_bars`.
    even
        Position of a line that marks the neutral value; the axis is then logarithmic.
    """
    import plotly.graph_objects as go

    names = _distinct([_in_lines(name) for name in table["name"]])
    sure = table["low"].notna().to_numpy()
    figure = go.Figure()
    if even is not None:
        figure.add_vline(x=even, line={"color": QUIET[theme], "width": 1, "dash": "dot"})
    figure.add_scatter(
        x=table["value"],
        y=names,
        mode="markers",
        marker={
            "size": 9, "color": [ACCENT[theme] if one else CLEAR for one in sure],
            "line": {"color": ACCENT[theme], "width": 1.5},
        },
        error_x=_whiskers(table, theme),
        **_SILENT,
    )  # fmt: skip
    ends = table["high"].fillna(table["value"])
    _add_labels(figure, ends, names, labels, theme)
    styled(figure, theme, AROUND_PX + _row_px(names) * len(table))
    if even is None:
        figure.update_xaxes(title=axis, range=[0, _room(ends)], nticks=5)
    else:
        low = min(even, table["low"].fillna(table["value"]).where(lambda value: value > 0).min())
        reach = np.log10([low / 1.3, max(even, ends.max())])
        figure.update_xaxes(
            title=axis, type="log", range=[reach[0], reach[1] + 0.35 * (reach[1] - reach[0]) + 0.1],
            tickvals=[0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100], tickformat="~g",
        )  # fmt: skip
    _order(figure, names)
    return figure


def side_by_side(
    table: pd.DataFrame, theme: Theme, axis: str, words: tuple[str, str], unit: str = ""
) -> go.Figure:
    """Two numbers of each area as the ends of a line: a filled and a hollow point.

    Parameters
    ----------
    table
        `name`, `one` (filled), `other` (hollow).
    axis
        Title of the axis.
    words
        What the filled and the hollow points are.
    unit
        Suffix of the numbers on the axis and in the labels.
    """
    import plotly.graph_objects as go

    names = _distinct([_in_lines(name) for name in table["name"]])
    x, y = [], []
    for name, one, other in zip(names, table["one"], table["other"], strict=True):
        x += [one, other, None]
        y += [name, name, None]
    figure = go.Figure()
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": QUIET[theme], "width": 2}, **_SILENT)
    for column, label, fill in (("other", words[1], PAPER[theme]), ("one", words[0], ACCENT[theme])):
        figure.add_scatter(
            x=table[column], y=names, mode="markers", name=label, hoverinfo="skip",
            marker={"size": 10, "color": fill, "line": {"color": ACCENT[theme], "width": 1.5}}, cliponaxis=False,
        )  # fmt: skip
    ends = table[["one", "other"]].max(axis=1)
    labels = [
        f"{_short_number(one)}{unit} · {_short_number(other)}{unit}"
        for one, other in zip(table["one"], table["other"], strict=True)
    ]
    _add_labels(figure, ends, names, labels, theme)
    height_px = 2 * AROUND_PX + _row_px(names) * len(table)
    styled(figure, theme, height_px)
    figure.update_xaxes(range=[0, _room(ends, 1.6)], title=axis, ticksuffix=unit, nticks=5)
    _order(figure, names)
    top = 1 - 40 / height_px
    figure.update_yaxes(domain=[0, top])
    figure.update_layout(legend={"y": 1, "yanchor": "top", "traceorder": "reversed", "itemclick": False})
    return figure


def compared_points(
    table: pd.DataFrame, theme: Theme, words: tuple[str, str], reach: float | None = None
) -> go.Figure:
    """Two shares of each value with their intervals, one above the other: a filled and a hollow point.

    Parameters
    ----------
    table
        `name`; `share`, `low`, `high` (filled), `other_share`, `other_low`, `other_high` (hollow), 0 to 1; `verdict`:
        “over” or “under” where the difference is beyond chance, which a sign at the end of the row tells.
    words
        What the filled and the hollow points are.
    reach
        End of the axis (0 to 1), for charts that are to have the same scale; default: the end of the longest interval.
    """
    import plotly.graph_objects as go

    names = [_in_lines(name) for name in table["name"]]
    rows = np.arange(len(table))[::-1]
    figure = go.Figure()
    for prefix, label, fill, offset in (
        ("", words[0], ACCENT[theme], APART),
        ("other_", words[1], PAPER[theme], -APART),
    ):
        share, low, high = (100 * table[f"{prefix}{name}"] for name in ("share", "low", "high"))
        figure.add_scatter(
            x=share, y=rows + offset, mode="markers", name=short(label, LONGEST_LABEL), cliponaxis=False,
            hoverinfo="skip", marker={"size": 9, "color": fill, "line": {"color": ACCENT[theme], "width": 1.5}},
            error_x={
                "type": "data", "symmetric": False, "array": high - share, "arrayminus": share - low,
                "color": INK[theme] if not prefix else QUIET[theme], "thickness": 1.3, "width": 3,
            },
        )  # fmt: skip
    ends = 100 * table[["high", "other_high"]].max(axis=1)
    end = 100 * reach if reach else float(ends.max()) if len(ends) else 1.0
    labels = [
        f"{_percent(one)} · {_percent(other)}{f'  <b>{SIGNS[verdict]}</b>' if verdict else ''}"
        for one, other, verdict in zip(table["share"], table["other_share"], table["verdict"], strict=True)
    ]
    _add_labels(figure, ends, rows.tolist(), labels, theme)
    height_px = 2 * AROUND_PX + COMPARED_ROW_PX * len(table)
    styled(figure, theme, height_px)
    ticks = count_ticks(0, end)["tickvals"] if end > 4 else np.linspace(0, end, 3).tolist()
    figure.update_xaxes(
        range=[-0.01 * end, 1.75 * end], tickvals=ticks, ticktext=[f"{tick:.2g}%" for tick in ticks]
    )
    figure.update_yaxes(
        tickvals=rows, ticktext=names, range=[-0.6, len(names) - 0.4], showgrid=False, zeroline=False,
        domain=[0, 1 - 40 / height_px],
    )  # fmt: skip
    figure.update_layout(legend={"y": 1, "yanchor": "top", "itemclick": False})
    return figure


def _percent(share: float) -> str:
    return f"{_short_number(100 * share)}%"


def _part_colours(table: pd.DataFrame, theme: Theme) -> list[str]:
    colours = iter(PARTS[theme])
    return [next(colours) if known else NOT_KNOWN for known in table["known"]]


def _add_intervals(
    figure: go.Figure, shares: pd.DataFrame, names: Sequence[str], colours: Sequence[str], size: int
) -> None:
    for (value, low, high), name, colour in zip(shares.to_numpy(), names, colours, strict=True):
        figure.add_scatter(
            x=[value], y=[name], mode="markers", marker={"size": size, "color": colour},
            error_x={
                "type": "data", "symmetric": False, "array": [high - value], "arrayminus": [value - low],
                "color": colour, "thickness": 2.5, "width": 5,
            },
            cliponaxis=False,
            **_SILENT,
        )  # fmt: skip


def _add_labels(
    figure: go.Figure, ends: pd.Series, names: Sequence[str | int], labels: Sequence[str], theme: Theme
) -> None:
    figure.add_scatter(
        x=list(ends), y=list(names), mode="text", text=[f"\u2002\u2002{label}" for label in labels],
        textposition="middle right", textfont={"color": INK[theme]}, cliponaxis=False, **_SILENT,
    )  # fmt: skip


def _whiskers(table: pd.DataFrame, theme: Theme) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": (table["high"] - table["value"]).fillna(0),
        "arrayminus": (table["value"] - table["low"]).fillna(0),
        "color": INK[theme],
        "thickness": 1.3,
        "width": 4,
    }


def _order(figure: go.Figure, names: Sequence[str], hidden: str = "") -> None:
    """Put the first name on top; the hidden one gets no label."""
    figure.update_yaxes(
        categoryorder="array", categoryarray=list(reversed(names)), showgrid=False, zeroline=False,
        tickvals=list(names), ticktext=["" if name == hidden else name for name in names],
        range=[-0.6, len(names) - 0.4],
    )  # fmt: skip


def _room(ends: pd.Series, factor: float = 1.35) -> float:
    """End of an axis that leaves room for the labels."""
    largest = ends.max()
    return factor * float(largest) if largest > 0 else 1.0


def _in_lines(name: str) -> str:
    """A name that fits beside an axis on a phone, in two lines if necessary."""
    return "<br>".join(map(plain, wrap(name, LONGEST_NAME, max_lines=2, placeholder=" …")))


def _row_px(names: Sequence[str]) -> int:
    return TALL_ROW_PX if any("<br>" in name for name in names) else ROW_PX


def _in_full(table: pd.DataFrame, labels: Sequence[str]) -> list[str]:
    """Name, value and interval of each bar, for those who point at it."""
    ends = zip(table["name"], labels, table["low"], table["high"], strict=True)
    return [
        plain(name) + f": {label}" + ("" if pd.isna(low) else f" (95% interval {low:,.3g} to {high:,.3g})")
        for name, label, low, high in ends
    ]


def _distinct(names: list[str]) -> list[str]:
    """Names, made distinct by zero-width spaces where several areas have the same."""
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, -1) + 1
        distinct.append(name + "\u200b" * seen[name])
    return distinct


def _number(count: float) -> str:
    return f"{count:,.0f}" if float(count).is_integer() else f"{count:,.1f}"


def _short_number(value: float) -> str:
    """Two significant digits, never in scientific notation; from 100 on the integer."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2g}" if value >= 0.0001 or value == 0 else f"{value:.1g}"


def _on(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#111111" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"


HEIGHT_PX: Final = 380


def lorenz_chart(curve: pd.DataFrame, theme: Theme, base: str, counted: str) -> go.Figure:
    """Lorenz curve: cumulative share of the records over that of the areas or inhabitants, with the line of equality.

    Parameters
    ----------
    curve
        From `concentration.lorenz_curve`: `base_share`, `records_share`.
    base, counted
        What the two axes are shares of: “inhabitants”, “projects”.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        line={"color": QUIET[theme], "dash": "dot", "width": 1},
        **_SILENT,
    )
    figure.add_scatter(
        x=100 * curve["base_share"], y=100 * curve["records_share"], mode="lines", fill="tonexty",
        line={"color": ACCENT[theme], "width": 2.5}, fillcolor=_veil(theme), **_SILENT,
    )  # fmt: skip
    half = float(np.interp(0.5, curve["base_share"], curve["records_share"]))
    _note(
        figure,
        theme,
        50,
        100 * half,
        f"half of the<br>{base}:<br>{100 * half:.0f}% of the {counted}",
        "right",
    )
    _note(figure, theme, 49, 50, "spread evenly", "right", arrow=False)
    styled(figure, theme, HEIGHT_PX)
    ticks = {
        "range": [0, 101],
        "tickvals": TICKS,
        "ticktext": [f"{tick}%" for tick in TICKS],
    }
    figure.update_xaxes(title=f"share of the {base}, least served first", **ticks)
    figure.update_yaxes(title=f"share of the {counted}", **ticks)
    return figure


def over_years(table: pd.DataFrame, theme: Theme, axis: str) -> go.Figure:
    """An index by launch year: filled points with whiskers, hollow ones where records are too few for an interval.

    Parameters
    ----------
    table
        `year` (int), `value`, `low`, `high` (missing: no whisker).
    axis
        What the index is called.
    """
    import plotly.graph_objects as go

    sure = table["low"].notna().to_numpy()
    figure = go.Figure()
    figure.add_scatter(
        x=table["year"][sure], y=table["value"][sure], mode="lines",
        line={"color": ACCENT[theme], "width": 1}, **_SILENT,
    )  # fmt: skip
    figure.add_scatter(
        x=table["year"],
        y=table["value"],
        mode="markers",
        marker={
            "size": 8, "color": [ACCENT[theme] if one else CLEAR for one in sure],
            "line": {"color": ACCENT[theme], "width": 1.5},
        },
        error_y={
            "type": "data", "symmetric": False, "array": (table["high"] - table["value"]).fillna(0),
            "arrayminus": (table["value"] - table["low"]).fillna(0),
            "color": INK[theme], "thickness": 1.3, "width": 4,
        },
        **_SILENT,
    )  # fmt: skip
    styled(figure, theme, HEIGHT_PX)
    figure.update_xaxes(tickformat="d", nticks=8)
    figure.update_yaxes(title=axis, rangemode="tozero")
    return figure


def break_even_curve(
    curve: pd.DataFrame, theme: Theme, population_share: float, coverage: float, counted: str
) -> go.Figure:
    """The share of the focus as a curve over the assumed coverage of the data elsewhere.

    Parameters
    ----------
    curve
        From `coverage.coverage_curve`: `coverage`, `focus_share`.
    population_share, coverage
        The focus's share of the inhabitants, and the coverage at which it is reached; not drawn if missing.
    counted
        What is counted: “projects”.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_scatter(
        x=100 * curve["coverage"], y=100 * curve["focus_share"], mode="lines",
        line={"color": ACCENT[theme], "width": 2.5}, **_SILENT,
    )  # fmt: skip
    if not np.isnan(population_share):
        figure.add_hline(y=100 * population_share, line={"color": QUIET[theme], "dash": "dot", "width": 1})
        _note(figure, theme, 2, 100 * population_share, "its share of the inhabitants", "right", arrow=False)
    if not np.isnan(coverage):
        words = f"break-even: one in {1 / coverage:,.3g}<br>known elsewhere"
        _note(figure, theme, float(np.log10(100 * coverage)), 100 * population_share, words, "left", -60)
    styled(figure, theme, HEIGHT_PX)
    lowest = float(np.log10(100 * curve["coverage"].min()))
    ticks = [10.0**power for power in range(int(np.floor(lowest)), 3)]
    figure.update_xaxes(
        type="log", range=[lowest, 2], tickvals=ticks, ticktext=[f"{tick:g}%" for tick in ticks],
        title=f"assumed: {counted} elsewhere that are in the data",
    )  # fmt: skip
    figure.update_yaxes(title="share of the focus", ticksuffix="%", rangemode="tozero")
    return figure


def _veil(theme: Theme) -> str:
    return "rgba(11, 110, 105, 0.12)" if theme == "light" else "rgba(79, 195, 184, 0.16)"


def _note(
    figure: go.Figure,
    theme: Theme,
    x: float,
    y: float,
    text: str,
    anchor: str,
    up_px: int = 0,
    *,
    arrow: bool = True,
) -> None:
    """Text at a point; it must not come from the data, since it is drawn as markup."""
    figure.add_annotation(
        x=x, y=y, text=text, align="left" if anchor == "left" else "right", xanchor=anchor, yanchor="bottom",
        showarrow=arrow, arrowcolor=QUIET[theme], arrowwidth=1, arrowhead=0,
        ax=14 if anchor == "left" else -14, ay=up_px or -18,
        font={"color": QUIET[theme]}, bgcolor=faded(PAPER[theme], 0.7),
    )  # fmt: skip
