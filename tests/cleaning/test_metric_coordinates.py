"""Coordinates in metres of a system that is not told, and without their decimal point."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyproj
import pytest

from dsi_geo.database import Database, open_database

TOWNS = {
    "GB": {"Leeds": (53.80, -1.55), "York": (53.96, -1.08), "Bristol": (51.45, -2.59), "Norwich": (52.63, 1.30),
           "Exeter": (50.72, -3.53), "Durham": (54.78, -1.58)},
    "DK": {"Aalborg": (57.05, 9.92), "Odense": (55.40, 10.39), "Herning": (56.14, 8.97), "Esbjerg": (55.47, 8.45),
           "Randers": (56.46, 10.04), "Kolding": (55.49, 9.47)},
    "PL": {"Kielce": (50.87, 20.63), "Radom": (51.40, 21.15), "Olsztyn": (53.78, 20.48), "Opole": (50.67, 17.92),
           "Gdynia": (54.52, 18.53), "Lublin": (51.25, 22.57)},
}  # fmt: skip


def opened(
    path: Path,
    columns: tuple[str, str],
    points: dict[str, tuple[float, float]],
    country: str,
    town: bool = True,
) -> Database:
    rows = [
        f"{at};{name};{name if town else ''};{country};{x};{y}"
        for at, (name, (x, y)) in enumerate(points.items(), 1)
    ]
    header = ";".join(["id", "name", "city", "country", *columns])
    (path / "projects.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return open_database(path / "projects.csv")


def metres(country: str, code: int) -> dict[str, tuple[float, float]]:
    to = pyproj.Transformer.from_crs(4326, code, always_xy=True)
    return {
        name: tuple(round(number, 1) for number in to.transform(longitude, latitude))
        for name, (latitude, longitude) in TOWNS[country].items()
    }  # type: ignore[misc]


def lies(database: Database, country: str) -> bool:
    points = database.projects.geometry
    return all(
        abs(point.y - latitude) < 0.01 and abs(point.x - longitude) < 0.01
        for point, (latitude, longitude) in zip(points, TOWNS[country].values(), strict=True)
    )


def told(database: Database) -> str:
    return " ".join(database.findings.loc[database.findings["code"].eq("reading"), "message"])


@pytest.mark.parametrize(
    ("country", "code", "columns", "said"),
    [
        ("GB", 27700, ("Easting", "Northing"), "OSGB36 / British National Grid (EPSG:27700)"),
        ("DK", 25832, ("Koordinat east", "Koordinat north"), "ETRS89 / UTM zone 32N (EPSG:25832)"),
        ("PL", 2180, ("XCOORD", "YCOORD"), "EPSG:2180"),
    ],
)
def test_metres_are_read_in_the_system_in_which_the_towns_named_lie(
    tmp_path, country, code, columns, said
) -> None:
    database = opened(tmp_path, columns, metres(country, code), country)
    assert lies(database, country)
    assert f"are read as metres of {said}" in told(database).replace("ETRF2000-PL / CS92 (", "").replace(
        "ETRS89 / Poland CS92 (", ""
    )


def test_the_towns_alone_may_tell_the_country_whose_systems_are_tried(tmp_path: Path) -> None:
    towns = {
        "Amsterdam": (121687, 487484), "Utrecht": (136000, 455900), "Groningen": (233800, 582000),
        "Maastricht": (176300, 318000), "Rotterdam": (92500, 437500), "Eindhoven": (161000, 383000),
        "Leiden": (93700, 463800), "Arnhem": (190000, 444000), "Zwolle": (202800, 503000),
        "Leeuwarden": (182000, 579000), "Haarlem": (103800, 488700),
    }  # fmt: skip
    database = opened(tmp_path, ("X", "Y"), towns, "")
    assert "are read as metres of Amersfoort / RD New (EPSG:28992)" in told(database)
    assert database.projects["country"].eq("NL").all()


def test_northings_may_come_first(tmp_path: Path) -> None:
    swapped = {name: (y, x) for name, (x, y) in metres("DK", 25832).items()}
    assert lies(opened(tmp_path, ("x", "y"), swapped, "DK"), "DK")


def test_metres_that_no_system_puts_where_the_records_state_to_be_are_left_alone(tmp_path: Path) -> None:
    shuffled = dict(zip(TOWNS["DK"], list(metres("DK", 25832).values())[::-1], strict=True))
    database = opened(tmp_path, ("Easting", "Northing"), shuffled, "DK")
    assert "are read as" not in told(database)
    assert "“Easting” and “Northing” hold numbers that are no degrees" in told(database)


def test_a_country_alone_proves_a_system_only_where_no_other_puts_them_there(tmp_path: Path) -> None:
    assert lies(opened(tmp_path, ("Easting", "Northing"), metres("PL", 25834), "PL", town=False), "PL")
    denver = {f"N{at}": (500_000.0 + 1_000 * at, 4_400_000.0) for at in range(6)}
    database = opened(tmp_path, ("Easting", "Northing"), denver, "US", town=False)
    assert database.projects.geometry.isna().all()
    assert "several readings of them fit" in told(database)


def test_degrees_in_millionths_are_degrees(tmp_path: Path) -> None:
    whole = {name: (round(y * 1e6), round(x * 1e6)) for name, (y, x) in TOWNS["DK"].items()}
    database = opened(tmp_path, ("lat", "lng"), whole, "DK")
    assert lies(database, "DK")
    assert "as 6 digits belong behind it" in told(database)


def test_a_lost_decimal_point_is_put_back_where_the_other_numbers_prove_its_place(tmp_path: Path) -> None:
    points: dict[str, tuple[object, object]] = {
        name: (f"{y:.6f}", f"{x:.6f}") for name, (y, x) in TOWNS["DK"].items()
    }
    points["Skive"] = ("56.566.012", "9.027.345")
    points["Thisted"] = ("569.553.121", "8.694.901")
    points["Nowhere"] = ("99.999.999", "8.694.901")
    database = opened(tmp_path, ("lat", "lng"), points, "DK")  # type: ignore[arg-type]
    found = database.projects.set_index("name").geometry
    assert (round(found["Skive"].y, 4), round(found["Skive"].x, 4)) == (56.566, 9.0273)
    assert round(found["Thisted"].y, 4) == 56.9553
    findings = database.findings
    assert "“56.566.012” is read as the latitude 56.566012: its decimal point was lost." in set(
        findings.loc[findings["code"].eq("restored_coordinate"), "message"]
    )
    assert findings["message"].str.contains("99.999.999").any()


def test_numbers_that_are_no_coordinates_are_left_alone(tmp_path: Path) -> None:
    text = "id;name;country;east wing;north wing\n" + "\n".join(
        f"{at};N{at};DK;{at};{at}" for at in range(1, 9)
    )
    (tmp_path / "projects.csv").write_text(text, encoding="utf-8")
    assert "no degrees" not in told(open_database(tmp_path / "projects.csv"))
    assert pd.isna(open_database(tmp_path / "projects.csv").projects.geometry.iloc[0])
