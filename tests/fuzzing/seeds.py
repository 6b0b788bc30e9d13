"""One small valid file of every format that is read, made when it is asked for."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd
import pandas as pd

from dsi_geo.database import open_database
from dsi_geo.output.table_files import write_table
from tests.workbooks import Cell, Sheets, ods, xls, xlsb

PROJECTS = (
    {"id": "p1", "name": "Käfer", "cluster": "Health and care", "themes": "care; data", "status": "active"}
    | {"launched": "2015-09-01", "address": "Oranienplatz 14", "postcode": "10999", "city": "Berlin"}
    | {"country": "DE", "lat": 52.5021, "lon": 13.4114, "organisations": "o1", "website": "https://a.example"},
    {"id": "p2", "name": "clarat, \"A\"", "cluster": "Migration and integration", "themes": "", "status": "closed"}
    | {"launched": "2014", "closed": "2018-01", "address": "Oranienplatz 14, 2. OG", "postcode": "10999"}
    | {"city": "Berlin", "country": "Germany", "organisations": "o1; o2", "amount": 1200.5, "currency": "EUR"},
    {"id": "p3", "name": "Mittelweg", "launched": "3/2016", "address": "50 Mittelweg", "city": "Hamburg"}
    | {"country": "DE", "lat": 53.57, "lon": 9.99, "organisations": "o3"},
    {"id": "p4", "name": "The Hub", "address": "Unit 3, 12-14 High Street", "postcode": "E1 6AN"}
    | {"city": "London", "country": "United Kingdom", "lat": 51.5, "lon": -0.07, "description": "A\nB"},
)  # fmt: skip
ORGANISATIONS = (
    {"id": "o1", "name": "Verein e. V.", "kind": "charity", "address": "Oranienplatz 14", "city": "Berlin"}
    | {"postcode": "10999", "country": "DE", "lat": 52.5021, "lon": 13.4114, "projects": "p1; p2"},
    {"id": "o2", "name": "Łódź Lab", "kind": "company", "city": "Łódź", "country": "PL", "founded": "1999"},
    {"id": "o3", "name": "Nobody", "kind": "", "city": "", "country": ""},
)


def make_seeds() -> dict[str, tuple[str, bytes]]:
    """Format -> the ending of its files, and a file."""
    seeds = {}
    for name, (ending, write) in _WRITERS.items():
        with TemporaryDirectory() as folder:
            path = Path(folder, f"projects{ending}")
            write(path)
            seeds[name] = (ending, path.read_bytes())
    return seeds


def samples(seeds: Mapping[str, tuple[str, bytes]]) -> dict[str, bytes]:
    """File name -> content, one for each ending."""
    return {f"projects{ending}": content for ending, content in seeds.values()}


def plain() -> pd.DataFrame:
    """The projects as a table."""
    return pd.DataFrame(PROJECTS).drop(columns="amount")


def located() -> gpd.GeoDataFrame:
    """The projects that have points, with these."""
    table = plain().dropna(subset=["lat", "lon"])
    return gpd.GeoDataFrame(
        table.drop(columns=["lat", "lon"]), geometry=gpd.points_from_xy(table["lon"], table["lat"], crs=4326)
    )


def _text(separator: str = ",", encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: plain().to_csv(path, index=False, sep=separator, encoding=encoding)


def _write_dsi4eu(path: Path) -> None:
    projects = [
        {"project_id": 1, "name": "Käfer", "start_date": "2015-09-01", "end_date": None, "url": "https://a.example"}
        | {"short_description": "Short", "long_description": "Long", "country": "Germany", "region": "Berlin"}
        | {"latitude": "52.5", "longitude": "13.4", "organisations": [{"id": 7, "name": "Verein"}]}
        | {"dsi_focus": [{"id": 1, "name": "Open data"}], "creation_date": "1970-01-01 00:00:00", "tags": ["a"]},
        {"project_id": 2, "name": "Hub", "country": "France", "organisations": [], "tags": []},
    ]  # fmt: skip
    organisations = [
        {"organisation_id": 7, "name": "Verein", "address": "Oranienplatz 14,\n10999", "region": "Berlin"}
        | {"country": "Germany", "latitude": "52.5", "longitude": "13.4", "linked_project_ids": [1]}
    ]
    path.write_text(json.dumps({"projects": projects, "organisations": organisations}), encoding="utf-8")


def _write_packed_shapefile(path: Path) -> None:
    located().drop(columns=["themes"]).rename(columns=lambda name: name[:10]).to_file(
        path.with_suffix(".shp")
    )
    parts = [part for part in sorted(path.parent.iterdir()) if part.suffix != ".zip"]
    _pack(path, {part.name: part.read_bytes() for part in parts})


def _write_packed_tables(path: Path) -> None:
    tables = {"projects.csv": plain(), "organisations.csv": pd.DataFrame(ORGANISATIONS)}
    _pack(path, {name: table.to_csv(index=False).encode() for name, table in tables.items()})


def _write_workbook(path: Path) -> None:
    with pd.ExcelWriter(path) as workbook:
        plain().to_excel(workbook, sheet_name="projects", index=False)
        pd.DataFrame(ORGANISATIONS).to_excel(workbook, sheet_name="organisations", index=False)


def _write_with(writer: Callable[[Sheets], bytes]) -> Callable[[Path], object]:
    tables = {"projects": plain(), "organisations": pd.DataFrame(ORGANISATIONS)}
    sheets: dict[str, list[list[Cell]]] = {}
    for title, table in tables.items():
        rows = table.astype("object").where(table.notna(), None).to_numpy().tolist()
        sheets[title] = [[*table.columns], *rows]
    return lambda path: path.write_bytes(writer(sheets))


def _write_canonical(path: Path) -> None:
    source = path.with_name("source.json")
    source.write_text(json.dumps({"projects": PROJECTS, "organisations": ORGANISATIONS}), encoding="utf-8")
    database = open_database(source)
    about = {"as_of": "2018-01-31", "source": "source.json"}
    write_table(database.projects, path, about, database.findings)


def _pack(path: Path, members: dict[str, bytes]) -> None:
    path.write_bytes(packed(members))


def packed(members: dict[str, bytes]) -> bytes:
    """A ZIP archive of members, whatever their names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name), member, zipfile.ZIP_DEFLATED)
    return content.getvalue()


_PLACEMARK: Final = (
    "<Placemark><name>A</name><description>&lt;td&gt;x&lt;/td&gt;</description><ExtendedData><Data name='city'>"
    "<value>Ulm</value></Data></ExtendedData><MultiGeometry><Point><coordinates>13.4,52.5,0</coordinates></Point>"
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs>"
    "</Polygon></MultiGeometry></Placemark>"
)
KML: Final = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>F</name>'
    f"{2 * _PLACEMARK}</Folder></Document></kml>"
)
_WAYPOINT: Final = '<wpt lat="52.5" lon="13.4"><name>A</name><link href="https://a.example"/></wpt>'
_TRACK: Final = '<trk><name>T</name><trkseg><trkpt lat="0" lon="0"/><trkpt lat="1" lon="2"/></trkseg></trk>'
GPX: Final = f'<?xml version="1.0"?><gpx version="1.1">{2 * _WAYPOINT}{_TRACK}</gpx>'
_ACTIVITY: Final = (
    '<iati-activity><iati-identifier>X-1</iati-identifier><title><narrative xml:lang="en">Water</narrative></title>'
    '<activity-date type="2" iso-date="2016-03-01"/><recipient-country code="KE"/><location><point><pos>-1.2 36.8</pos>'
    "</point></location></iati-activity>"
)
IATI: Final = f'<iati-activities version="2.03">{2 * _ACTIVITY}</iati-activities>'
_ROW: Final = "<Row><Cell><Data>{}</Data></Cell><Cell ss:Index='2'><Data>{}</Data></Cell></Row>"
EXCEL_2003: Final = (
    '<?xml version="1.0"?><Workbook xmlns:ss="urn:ss"><Worksheet><Table>'
    f"{_ROW.format('name', 'city')}{_ROW.format('A', 'Ulm')}{_ROW.format('B', 'Bonn')}</Table></Worksheet></Workbook>"
)
HTML: Final = (
    "<html><table><tr><th>name</th><th>city</th></tr><tr><td colspan=1>A &amp; B</td><td>Ulm<br>x</td></tr>"
    "<tr><td>C<td>Bonn</table></html>"
)
_FEATURE: Final = {
    "type": "Feature",
    "properties": {"name": "A"},
    "geometry": {"type": "Point", "coordinates": [13.4, 52.5]},
}
UMAP: Final = {
    "type": "umap",
    "layers": [
        {"type": "FeatureCollection", "features": [_FEATURE, _FEATURE], "_umap_options": {"name": "L"}}
    ],
}
OVERPASS: Final = {
    "elements": [
        {"type": "node", "id": 1, "lat": 52.5, "lon": 13.4, "tags": {"name": "A", "addr:city": "Berlin"}},
        {"type": "way", "id": 2, "nodes": [1, 3, 1], "tags": {"name": "B"}},
        {"type": "relation", "id": 2, "bounds": {"minlat": 0, "minlon": 0, "maxlat": 1, "maxlon": 1}},
    ]
}
_GRANT: Final = {
    "title": "G",
    "awardDate": "2014-06-05",
    "amountAwarded": 5,
    "currency": "GBP",
    "plannedDates": [{"startDate": "2014-07-01"}],
    "recipientOrganization": [{"id": "o", "name": "A", "addressLocality": "York"}],
}
_OTHER: Final = {"recipientOrganization": [{"id": "p", "name": "B"}]}
GRANTS: Final = {"grants": [{"id": "g", **_GRANT}, {"id": "h", **_GRANT, **_OTHER}]}
SHAPES: Final = (
    "name,lat,where,amount,start\nA,52°31'12\"N,SRID=4326;POINT(13.4 52.5),1.000 €,Herbst 2015\n"
    "B,48.1,0101000000CDCCCCCCCCCC2A400000000000404A40,£5k,2014/15\nTotal,,,6000,\n"
)


def _written(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8")


def _json(value: object) -> Callable[[Path], object]:
    return lambda path: path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


_WRITERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "csv": (".csv", _text()),
    "csv in UTF-16": (".csv", _text(";", "utf-16")),
    "csv in Windows-1252": (".csv", _text(";", "windows-1252")),
    "tsv": (".tsv", _text("\t")),
    "xlsx": (".xlsx", _write_workbook),
    "xlsb": (".xlsb", _write_with(xlsb)),
    "xls": (".xls", _write_with(xls)),
    "ods": (".ods", _write_with(ods)),
    "json list": (".json", _json(PROJECTS)),
    "json lists": (".json", _json({"projects": PROJECTS, "organisations": ORGANISATIONS})),
    "dsi4eu": (".json", _write_dsi4eu),
    "json lines": (".jsonl", lambda path: plain().to_json(path, orient="records", lines=True)),
    "geojson": (".geojson", lambda path: located().to_file(path, driver="GeoJSON")),
    "geopackage": (".gpkg", lambda path: located().to_file(path, layer="projects")),
    "flatgeobuf": (".fgb", lambda path: located().to_file(path)),
    "shapefile": (".zip", _write_packed_shapefile),
    "geoparquet": (".parquet", lambda path: located().to_parquet(path)),
    "parquet": (".parquet", lambda path: plain().to_parquet(path)),
    "canonical": (".parquet", _write_canonical),
    "zip": (".zip", _write_packed_tables),
    "kml": (".kml", _written(KML)),
    "kmz": (".kmz", lambda path: _pack(path, {"doc.kml": KML.encode()})),
    "gpx": (".gpx", _written(GPX)),
    "iati": (".xml", _written(IATI)),
    "excel 2003": (".xml", _written(EXCEL_2003)),
    "html": (".html", _written(HTML)),
    "umap": (".umap", _json(UMAP)),
    "overpass": (".json", _json(OVERPASS)),
    "360giving": (".json", _json(GRANTS)),
    "shapes in cells": (".csv", _written(SHAPES)),
}
