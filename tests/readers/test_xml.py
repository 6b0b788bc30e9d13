from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Map</name><Style id="s"/>{}</Document></kml>"""
RING = "<LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing>"
DOT = "<Point><coordinates>0,0</coordinates></Point>"
PLACEMARK = """<Placemark><name>Lab A</name><description><![CDATA[<b>Open</b>]]></description><styleUrl>#s</styleUrl>
<ExtendedData><Data name="city"><value>Berlin</value></Data>
<SchemaData schemaUrl="#x"><SimpleData name="plz">10999</SimpleData></SchemaData></ExtendedData>
<Point><coordinates> 13.40,52.52,0 </coordinates></Point></Placemark>"""


def read(folder: Path, content: str | bytes, name: str) -> RawTable:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (table,) = read_tables([Source(path, name)])
    return table


def refused(folder: Path, content: str | bytes, name: str) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, content, name)
    return str(caught.value)


def points(table: RawTable) -> list[tuple[float, float] | None]:
    assert table.geometry is not None
    return [None if point is None else (point.x, point.y) for point in table.geometry]


def test_placemarks_are_records_with_their_folders_and_data(tmp_path: Path) -> None:
    folders = f"<Folder><name>East</name><Folder><name>Labs</name>{PLACEMARK}</Folder></Folder>"
    second = "<Placemark><name>B</name></Placemark>"
    table = read(tmp_path, KML.format(second + folders), "projects.kml")
    assert table.frame["name"].tolist() == ["B", "Lab A"]
    assert table.frame.loc[1, ["city", "postcode", "folder"]].tolist() == ["Berlin", "10999", "East / Labs"]
    assert table.frame["description"].tolist()[1] == "<b>Open</b>"
    assert points(table) == [None, (13.4, 52.52)]
    assert "styleUrl" not in table.frame


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ("<LineString><coordinates>0,0 1,1</coordinates></LineString>", "LineString"),
        (
            f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>",
            "Polygon",
        ),
        (
            f"<MultiGeometry>{DOT}{DOT.replace('0', '1')}</MultiGeometry>",
            "GeometryCollection",
        ),
    ],
)
def test_shapes_of_placemarks(tmp_path: Path, shape: str, kind: str) -> None:
    table = read(tmp_path, KML.format(f"<Placemark><name>A</name>{shape}</Placemark>"), "projects.kml")
    assert table.frame["shape_as_given"].tolist() == [kind]


def test_a_packed_map_is_read_from_its_main_file(tmp_path: Path) -> None:
    path = tmp_path / "map.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("files/other.kml", KML.format("<Placemark><name>Z</name></Placemark>"))
        archive.writestr("doc.kml", KML.format(PLACEMARK))
        archive.writestr("files/icon.png", b"\x89PNG")
    (table,) = read_tables([Source(path, "map.kmz")])
    assert table.frame["name"].tolist() == ["Lab A"]


def test_links_to_other_maps_are_counted_and_not_followed(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9911/x.kml</href></Link></NetworkLink>"
    table = read(tmp_path, KML.format(PLACEMARK + link), "projects.kml")
    assert "links to other files or hosts (1); none of them was asked for" in " ".join(table.notes)
    assert "has no placemarks, only links to other files" in refused(tmp_path, KML.format(link), "a.kml")


def test_waypoints_are_records_and_tracks_where_there_are_none(tmp_path: Path) -> None:
    head = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
    point = '<wpt lat="52.52" lon="13.40"><name>A</name><link href="https://a.example"/></wpt>'
    track = '<trk><name>T</name><trkseg><trkpt lat="0" lon="0"/><trkpt lat="1" lon="2"/></trkseg></trk>'
    table = read(tmp_path, f"{head}{point}{track}</gpx>", "projects.gpx")
    assert (table.frame["name"].tolist(), points(table)) == (["A"], [(13.4, 52.52)])
    assert table.frame["website"].tolist() == ["https://a.example"]
    assert read(tmp_path, f"{head}{track}</gpx>", "b.gpx").frame["shape_as_given"].tolist() == ["LineString"]
    assert "has no waypoints, tracks or routes" in refused(tmp_path, f"{head}</gpx>", "c.gpx")


def test_other_lists_of_elements_are_tables(tmp_path: Path) -> None:
    content = (
        '<list><meta>x</meta><museum id="1"><name lang="de">A</name><town>Ulm</town></museum>'
        '<museum id="2"><name lang="de">B</name><town>Bonn</town></museum></list>'
    )
    table = read(tmp_path, content, "museums.xml")
    assert table.frame["name"].tolist() == ["A", "B"]
    assert table.frame["city"].tolist() == ["Ulm", "Bonn"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("<list><a>", "is broken XML: line 1, column 10: no element found"),
        ("<list><a></list>", "is broken XML: line 1, column 12: mismatched tag"),
        (
            '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "b">]><l><a>&a;</a></l>',
            "begins with a document type",
        ),
        ('<!DOCTYPE l SYSTEM "http://127.0.0.1:9911/x.dtd"><l/>', "begins with a document type"),
        ("<a>" * 70 + "</a>" * 70, "nested too deeply, in more than 64 levels"),
        ('<?xml version="1.0" encoding="EBCDIC-XYZ"?><l><a/></l>', "is in an encoding that cannot be read"),
        ("<l>text</l>", "has no elements"),
        ("", "is broken XML"),
    ],
)
def test_broken_and_hostile_xml_is_refused(tmp_path: Path, content: str, found: str) -> None:
    assert found in refused(tmp_path, content, "a.xml")


def test_xml_is_known_by_its_content(tmp_path: Path) -> None:
    assert read(tmp_path, KML.format(PLACEMARK), "projects.csv").frame["name"].tolist() == ["Lab A"]


def gpx(names: dict[str, str]) -> str:
    points = "".join(
        f'<wpt lat="48" lon="9"><name>{name}</name><desc>{whole}</desc></wpt>'
        for name, whole in names.items()
    )
    return f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>'


def test_waypoints_whose_names_are_cut_have_the_whole_ones(tmp_path: Path) -> None:
    cut = {
        "Old Mill S": "Old Mill Spring",
        "Mary Will ": "Mary Will Smith Hut",
        "Rocky Cove": "Rocky Cove",
        "Hut": "Hut",
    }
    whole = {**cut, "High Meado": "High Meadow"}
    table = read(tmp_path, gpx(whole), "places.gpx")
    assert table.frame["name"].tolist() == [*whole.values()]
    assert "names are cut after 10 letters; the whole ones are read from “desc”" in " ".join(table.notes)


@pytest.mark.parametrize(
    "names",
    [
        {"Mill": "Mill, open all year", "Old Hut": "Old Hut, closed", "High Meadow": "High Meadow, water"},
        {"Mill": "Water nearby", "Old Hut": "No water", "High Meado": "High Meadow"},
    ],
)
def test_descriptions_that_only_begin_with_a_name_are_none(tmp_path: Path, names: dict[str, str]) -> None:
    assert read(tmp_path, gpx(names), "places.gpx").frame["name"].tolist() == [*names]


def test_prefixes_that_stand_for_nothing_are_left_out(tmp_path: Path) -> None:
    items = "".join(
        f"<item xml:lang='en'><title>{name}</title><georss:point>1.3 103.8</georss:point></item>"
        for name in "ABC"
    )
    table = read(tmp_path, f"<channel xmlns:a='b'><title>T</title>{items}</channel>", "places.xml")
    assert table.frame["name"].tolist() == ["A", "B", "C"]
    assert "uses prefixes of names that it does not explain; they were left out" in " ".join(table.notes)
    assert table.frame["latitude"].tolist() == [1.3] * 3
    closed = read(tmp_path, f"<channel>{items}</channel>\n</rss>\n<!-- terms -->", "c.xml")
    assert "ends with tags that close nothing; they were left out" in " ".join(closed.notes)
    assert "is broken XML" in refused(
        tmp_path, f"<channel>{items}</channel><channel>{items}</channel>", "d.xml"
    )
    entities = "<!DOCTYPE a [<!ENTITY b 'c'>]><channel><g:a>&b;</g:a></channel>"
    assert "begins with a document type" in refused(tmp_path, entities, "b.xml")
