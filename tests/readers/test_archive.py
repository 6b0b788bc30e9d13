from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import limits, read_tables
from dsi_geo.readers.archive import check_members
from dsi_geo.readers.assembly import Source


def packed(folder: Path, members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Source:
    with zipfile.ZipFile(folder / "export.zip", "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return Source(folder / "export.zip", "export.zip")


def refused(source: Source) -> str:
    with pytest.raises(InputError) as caught:
        read_tables([source])
    return str(caught.value)


def test_projects_and_organisations_are_read_out_of_an_archive(tmp_path: Path) -> None:
    members = {
        "export/projects.csv": "name,city\nP,Berlin\n",
        "export/organizations.json": '[{"name": "O"}]',
        "export/readme.pdf": "",
        "__MACOSX/export/._projects.csv": "x",
    }
    projects, organisations = read_tables([packed(tmp_path, members)])
    assert (projects.source, projects.frame["name"].tolist()) == ("export.zip/export/projects.csv", ["P"])
    assert organisations.entity == "organisations"


def test_the_only_table_in_an_archive_is_read_whatever_its_name(tmp_path: Path) -> None:
    (table,) = read_tables([packed(tmp_path, {"liste.csv": "name,city\nP,Berlin\n", "readme.md": ""})])
    assert table.frame["city"].tolist() == ["Berlin"]


def test_an_archive_with_a_table_twice_is_refused(tmp_path: Path) -> None:
    message = refused(packed(tmp_path, {"projects.csv": "name\nA\n", "projects.json": "[]"}))
    assert (
        "“export.zip” holds projects twice: “export.zip/projects.csv” and “export.zip/projects.json”"
        in message
    )


def test_an_archive_without_tables_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    message = refused(packed(tmp_path, {"a.csv": "x", "b.csv": "y"}))
    assert "holds neither projects.* nor organisations.*" in message
    assert "it holds “export.zip/a.csv”, “export.zip/b.csv”" in message


@pytest.mark.parametrize(
    "name", ["../projects.csv", "/etc/projects.csv", "a/../../projects.csv", "C:\\projects.csv"]
)
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    assert "whose name leads out of it" in refused(packed(tmp_path, {name: "name\nA\n"}))
    assert not (tmp_path.parent / "projects.csv").exists()


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("name,city\nthe secret,Berlin\n")
    link = zipfile.ZipInfo("projects.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr(link, str(secret))
    message = refused(Source(tmp_path / "export.zip", "export.zip"))
    assert "the secret" not in message


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://outside.invalid/projects.csv", "../../projects.csv", "GPKG:a:b.csv"]
)
def test_a_name_is_never_a_path(tmp_path: Path, name: str) -> None:
    (tmp_path / "0.csv").write_text("name,city\nA,Berlin\n")
    (table,) = read_tables([Source(tmp_path / "0.csv", name)])
    assert table.frame["name"].tolist() == ["A"]


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    assert "holds another archive, “inner.zip”" in refused(packed(tmp_path, {"inner.zip": b"PK\x03\x04"}))


def test_an_archive_in_an_archive_is_refused_under_any_name(tmp_path: Path) -> None:
    inner = packed(tmp_path, {"projects.csv": "name\nA\n"}).path.read_bytes()
    assert "“export.zip/projects.csv” is an archive within an archive" in refused(
        packed(tmp_path, {"projects.csv": inner})
    )


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    members = {f"{at}.txt": "" for at in range(limits.MAX_MEMBERS + 1)}
    assert "holds 1,001 files; at most 1,000 are unpacked" in refused(packed(tmp_path, members))


def test_an_archive_that_grows_out_of_all_proportion_is_refused(tmp_path: Path) -> None:
    members = {"projects.csv": b"0" * (limits.SMALL_UNPACKED + 1)}
    assert f"more than {limits.MAX_RATIO} times its size" in refused(packed(tmp_path, members))


def test_an_archive_that_is_too_large_when_unpacked_is_refused(tmp_path: Path) -> None:
    source = packed(tmp_path, {"projects.csv": "x"})
    with zipfile.ZipFile(source.path) as archive:
        archive.infolist()[0].file_size = limits.MAX_UNPACKED + 1
        with pytest.raises(InputError, match="would unpack to 1,000 MB; at most 1,000 MB are unpacked"):
            check_members(archive, "export.zip")


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    source = packed(tmp_path, {"projects.csv": "name\nA\n"}, zipfile.ZIP_STORED)
    content = bytearray(source.path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    source.path.write_bytes(content)
    assert "“projects.csv” is encrypted. Pack it without a password" in refused(source)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    source = packed(tmp_path, {"projects.csv": "name,city\n" + "A,Berlin\n" * 100})
    whole = source.path.read_bytes()
    for content in (whole[:60], whole[:-10], b"no archive, at all", whole.replace(b"\x4b\xcc", b"\xff\xff")):
        source.path.write_bytes(content)
        assert "“export.zip”" in refused(source)
