"""What the cells of a table name of a place: the town, the postcode, the region and the country that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import pandas as pd

from dsi_geo.addresses.country_words import street_words, vocabulary
from dsi_geo.addresses.letters import plain
from dsi_geo.addresses.postcode_forms import CODE_IN_LINE, LONGEST_ADDRESS
from dsi_geo.addresses.street_names import has_street_word
from dsi_geo.geography import places
from dsi_geo.geography.countries import names_to_codes
from dsi_geo.geography.subdivisions import areas_named
from dsi_geo.spelling import fold_text

BESIDE_CODE: Final = 0
"""Beside the postcode, or marked as a town."""
BEFORE_AREA: Final = 1
"""Before a region or country, or beside a part that is nothing but a postcode."""
AFTER_STREET: Final = 2
AMONG_OTHERS: Final = 3
AT_END: Final = 4
"""Behind the house number of a street, or a street by its words."""
REMARK: Final = 5
"""In brackets."""
OF_AREA: Final = 6
"""A region's name, which may be that of its town, too."""
WEAK: Final = AMONG_OTHERS
"""From this position on a name may be something else than a town's."""

LONGEST_COUNTRY_CODE: Final = 3
MOST_PARTS: Final = 12
"""Parts of a cell that are looked at, from its end."""
SHORTEST_TOWN: Final = 2
SHORTEST_END: Final = 4
"""Letters of the words at the end of a part that are looked for as a town of their own ("Pearl Academy Noida")."""
_SEPARATORS: Final = re.compile(
    "[,;|()\\[\\]\n\r\t\uff0c\u3001\uff1b•·]"  # the commas of Chinese and Japanese, too
    r"|(?<!\d)/(?!\d)|\s[-–—]+\s|\s-(?=\w)|(?<=\w)-\s|(?<=[^\W\d_]{4})\.\s"
)
_OPENING: Final = "([\uff08\u3010"
_BRACKETS: Final = re.compile("[(\\[\uff08\u3010]([^()\\[\\]\uff08\uff09\u3010\u3011]*)[)\\]\uff09\u3011]")
_CODE: Final = re.compile(CODE_IN_LINE)
_MARKUP: Final = re.compile(r"<[^>]*>|\S*(?:://|www\.|@)\S*")
_LETTER: Final = re.compile(r"[^\W\d_]")
_FIGURE: Final = re.compile(r"\d")
_ONE_NAME: Final = re.compile(
    r"\s*[^\W\d_](?:[^\W\d_]|['’.]|-(?=\w)(?<=\w-)| (?!-))*(?<![ .][A-Z]{2})(?<![ .][A-Z]{3})\s*"
)
"""A name of a town alone: no figures, separators or capitals at its end."""
_LAST_FIGURE: Final = re.compile(r"^.*\d\S*\s+(?=\D+$)")
_CAPITALS_AT_END: Final = re.compile(r"^(.*\w)[\s.]+([A-Z]{2,3})$")
_FOUR_FIGURES: Final = re.compile(
    r"^(?P<first>\d{4})(?=\s+[^\W\d_])|(?<=\d\s)(?P<second>\d{4})(?=\s+[^\W\d_])|(?<=[^\W\d_]\s)(?P<third>\d{4})$"
    r"|(?<=\b[A-Z]{2}\s)(?P<fourth>\d{4})\b|(?<=\b[A-Z]{3}\s)(?P<fifth>\d{4})\b"
)
_MARKED: Final = re.compile(
    r"^(?:г|гор|город|пос|посёлок|пгт|рп|с|село|дер|деревня|ст-ца|станица|місто|смт|gr|гр)(?:\.\s*|\s+)(?=[^\W\d_])",  # noqa: RUF001
    re.IGNORECASE,
)
"""Says in Russian, Ukrainian or Bulgarian that the name of a town follows."""
_HAN: Final = re.compile(
    r"^\s*(?:〒?\s*\d{3}-?\d{4}\s*)?(?P<area>北海道|[^\W\d_]{2}(?:[省都府県]|自治区)|[^\W\d_]{3}(?:[県]|自治区))?"
    r"(?P<town>[^\W\d_]{1,5}?市)?(?P<ward>[^\W\d_]{1,6}?[区區县町村郡])?"
)
_DISTRICT: Final = re.compile(r"(?:dist|distt|district|taluka?|tehsil|tal|mandal)\b\.?", re.IGNORECASE)
"""Says that the name of a district follows, which is rarely its town alone."""
_MUNICIPALITY: Final = re.compile(r"(?<=[^\W\d_]s) nov\.?$")
"""Short for a municipality in Latvian: "Ogres nov."."""
_TOWNS_OF_DISTRICTS: Final = "町村"
_WARD: Final = re.compile(r".*-(?:ku|gun|ken|chō|cho|chōme|chome)$", re.IGNORECASE)
"""A Japanese ward, district or quarter in Latin letters."""
_IDEOGRAPH: Final = re.compile("[\u4e00-\u9fff]{2}")


class Mention(NamedTuple):
    """
    A part of a cell that may name a town.

    Attributes
    ----------
    position
        Where it stands (`BESIDE_CODE` ...): the smaller, the likelier it is a town's name.
    name
        As written.
    area
        What follows it in capitals and may be a state or province ("Milano MI"); "" for none.
    """

    position: int
    name: str
    area: str = ""


class NamedPlace(NamedTuple):
    """
    What one cell names.

    Attributes
    ----------
    towns
        Parts that may name the town, the likeliest first.
    areas
        Parts that name a subdivision of a country, or a country that may be one ("Georgia").
    country
        Alpha-2 code of the country that is named; "" for none.
    postcode
        As written; "" for none.
    detail
        Whether something finer than a town is named: a street or house, or a building beside the town.
    """

    towns: tuple[Mention, ...] = ()
    areas: tuple[str, ...] = ()
    country: str = ""
    postcode: str = ""
    detail: bool = False


class _Part(NamedTuple):
    """What stands between two commas."""

    name: str
    """Without figures and postcode; "" where the part names nothing but a street."""
    key: str
    code: str = ""
    street: bool = False
    tail: str = ""
    """What stands behind the last house number."""
    marked: bool = False
    remark: bool = False


def places_in_addresses(address: pd.Series) -> pd.Series:
    """
    Read the place that each address names.

    Parameters
    ----------
    address
        Addresses in one line or several, in any script (``str``); missing allowed.

    Returns
    -------
    pd.Series
        A `NamedPlace` for each (object, index of `address`); an empty one where nothing is named.
    """
    return _read(address, street_first=True)


def places_in_towns(city: pd.Series) -> pd.Series:
    """Read the place that each cell of a column of towns names: as `places_in_addresses`, the first part likeliest."""
    return _read(city, street_first=False)


def _read(cells: pd.Series, street_first: bool) -> pd.Series:
    number, written = pd.factorize(cells.str.slice(-LONGEST_ADDRESS))
    plain_names = {} if street_first else {cell: _town(cell) for cell in written if _ONE_NAME.fullmatch(cell)}
    distinct = [cell for cell in written if cell not in plain_names]
    parted = [[*_parts(cell, street_first)] for cell in distinct]
    keys = [part.key for parts in parted for part in parts]
    known = _Known(keys if street_first else [*keys, *(fold_text(cell) for cell in distinct)])
    read = plain_names | {
        cell: _address(parts, known) if street_first else _town_cell(cell, parts, known)
        for cell, parts in zip(distinct, parted, strict=True)
    }
    values = pd.Series([*(read[cell] for cell in written), NamedPlace()], dtype=object)
    return values.take(number).set_axis(cells.index)


def _town(name: str) -> NamedPlace:
    """The place that a cell of a column of towns names which holds a name and nothing else."""
    return NamedPlace((Mention(BESIDE_CODE, name.strip()),))


class _Known:
    """What the folded parts of all cells are the names of, looked up at once."""

    def __init__(self, keys: Iterable[str]) -> None:
        names = pd.Series(list(dict.fromkeys(key for key in keys if key)), dtype="str")
        self.countries = {key: code for key in names if (code := names_to_codes().get(key)) is not None}
        areas = areas_named(names)
        self.areas = frozenset(names.iloc[areas.loc[areas["kind"].ne("code"), "row"].unique()])
        self.codes = frozenset(names.iloc[areas.loc[areas["kind"].eq("code"), "row"].unique()])
        self.towns = frozenset(names[places.is_name(names)])

    def is_country(self, part: _Part) -> bool:
        """Whether a part names a country, or is its code where it cannot be taken for a state's."""
        return part.key in self.countries and (
            len(part.key) > LONGEST_COUNTRY_CODE or part.name.replace(".", "") in ("UK", "USA", "UAE", "US")
        )

    def is_area(self, part: _Part) -> bool:
        """Whether a part names a subdivision, or is its code in capitals."""
        return part.key in self.areas or (part.key in self.codes and part.name.isupper())


def _parts(cell: str, street_first: bool) -> Iterator[_Part]:
    """The parts of a cell, in order; at most the last `MOST_PARTS`."""
    if "<" in cell or "@" in cell or "www" in cell or "://" in cell:
        cell = _MARKUP.sub(" ", cell)
    if street_first and _IDEOGRAPH.search(cell.rpartition(",")[2]):
        yield from _han_parts(cell)
        return
    remarks: list[str] = []
    if any(sign in cell for sign in _OPENING):
        remarks = _BRACKETS.findall(cell)
        cell = _BRACKETS.sub(",", cell) if not street_first else _BRACKETS.sub(" ", cell)
    pieces = [piece for piece in _SEPARATORS.split(cell) if piece and not piece.isspace()]
    for piece in pieces[-MOST_PARTS:]:
        stripped = piece.strip(" \xa0.:-'\"")
        code, before, after = _cut_code(stripped)
        if code and before and after and not _FIGURE.search(before):  # QLD 4006 Australia
            yield _part(before, street_first)
            stripped = stripped[len(before) :].strip()
        yield _part(_MUNICIPALITY.sub(" novads", stripped), street_first)
    for remark in remarks[:MOST_PARTS]:
        for piece in _SEPARATORS.split(remark):
            if piece.strip():
                yield _part(piece.strip(), street_first)._replace(remark=True)


def _han_parts(cell: str) -> Iterator[_Part]:
    """The parts of a Chinese or Japanese address, which has no separators: province, town, district."""
    found = _HAN.match(cell)
    if found is None:
        return
    # Wards and districts go by names that many cities have; a town or village of its own is one.
    for name in ("ward", "town", "area"):
        if found[name] and (name != "ward" or found[name][-1] in _TOWNS_OF_DISTRICTS):
            yield _Part(found[name], fold_text(found[name]), marked=name == "town")


def _part(piece: str, street_first: bool) -> _Part:
    code, before, after = _cut_code(piece)
    if code:
        after_street = _is_street(after)
        if after and not after_street:
            name = after
        else:
            name = "" if _FIGURE.search(before) or _is_street(before) else before
        tail = "" if name or after_street else _tail(before)
        return _Part(name, fold_text(name), code, street=bool(before) and name != before, tail=tail)
    marked = _MARKED.match(piece)
    if marked and len(piece) > marked.end() + 1:
        piece = piece[marked.end() :]
        return _Part(piece, fold_text(piece), marked=True)
    if _FIGURE.search(piece) and street_first:
        return _Part("", "", street=True, tail=_tail(piece))
    if not _LETTER.search(piece):
        return _Part("", "")
    return _Part(piece, fold_text(piece), street=street_first and _is_street(piece))


def _tail(piece: str) -> str:
    """What stands behind the last figure of a part, where a name stands before it: the town of "Via Roma 5 Milano"."""
    found = _LAST_FIGURE.match(piece)
    if found is None or not _LETTER.search(found[0].rsplit(maxsplit=1)[0]):
        return ""
    tail = piece[found.end() :].strip()
    return "" if _is_street(tail) or len(tail) < SHORTEST_TOWN + 1 else tail


def _cut_code(piece: str) -> tuple[str, str, str]:
    """The postcode in a part, and what stands before and after it; "" for a part without one."""
    if not _FIGURE.search(piece):
        return "", piece, ""
    codes = [*_CODE.finditer(piece)] or [*_FOUR_FIGURES.finditer(piece)]
    if not codes:
        return "", piece, ""
    found = codes[-1]  # what stands before may be a house number
    before, after = piece[: found.start()].strip(" .-–"), piece[found.end() :].strip(" .-–")
    # "1456 Main Street" and "1202 Pender St W" begin with a house number.
    if not before and after and (_is_street(after) or (_FOUR_FIGURES.match(piece) and _names_street(after))):
        return "", piece, ""
    return found[0].strip(), before, after


@lru_cache(maxsize=1 << 16)
def _is_street(text: str) -> bool:
    """Whether a part names a street by one of its words."""
    words = plain(text).replace("-", " ").split()
    if len(words) == 1:
        known = vocabulary("")
        word = words[0].rstrip(".")
        return word in known.first or word in known.last or bool(known.split_compound(word)[1])
    return has_street_word(words, vocabulary(""))


@lru_cache(maxsize=1 << 16)
def _names_street(text: str) -> bool:
    """Whether any word of a text but the first is one for a street."""
    return any(word.rstrip(".") in vocabulary("").last for word in plain(text).split()[1:])


def _address(parts: list[_Part], known: _Known) -> NamedPlace:
    """The place that an address names: read from its end, where country, region and town stand."""
    kinds = [_kind(parts, at, known) for at in range(len(parts))]
    # "Victor-Hugo (Avenue)": a word for a street alone names the part before it.
    for at in range(1, len(parts)):
        alone = parts[at].name and " " not in parts[at].name and plain(parts[at].name) in street_words()
        if alone:
            kinds[at] = "street"
        if alone and (parts[at].remark or "street" not in kinds[:at]):
            before = max((other for other in range(at) if not parts[other].remark), default=at)
            kinds[before] = "street" if kinds[before] == "name" else kinds[before]
    countries = [
        known.countries[part.key] for part, kind in zip(parts, kinds, strict=True) if kind == "country"
    ]
    areas = [
        part.name
        for part, kind in zip(parts, kinds, strict=True)
        if kind == "area" or (kind == "country" and part.key in known.areas)
    ]
    codes = [part.code for part in parts if part.code]
    names = sum(kind == "name" and not part.remark for part, kind in zip(parts, kinds, strict=True))
    return NamedPlace(
        _mentions(parts, kinds, known),
        tuple(dict.fromkeys(areas)),
        countries[-1] if countries else "",
        codes[-1] if codes else "",
        "street" in kinds or names > 1,
    )


def _kind(parts: list[_Part], at: int, known: _Known) -> str:
    """What one part of an address names: `country`, `area`, `name`, `street`, `code` or `none`."""
    part = parts[at]
    if part.remark and not (part.key in known.codes and part.name.isupper()):
        return "name" if part.name else "none"
    if not part.name:
        return "street" if part.street else "code" if part.code else "none"
    earlier = [other for other in parts[:at] if (other.name or other.street) and not other.remark]
    if known.is_country(part) and (earlier or part.code):
        return "country"
    if known.is_area(part) and not part.marked and (earlier or part.code or part.key not in known.towns):
        town_before = any(other.key in known.towns and not other.street for other in earlier)
        if part.key not in known.towns or town_before or (part.name.isupper() and part.key in known.codes):
            return "area"
    return "street" if part.street and not part.code else "name"


def _mentions(parts: list[_Part], kinds: list[str], known: _Known) -> tuple[Mention, ...]:
    """The parts that may name the town, the likeliest first; of those alike, the last."""
    found: list[Mention] = []
    for at in reversed(range(len(parts))):
        part = parts[at]
        if (
            kinds[at] == "name"
            and len(part.name) >= SHORTEST_TOWN
            and not (_DISTRICT.match(part.name) or _WARD.match(part.name))
        ):
            mention = _mention(_position(parts, kinds, at), part)
            found.append(mention)
            words = mention.name.split()
            if len(words) > 2 and part.key not in known.towns:
                ends = (" ".join(words[-2:]), words[-1])
                found += [Mention(AT_END, end) for end in ends if len(end) >= SHORTEST_END]
        elif kinds[at] == "street":
            if part.tail:
                found.append(Mention(AT_END, part.tail))
            elif part.name and part.key in known.towns and "name" not in kinds:
                found.append(Mention(AT_END, part.name))
        elif kinds[at] == "area" and part.key in known.towns and part.key not in known.codes:
            # "Via Appia 3, Roma": what is a region and a town is the town where nothing else may be.
            found.append(Mention(OF_AREA if "name" in kinds else AMONG_OTHERS, part.name))
    if not found:
        found = [
            Mention(AFTER_STREET, part.name)
            for part, kind in zip(parts, kinds, strict=True)
            if kind == "country" and part.key in known.towns
        ]
    return tuple(sorted(found, key=lambda mention: mention.position))


def _position(parts: list[_Part], kinds: list[str], at: int) -> int:
    """Where in an address a part stands that may name a town."""
    if parts[at].remark:
        return REMARK
    if parts[at].code or parts[at].marked:
        return BESIDE_CODE
    following = next((kind for kind in kinds[at + 1 :] if kind != "none"), "")
    if following in ("area", "country", "code") or (at and kinds[at - 1] == "code"):
        return BEFORE_AREA
    return AFTER_STREET if "street" in kinds[:at] else AMONG_OTHERS


def _mention(position: int, part: _Part) -> Mention:
    """A part as a mention, the capitals at its end apart: "Armidale NSW"."""
    found = _CAPITALS_AT_END.match(part.name) if not part.name.isupper() else None
    return Mention(position, found[1], found[2]) if found else Mention(position, part.name)


def _town_cell(cell: str, parts: list[_Part], known: _Known) -> NamedPlace:
    """The place that a cell of a column of towns names: the first part, and what says where that is."""
    towns: list[Mention] = []
    country, areas, postcode = "", [], ""
    whole = cell.strip()
    of_several = len(parts) > 1 and fold_text(whole) in known.towns
    if of_several:
        towns.append(Mention(BESIDE_CODE, whole))
    for part in parts:
        postcode = postcode or part.code
        if not part.name:
            continue
        if towns and known.is_country(part):
            country = known.countries[part.key]
            if part.key in known.areas:
                areas.append(part.name)
        elif len(towns) > of_several and known.is_area(part):
            areas.append(part.name)
            if part.key in known.towns:
                towns.append(Mention(AMONG_OTHERS, part.name))
        else:
            towns.append(_mention(BESIDE_CODE if len(towns) < 2 else BEFORE_AREA, part))
    return NamedPlace(tuple(towns), tuple(dict.fromkeys(areas)), country, postcode)
