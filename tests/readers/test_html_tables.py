from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source

TABLE = (
    "<table><tr><th>Name<th>City</tr><tr><td>A &amp; B<td>Ulm</tr><tr><td colspan=2>C<br>D</td></tr></table>"
)


def read(folder: Path, content: str, name: str) -> RawTable:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    (table,) = read_tables([Source(path, name)])
    return table


@pytest.mark.parametrize("name", ["list.html", "list.xls", "list.csv"])
def test_the_table_of_a_page_is_read_whatever_its_ending(tmp_path: Path, name: str) -> None:
    page = f"<!DOCTYPE html><html><script>var a = '<table>';</script><body>{TABLE}</body></html>"
    table = read(tmp_path, page, name)
    assert table.frame["name"].tolist() == ["A & B", "C\nD"]
    assert table.frame["city"].fillna("-").tolist() == ["Ulm", "-"]


def test_the_largest_table_is_read_and_a_table_in_a_cell_is_its_text(tmp_path: Path) -> None:
    inner = TABLE.replace("Ulm", "<table><tr><td>Ulm</td></tr></table>")
    table = read(tmp_path, f"<html><table><tr><td>menu</td></tr></table>{inner}", "a.html")
    assert table.frame["city"].fillna("-").tolist() == ["Ulm", "-"]
    assert "the largest table of the page was read; the others (1) were not" in " ".join(table.notes)


def test_the_table_in_the_description_of_a_place_becomes_columns(tmp_path: Path) -> None:
    def description(name: str, postcode: str) -> str:
        rows = f"<tr><th>NAME</th> <td>{name}</td></tr><tr><td>POSTCODE</td><td>{postcode}</td></tr>"
        return f"<center><table><tr><th colspan='2'><em>Attributes</em></th></tr>{rows}</table></center>"

    features = [
        {
            "type": "Feature",
            "properties": {"Name": f"kml_{at}", "Description": description(name, "10999")},
            "geometry": {"type": "Point", "coordinates": [13.4, 52.5]},
        }
        for at, name in enumerate(["A &amp; B", "C", "D", "E", "F"])
    ]
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (table,) = read_tables([Source(path, path.name)])
    assert table.frame["name"].tolist() == ["A & B", "C", "D", "E", "F"]
    assert table.frame["postcode"].tolist() == ["10999"] * 5
    assert "“Name” is not taken for the field name" not in " ".join(table.notes)
    assert "“NAME”, “POSTCODE” were read out of the tables in “Description”" in " ".join(table.notes)


def test_a_page_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a web page without a table"):
        read(tmp_path, "<html><body><p>Not found</p></body></html>", "projects.csv")
