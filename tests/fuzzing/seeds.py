"""One small valid file of every format that is read, made when it is asked for."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

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
}
