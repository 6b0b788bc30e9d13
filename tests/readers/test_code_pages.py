"""Texts in code pages of Europe, the Near East and East Asia: each is read under its own, which is told."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.code_pages import CODE_PAGES, code_page_of, telling_words
from dsi_geo.readers.encoding import decode

TEXTS = {
    "pl": "Nazwa;Miasto\nKlub Sąsiedzki;Łódź\nŚwietlica „Żuraw”;Gdańsk\nOgród społeczny;Wrocław\n",
    "cs": "Název;Město\nSousedská dílna;Plzeň\nKavárna Příběh;České Budějovice\nZahrada;Ústí nad Labem\n",
    "hu": "Név;Város\nKözösségi kert;Győr\nŐrző műhely;Székesfehérvár\n",
    "ro": "Denumire;Oraş\nGrădină comunitară;Iaşi\nAtelierul Vecinătăţii;Bucureşti\n",
    "hr": "Naziv;Grad\nDruštveni vrt;Šibenik\nKuća čuda;Čakovec\n",
    "ru": "Название;Город\nОткрытая мастерская;Москва\nГородской сад;Казань\n",
    "bg": "Име;Град\nОбщност на съседите;Пловдив\nГрадина;Велико Търново\n",
    "uk": "Назва;Місто\nВідкрита майстерня;Київ\nСусідський сад;Чернівці\n",
    "el": "Όνομα;Πόλη\nΚοινωνικός κήπος;Θεσσαλονίκη\nΑνοιχτό εργαστήριο;Αθήνα\nΆνθρωποι;Άργος\n",
    "tr": "Adı;Şehir\nMahalle bahçesi;İstanbul\nAçık atölye;Eskişehir\nGönüllüler;Iğdır\n",
    "lt": "Pavadinimas;Miestas\nBendruomenės sodas;Šiauliai\nAtviros dirbtuvės;Panevėžys\n",
    "lv": "Nosaukums;Pilsēta\nKopienas dārzs;Rīga\nAtvērtā darbnīca;Liepāja\n",
    "de": "Name;Ort\nNachbarschaftsgärten;Köln\nOffene Werkstätten;München\nBürgerbühne „Süd“;Fürth\n",
    "fr": "Nom;Ville\nJardin partagé;Orléans\nAtelier créatif;Saint-Étienne\nÀ cœur ouvert;Nîmes\n",
    "he": "שם;עיר\nגינה קהילתית;ירושלים\nסדנה פתוחה;חיפה\n",
    "ar": "الاسم;المدينة\nحديقة المجتمع;القاهرة\nورشة مفتوحة;الإسكندرية\n",
    "ja": "名称;市\nコミュニティガーデン;東京\nみんなの工房;大阪\n",
    "zh": "名称;城市\n社区花园;北京\n开放工作坊;上海\n",
    "zh_Hant": "名稱;城市\n社區花園;臺北\n開放工作坊;高雄\n",
    "ko": "이름;도시\n공동체 정원;서울\n열린 공방;부산\n",
}
PAGES = {
    **dict.fromkeys(("pl", "cs", "hu", "hr"), ("cp1250", "iso8859-2", "cp852", "mac-latin2")),
    "ro": ("cp1250", "iso8859-2", "cp852"),
    "ru": ("cp1251", "iso8859-5", "koi8-r", "mac-cyrillic", "cp866"),
    "bg": ("cp1251", "iso8859-5"),
    "uk": ("cp1251", "koi8-u"),
    "el": ("cp1253", "iso8859-7"),
    "tr": ("cp1254", "iso8859-9"),
    **dict.fromkeys(("lt", "lv"), ("cp1257",)),
    "de": ("cp1252", "mac-roman", "cp850"),
    "fr": ("cp1252", "iso8859-15", "mac-roman"),
    "he": ("cp1255",),
    "ar": ("cp1256",),
    "ja": ("cp932", "euc_jp"),
    "zh": ("gb18030",),
    "zh_Hant": ("big5hkscs",),
    "ko": ("cp949",),
}
CASES = [(language, page) for language, pages in PAGES.items() for page in pages]


def in_page(text: str, page: str) -> bytes:
    """A text in a code page, without the quotation marks that it does not have."""
    return "".join(char for char in text if char.encode(page, "ignore")).encode(page)


def read(folder: Path, content: bytes, name: str = "projects.csv") -> RawTable:
    path = folder / name
    path.write_bytes(content)
    (table,) = read_tables([Source(path, name)])
    return table


@pytest.mark.parametrize(("language", "page"), CASES)
def test_a_text_is_read_under_its_own_code_page_and_that_is_told(language: str, page: str) -> None:
    content = in_page(TEXTS[language], page)
    text, _, (note,) = decode(content, "projects.csv")
    assert text == content.decode(page)
    assert note.startswith("“projects.csv” is not in UTF-8")
    assert "save it as UTF-8" in note or "Save it as UTF-8" in note


def test_every_code_page_is_tried_in_a_test() -> None:
    assert {page for _, page in CASES} == set(CODE_PAGES)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(
    ("encoding", "letters"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16")]
)
def test_unicode_is_nothing_to_tell(language: str, encoding: str, letters: str) -> None:
    assert decode(TEXTS[language].encode(encoding), "a.csv") == (TEXTS[language], letters, ())


def test_the_note_shows_words_of_the_file(tmp_path: Path) -> None:
    table = read(tmp_path, b"name;city\n" + "Klub Sąsiedzki;Łódź\nOgród;Gdańsk\n".encode("cp1250"))
    assert table.frame["city"].tolist() == ["Łódź", "Gdańsk"]
    (note,) = table.notes
    assert note == (
        "“projects.csv” is not in UTF-8; it was read as Windows-1250 by its words (“Sąsiedzki”, “Łódź”). "
        "If they are wrong, save it as UTF-8."
    )


def test_words_that_two_code_pages_make_sense_of_are_told_both_ways(tmp_path: Path) -> None:
    table = read(tmp_path, b"name;city\nA;B\xe6\n")
    assert table.frame["city"].tolist() == ["Bæ"]
    (note,) = table.notes
    assert note == (
        "“projects.csv” is not in UTF-8, and its words do not settle in which code page it is: it was read as "
        "Windows-1252 (“Bæ”), and could be Windows-1257 (“Bę”). Save it as UTF-8 if the former are wrong."
    )


def test_code_pages_that_give_one_text_leave_no_doubt() -> None:
    choice = code_page_of("Müller;Köln;Düsseldorf".encode("cp1252"))
    assert (choice.name, choice.other) == ("Windows-1252", "")


def test_one_cyrillic_letter_is_not_seen_in_a_table_in_latin_ones() -> None:
    content = b"nom;ville\n" + b"Atelier ouvert;Paris\n" * 500 + "Ouvert à tous;Lyon\n".encode("cp1252")
    assert code_page_of(content).codec == "cp1252"


def test_json_in_a_code_page_is_told_too(tmp_path: Path) -> None:
    table = read(tmp_path, '[{"name": "Ogród", "city": "Łódź"}]'.encode("cp1250"), "projects.json")
    assert table.frame["city"].tolist() == ["Łódź"]
    assert "it was read as Windows-1250" in table.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        "name;city\nŁódź;Kraków\nGdańsk;Toruń\n".encode() + b"W\xb3adys\xb3awowo;x\n",
        "name;city\nNürnberg;Köln\n".encode() * 50 + b"caf\xe9;x\n",
        "name;city\nМосква;Казань\n".encode() + "Омск;Тверь"[:-1].encode() + "ь".encode()[:1],
        "name;city\nकोलकाता;दिल्ली\nमुंबई;पुणे\n".encode() + b"\xff;x\n",
        "name;city\nMüller;Köln\n".encode("cp1252") * 3 + "Düsseldorf;Fürth\n".encode(),
    ],
    ids=["Polish", "one letter", "cut tail", "Hindi", "the other way round"],
)
def test_a_file_that_is_partly_utf8_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="is not UTF-8, but other lines are; the file mixes encodings"):
        decode(content, "projects.csv")


def test_bytes_that_mean_nothing_in_the_code_page_are_named() -> None:
    content = "name;city\nŁódź;Gdańsk\nŚwiętokrzyskie;Wrocław\n".encode("cp1250") + b"x\x81y;\x98\n"
    with pytest.raises(
        InputError, match=r"line 4: byte 81 \(hexadecimal\) is neither UTF-8 nor Windows-1250"
    ):
        decode(content, "projects.csv")


def test_a_letter_is_looked_at_however_late_it_comes() -> None:
    content = (
        b"name;city\n" + "Garçon;Orléans\n".encode("cp1252") * 200_000 + "Smørrebrød;Århus\n".encode("cp1252")
    )
    words = [word.decode("cp1252") for word in telling_words(content)]
    assert words[:2] == ["Garçon", "Orléans"]
    assert {"Smørrebrød", "Århus"} <= {*words}


def shapefile(folder: Path, encoding: str, name: str | None = None, number: int | None = None) -> Source:
    """A packed Shapefile of two projects in an encoding that a .cpg names, its table numbers, or nothing says."""
    parts = folder / "parts"
    parts.mkdir()
    places = gpd.GeoDataFrame(
        {"name": ["Ogród Społeczny", "Śląski Dom"], "miejscowość"[:9]: ["Łódź", "Gdańsk"]},
        geometry=[shapely.Point(19.5, 51.8), shapely.Point(18.6, 54.3)],
        crs="EPSG:4326",
    )
    places.to_file(parts / "projects.shp", encoding=encoding)
    (parts / "projects.cpg").unlink()
    if name is not None:
        (parts / "projects.cpg").write_text(name)
    table = bytearray((parts / "projects.dbf").read_bytes())
    table[29] = number or 0
    (parts / "projects.dbf").write_bytes(table)
    with zipfile.ZipFile(folder / "shapes.zip", "w") as archive:
        for path in sorted(parts.iterdir()):
            archive.write(path, path.name)
    return Source(folder / "shapes.zip", "shapes.zip")


@pytest.mark.parametrize(
    ("encoding", "name", "number", "told"),
    [
        ("cp1250", None, None, True),
        ("cp1250", None, 0x57, True),
        ("cp1250", None, 0xC8, False),
        ("cp1250", "1250", None, False),
        ("cp1250", "ANSI 1250", None, False),
        ("cp1250", "UTF-8", None, True),
        ("cp1250", "nonsense", None, True),
        ("iso8859-2", "ISO 88592", None, False),
        ("cp852", None, 0x64, False),
        ("utf-8", "UTF-8", None, False),
        ("utf-8", None, None, False),
    ],
)
def test_a_shapefiles_texts_are_in_the_encoding_that_is_stated_or_that_fits(
    tmp_path: Path, encoding: str, name: str | None, number: int | None, told: bool
) -> None:
    (table,) = read_tables([shapefile(tmp_path, encoding, name, number)])
    assert table.frame["name"].tolist() == ["Ogród Społeczny", "Śląski Dom"]
    assert any("is not in UTF-8" in note for note in table.notes) == told


def test_the_tables_of_letters_are_read_only_where_they_are_needed() -> None:
    program = (
        "import sys; from dsi_geo.readers import letter_pairs; from dsi_geo.readers.encoding import decode; "
        "decode('Łódź;ä'.encode(), 'a'); sys.exit(letter_pairs._model.cache_info().misses)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
