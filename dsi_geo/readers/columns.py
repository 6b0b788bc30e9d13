"""Which column of a foreign table means what, and whether the table holds projects or organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rapidfuzz import process

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.profile import Evidence
from dsi_geo.schema import COLUMNS, ENTITIES, GEOMETRY, ORGANISATIONS, PROJECTS, RAW_FIELDS, Entity
from dsi_geo.schema.records import RECORDS
from dsi_geo.spelling import fold_text
from dsi_geo.standards.header_words import (
    concepts_in_any,
    concepts_of,
    field_by_words,
    languages_of,
    says_more,
)

if TYPE_CHECKING:
    from dsi_geo.readers.column_contents import Contents

_OWN_PREFIXES: Final[dict[Entity, tuple[str, ...]]] = {
    PROJECTS: ("project ", "projekt "),
    ORGANISATIONS: ("organisation ", "organisations ", "org "),
}

_ENTITY_WORD: Final[dict[Entity, re.Pattern[str]]] = {
    PROJECTS: re.compile(r"\b(dsi)?proje[ck]t"),
    ORGANISATIONS: re.compile(r"\b(dsi)?organi[sz]ation|\borgs?\b"),
}

_DSI4EU_MARKS: Final = (
    frozenset({"project id", "linked organisation ids"}),
    frozenset({"organisation id", "linked project ids"}),
    frozenset({"organisation type", "network tags"}),
)

LONGEST_NAME: Final = 500
"""Characters of a column's name that are compared with those that are known."""
COORDINATES: Final = frozenset(
    fold_text(name)
    for name in (
        *("coordinates", "coordinate", "koordinaten", "koordinate", "latlon", "lat lon", "latlng", "lat lng"),
        *(
            "lat long",
            "latitude longitude",
            "geo",
            "geo coordinates",
            "geokoordinaten",
            "gps",
            "gps coordinates",
        ),
    )
)
"""Names of one column that holds latitude and longitude together."""

POSTCODES_WITH_CITIES: Final = frozenset(
    f"{postcode} {between}{city}"
    for postcode in (
        "plz",
        "postleitzahl",
        "postcode",
        "post code",
        "postal code",
        "postalcode",
        "zip",
        "zip code",
    )
    for between in ("", "und ", "and ")
    for city in ("ort", "stadt", "wohnort", "gemeinde", "city", "town", "place", "locality", "municipality")
)
"""Names of one column that holds the postcode and, after it, the town."""

_PLACES: Final = frozenset(
    ("address", "postcode", "city", "region", "country", "latitude", "longitude", "coordinates")
)
"""Fields that say where something lies, and the two that stand in one column."""

_DATED: Final = frozenset(("launched", "closed", "recorded"))

_PLACE_HOLDERS: Final = (
    *(
        "location",
        "geo location",
        "geolocation",
        "geo point",
        "geopoint",
        "geo point 2d",
        "geo",
        "gps",
        "geometry",
    ),
    *("coordinates", "coordinate", "coords", "latlng", "latlon", "position", "point", "place", "venue"),
    *(
        "address",
        "postal address",
        "addr",
        "adresse",
        "anschrift",
        "postanschrift",
        "standort",
        "koordinaten",
    ),
    *(
        "lieu",
        "emplacement",
        "ubicacion",
        "direccion",
        "luogo",
        "indirizzo",
        "adres",
        "locatie",
        "endereco",
        "adres",
    ),
)
"""What stands before a part of a place, in the key of an object or in the name of a column (`location.lat`)."""

_PART_OF_PLACE: Final = re.compile(rf"^(?:(?:{'|'.join(_PLACE_HOLDERS)}) ){{1,2}}")

_GLUED: Final = re.compile(
    r"(?P<word>[a-z]{3,}?)(?P<field>address|postcode|zipcode|city|town|region|country|latitude|longitude)"
)
_OTHERS_PLACE: Final = re.compile(
    r"e?mail|web|mac|home|birth|parent|owner|contact|billing|mailing|delivery|head|headquarter|other|old|sub|capa|velo"
)
"""What a glued word begins with whose place is that of another, or of none."""

_PART_RANK: Final = 1_000
"""Added to the rank of a name that is recognised by its last part: any whole name is better."""

_STREETS: Final[tuple[tuple[str, str, str, bool], ...]] = (
    ("straße, strasse, str", "hausnummer, haus nr, hausnr, hnr", "nr, nummer", False),
    (
        "street, street name",
        "house number, housenumber, house no, houseno, house nr, building number, street number, street no",
        "number, no, nr",
        True,
    ),
    (
        "rue, voie, nom de voie, nom voie",
        "numéro de voie, numéro voie, numéro rue, no voie",
        "numéro, num, no",
        True,
    ),
    ("straat, straatnaam", "huisnummer, huisnr", "nummer, nr", False),
    ("via", "civico, numero civico, n civico", "numero, num, n", False),
    ("calle", "número de calle", "número, num, no, n", False),
    ("rua", "número da porta", "número, num, no, n", False),
    ("ulica", "numer domu, nr domu", "numer, nr", False),
)
"""Of a language: columns with a street, those with its house number, those that may be an id as well, and whether the
number stands first."""

_LINE: Final = re.compile(
    r"^(address|address line|addr|street|street address|adresse|straße|strasse|adresszeile|dirección|indirizzo|adres)"
    r" ?([1-9])$".translate({ord("ß"): "ss", ord("ó"): "o"})
)
"""One of several columns of an address: `address_1`, `ADDRESS LINE 2`."""

_LINE_RANK: Final = 100

_WORDS_RANK: Final = 5_000
"""Of a name that is recognised by its words: any name that is known as a whole is better."""

_AWARD_RANK: Final = 1_000
"""Of a date of decision: any date of beginning is better."""

_PLACE_RANK: Final = 2_000
"""Of a column that says where, and not what of an address: any other is better."""

_WORLD_WIDE: Final = re.compile(r"\b(?:wgs ?84|wgs|4326|gps)\b")
"""In the name of a column with degrees: of two such columns these are the ones in EPSG:4326."""

_X: Final = re.compile(r"(\w{1,12}?)[_ .-]?x", re.IGNORECASE)
_Y: Final = re.compile(r"(\w{1,12}?)[_ .-]?y", re.IGNORECASE)

_NORTHWARD: Final = re.compile(
    r"\b(?:norte|north|northing|nord|noord|norr|sur|south|sud|sul|ecuador|equator|equateur|aequator|aquator|nordwert|hochwert)\b"
)
_EASTWARD: Final = re.compile(
    r"\b(?:oeste|este|east|easting|west|est|ouest|ovest|oost|ost|leste|greenwich|ostwert|rechtswert)\b"
)
"""Directions of the compass in the names of columns with degrees."""

_LABEL: Final = re.compile(r"(?:[a-z0-9]|[_. ])label$", re.IGNORECASE)
_LABEL_END: Final = re.compile(r"[_. ]?label$", re.IGNORECASE)
"""How columns end that hold the names of things beside columns with their identifiers, as in results of SPARQL."""

_NO_NAME: Final = re.compile(
    r"\b(?:description|comment|comments|note|notes|remark|remarks|bemerkung|bemerkungen|source|quelle|status|type|"
    r"typ|kind|category|kategorie|phone|tel|telephone|telefon|telefono|fax|email|e mail|mail|contact|kontakt|"
    r"contacto|opening hours|hours|geom|geometry|shape|wkt|image|photo|logo|facebook|twitter|instagram|licence|"
    r"license|language|lang|amount|currency|total|year|jahr|date|datum)\b"
)
"""What the name of a column speaks of that holds no names of records."""

_IDENTIFIER: Final = re.compile(
    r"\b(?:id|ids|identifier|code|nr|no|num|number|nummer|key|ref|uid|uuid|globalid|kennung|uri|iri)$|^item$|"
    r"^(?:id|nr|no|code) "
)
"""How the name of a column ends or begins that may hold identifiers, if they are all different."""

_NO_IDENTIFIER: Final = re.compile(
    r"\b(?:phone|tel\w*|fax|mobile|mobil|handy|whatsapp|cell|contact|account|iban|house|haus\w*|street|post\w*|zip|"
    r"pin|room|floor|door|page|version|year|jahr)\b"
)
"""What the name of a column speaks of whose numbers are those of something beside the record."""

_CORRESPONDENCE: Final = re.compile(r"\b(?:mailing|correspondence|billing|invoice|legal|registered|other)\b")
_ON_SITE: Final = re.compile(r"\b(?:physical|visiting|site|actual)\b")
"""Of two places that a table has for each record, letters go to the one, and the record is at the other."""

_WITHIN_REGION: Final = re.compile(r"\bcounty\b")
"""Of two columns of regions the other one is that of the larger ones."""

_WITHIN_TOWN: Final = re.compile(
    r"neighbou?rhood|\b(?:district|quarter|ward|stadtteil|ortsteil|quartier|barrio|wijk|area|zone)\b"
)
"""What the name of a column speaks of whose words are the names of parts of towns, some of them as towns are called."""

_PICTURE: Final = re.compile(
    r"\b(?:imag\w*|img|photo|foto|picture|logo|icon|thumbnail|thumb|immagine|bild|obraz|video|videos|facebook|twitter|"
    r"instagram|linkedin|youtube|wikipedia|wikidata|source|quelle|licen[cs]e|map|maps|pdf|file|datei|rss|feed|json|api|"
    r"xml|csv|times|report)\b"
)
"""What the name of a column speaks of that holds addresses of pages, but not that of the record."""

_NAMED: Final = re.compile(
    r"^(?:name|nom|nome|naam|nazwa) (?:of|de|du|del|della|van|der|des) |(?:^| )(?:name|nom|nombre|nome|nazwa)$|"
    r"naam$|\w{4,}name$"
)
"""How a column ends or begins that holds the name of something: `library_name`, `name_of_initiative`, `schoolnaam`."""

_OTHERS_NAME: Final = re.compile(
    r"\b(?:type|category|kind|sector|first|last|sur|family|given|middle|nick|user|file|host|domain|contact|person|"
    r"owner|manager|director|author|organi[sz]ers?|leaders?|"
    r"country|city|town|place|region|state|province|district|county|street|parent|partner|short|alternative|former|"
    r"dep|reg|vor|nach|contacto|contatto|pays|pais|ville|ciudad|comune|commune|rue|calle|via)\b|"
    r"^(?:voor|achter|familie|gebruikers|straat|plaats|gemeente)|kurzname|"
    r"(?:user|file|vor|nach|familien|spitz|host|domain|nick|orts|stadt|strassen|gemeinde|landes|kreis|kurz|first|"
    r"last)name$|(?:for|mellem|mellom|efter|etter|till|bruger|bruker|kontakt)(?:navn|namn)$|nutzername$"
)
"""What such a column names if it does not name the record."""

_AS_GOOD: Final = 0.9
"""Share of the most different names that a column has at least to be taken as the first of them."""

_FAR_MORE: Final = 2
"""Times as many different names that a column must have to be taken instead of one that its words speak for."""

DSI4EU_PARTS: Final = ("short description", "long description")

_SHAPEFILE_NAME: Final = 10
"""Characters to which a Shapefile cuts the names of its columns."""


@dataclass(frozen=True)
class Recognition:
    """What the columns of a table mean.

    Attributes
    ----------
    fields
        Field (`schema.RAW_FIELDS`, or a canonical column that is none of them) -> column of the file.
    unrecognised
        Columns of the file without a meaning, in order.
    evidence
        Field -> why it is read from its column.
    dsi4eu
        Whether the columns are those of the DSI4EU platform's export, in which `region` is the town.
    description_parts
        That export's short and long description, which make up `description` together.
    address_parts
        Columns that make up `address` together, in order: street and house number, or its lines.
    address_joint
        What stands between these parts.
    remarks
        Sentences about columns that were not taken for what their names say, or were taken for something by what
        stands in them.
    """

    fields: Mapping[str, str]
    unrecognised: tuple[str, ...]
    evidence: Mapping[str, Evidence]
    dsi4eu: bool = False
    description_parts: tuple[str, ...] = ()
    address_parts: tuple[str, ...] = ()
    address_joint: str = ""
    remarks: tuple[str, ...] = ()


def fold_name(column: str) -> str:
    """The spelling under which column names are compared: `startDate`, `Start date*` and `START_DATE (day)` agree."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", column[:LONGEST_NAME])
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", parted)
    return fold_text(plain).replace("organization", "organisation")


def entity_of_name(name: str) -> Entity | None:
    """Which table a file, sheet or layer of this name holds; None if the name does not say, or says both."""
    folded = fold_name(name)
    named: list[Entity] = [entity for entity, word in _ENTITY_WORD.items() if word.search(folded)]
    return named[0] if len(named) == 1 else None


def entity_of_columns(columns: Sequence[str]) -> Entity:
    """Which table has such columns: the only one that they name, else that of which more are recognised.

    A table is named by an identifier or a name that is not the other's as well: `Organisation`, `Projekt-ID`.
    Where both are named, what names the other tells nothing: `Projekt, Träger, Ort` are projects with those
    who carry them. Projects where nothing tells.
    """
    fields = {entity: recognise(columns, entity).fields for entity in ENTITIES}
    naming = {entity: {found.get("id"), found.get("name")} - {None} for entity, found in fields.items()}
    own = {
        PROJECTS: naming[PROJECTS] - naming[ORGANISATIONS],
        ORGANISATIONS: naming[ORGANISATIONS] - naming[PROJECTS],
    }
    named = [entity for entity in ENTITIES if own[entity]]
    if len(named) == 1:
        return named[0]
    kinds = {fields[ORGANISATIONS].get("kind")} if named else set()
    as_projects = {*fields[PROJECTS].values()} - own[ORGANISATIONS]
    as_organisations = {*fields[ORGANISATIONS].values()} - own[PROJECTS] - kinds
    return ORGANISATIONS if len(as_organisations) > len(as_projects) else PROJECTS


def count_recognised(columns: Iterable[str]) -> int:
    """How many of these names are usual ones, for either table: the measure of a good header line."""
    names = [*columns]
    languages = languages_of(names)
    return sum(
        fold_name(column) in COORDINATES | POSTCODES_WITH_CITIES
        or any(
            _known(fold_name(column), entity) is not None
            or (field_by_words(column, languages, entity) is not None and not says_more(column))
            for entity in ENTITIES
        )
        for column in names
    )


def is_place_holder(column: str) -> bool:
    """Whether an object under this key can tell a place: `location`, `address`, `location.geo`."""
    return _PART_OF_PLACE.fullmatch(fold_name(column) + " ") is not None


def place_field(column: str) -> str | None:
    """The field of a place that a column of this name holds; None if it holds something else."""
    if fold_name(column) in COORDINATES:
        return "coordinates"
    known = _known(fold_name(column), PROJECTS)
    return known[0] if known is not None and known[0] in _PLACES else None


def is_dsi4eu(columns: Iterable[str]) -> bool:
    """Whether these are the columns of an export of the DSI4EU platform, as JSON or as CSV."""
    folded = {fold_name(column) for column in columns}
    return (
        "region" in folded
        and not folded & {"city", "town"}
        and any(marks <= folded for marks in _DSI4EU_MARKS)
    )


def recognise(
    columns: Sequence[str],
    entity: Entity,
    mapping: Mapping[str, str] = MappingProxyType({}),
    contents: Contents | None = None,
) -> Recognition:
    """Find out what the columns of a foreign table mean.

    Parameters
    ----------
    columns
        Names as the file has them, all different.
    entity
        What the rows are.
    mapping
        Field -> column, said by the visitor, "" if the table has no such column; wins over recognition. Pairs that do
        not fit this table are left out here (see `check_mapping`).
    contents
        What stands in the columns. Where it is given, a column whose cells do not fit a field is not taken for it, and
        fields that no name tells of are found by it.

    Returns
    -------
    Recognition. Of two columns for one field the one with the more usual name wins, or else the first.
    """
    recognition = _recognise(columns, entity, mapping, contents)
    if recognition.dsi4eu:
        return recognition
    named = {_find(theirs, columns) for theirs in mapping.values()}
    free = [column for column in columns if column not in named]
    found: dict[str, str] = {}
    if "name" not in recognition.fields:
        name = _likely_name(free, recognition, entity)
        if name is None and contents is not None:
            name = _name_by_content(free, recognition, entity, contents)
        found |= {} if name is None else {"name": name}
    elif contents is not None and "name" not in mapping:
        better = _better_name(free, recognition, entity, contents)
        found |= {} if better is None else {"name": better}
    if contents is not None:
        found |= _by_content(free, recognition, entity, contents, {*found.values()})
    found = {field: column for field, column in found.items() if field not in mapping}
    if not found:
        return recognition
    again = _recognise(columns, entity, {**found, **mapping}, contents)
    languages = languages_of(columns)
    why: dict[str, Evidence] = {
        field: "words" if field == "name" and _is_called_name(column, entity, languages) else "content"
        for field, column in found.items()
    }
    told = tuple(
        f"{quoted(found[field])} is taken for the field {field} by what stands in it, as no column is called so."
        for field, evidence in why.items()
        if evidence == "content"
    )
    if contents is not None and why.get("name") == "words":
        told += _passed_names(found["name"], free, recognition, entity, contents)
    return replace(again, remarks=(*again.remarks, *told), evidence={**again.evidence, **why})


def field_of(column: str, entity: Entity) -> str | None:
    """The field that a column of this name holds, if it stands alone."""
    return _meaning(column, entity, dsi4eu=False)[0]


def pairs_of_degrees(columns: Sequence[str], entity: Entity) -> list[tuple[str, str]]:
    """Pairs of neighbouring columns called latitude and longitude, in this order, whichever stands first."""
    languages = languages_of(columns)
    called = [field_of(one, entity) or field_by_words(one, languages, entity) for one in columns]
    pairs: list[tuple[str, str]] = []
    at = 0
    while at < len(columns) - 1:
        if {*called[at : at + 2]} == {"latitude", "longitude"}:
            one, other = columns[at : at + 2]
            pairs.append((one, other) if called[at] == "latitude" else (other, one))
            at += 1
        at += 1
    return pairs


def holds_names(column: str, entity: Entity) -> bool:
    """Whether a column of this name holds names of the records, be it not the first choice."""
    return field_of(column, entity) == "name" or _names_it(column, entity)


def _likely_name(columns: Sequence[str], recognition: Recognition, entity: Entity) -> str | None:
    """The column that holds the names in a table without a usual one: `library_name`, or `Place` beside a town."""
    fields = recognition.fields
    named = [column for column in recognition.unrecognised if column in columns and _names_it(column, entity)]
    if len(named) == 1:
        return named[0]
    place = next((column for column in columns if fold_name(column) == "place"), None)
    if named or place is None:
        return None
    beside = {field for field, column in fields.items() if column != place}
    first = next(column for column in columns if column != fields.get("id")) == place
    return place if "city" in beside or (first and beside & {*_PLACES, "description", "website"}) else None


def _names_it(column: str, entity: Entity) -> bool:
    folded = fold_name(column)
    others = (_known(folded, other) for other in ENTITIES if other != entity)
    return bool(
        _NAMED.search(folded)
        and not _OTHERS_NAME.search(folded)
        and not any(known is not None and known[0] == "name" for known in others)
    )


def _name_by_content(
    columns: Sequence[str], recognition: Recognition, entity: Entity, contents: Contents
) -> str | None:
    """The first column of short texts that differ from record to record, in a table that has nothing called a name.

    A column with a name that means something else is not taken, unless it is what the other kind of record is called.
    """
    other = next(kind for kind in ENTITIES if kind != entity)
    languages = languages_of(columns)
    candidates = [
        column
        for column in columns
        if column in recognition.unrecognised
        and not _speaks_of_another(column, languages)
        and field_of(column, entity) is None
        and field_of(column, other) in (None, "name")
    ]
    by_name = [
        column for column in candidates if field_of(column, other) == "name" or _names_it(column, entity)
    ]
    labels = [column for column in columns if _LABEL.search(column) and not contents.is_constant(column)]
    of_things = [column for column in labels if not concepts_of(_LABEL_END.sub("", column), languages)]
    of_records = [column for column in labels if _LABEL_END.sub("", column) in columns[:1]]
    named = (column for column in by_name if contents.may_name(column))
    called = next((column for column in (*named, *of_things, *of_records)), None)
    candidates.sort(key=lambda column: "funder" in concepts_of(column, languages))
    others = (column for column in candidates if contents.may_name(column) and not contents.is_town(column))
    return called or _most_telling(columns, recognition, entity, contents) or next(others, None)


def _called_names(
    columns: Sequence[str], recognition: Recognition, entity: Entity, contents: Contents
) -> list[str]:
    """Columns without a meaning that are called the name of something, and have words for nearly all records."""
    languages = languages_of(columns)
    return [
        column
        for column in columns
        if column in recognition.unrecognised
        and _is_called_name(column, entity, languages)
        and contents.is_filled(column)
        and not contents.objection("name", column)
    ]


def _most_telling(
    columns: Sequence[str], recognition: Recognition, entity: Entity, contents: Contents
) -> str | None:
    """Of several columns called the name of something the first that tells as good as most records apart.

    That of an outlet does, that of the body behind all outlets does not.
    """
    called = _called_names(columns, recognition, entity, contents)
    most = max(map(contents.count_different, called), default=0)
    return next((one for one in called if contents.count_different(one) >= _AS_GOOD * most), None)


def _better_name(
    columns: Sequence[str], recognition: Recognition, entity: Entity, contents: Contents
) -> str | None:
    """The column of names that tells far more records apart than the one that words spoke for, if there is one."""
    taken = recognition.fields["name"]
    best = _most_telling(columns, recognition, entity, contents)
    if best is None or recognition.evidence["name"] != "words":
        return None
    far = contents.count_different(best) > _FAR_MORE * contents.count_different(taken)
    return best if far else None


def _passed_names(
    name: str, columns: Sequence[str], recognition: Recognition, entity: Entity, contents: Contents
) -> tuple[str, ...]:
    """A sentence about the columns that are called a name too."""
    first = recognition.fields.get("name")
    called = [*([first] if first else []), *_called_names(columns, recognition, entity, contents)]
    others = [column for column in dict.fromkeys(called) if column != name]
    if not others:
        return ()
    listed = " or ".join(map(quoted, others[:3]))
    return (f"{quoted(name)} is taken for the field name, as it tells more records apart than {listed}.",)


def _is_called_name(column: str, entity: Entity, languages: Set[str]) -> bool:
    """Whether a column is called the name of something that may be the record, in English or any other language."""
    return _names_it(column, entity) or (
        "name" in concepts_of(column, languages)
        and not _speaks_of_another(column, languages)
        and not _of_the_other_kind(column, languages, entity)
    )


def _of_the_other_kind(column: str, languages: Set[str], entity: Entity) -> bool:
    """Whether a column speaks of what the records are not: of a beneficiary in a table of projects."""
    return ("beneficiary" if entity == PROJECTS else "operation") in concepts_of(column, languages)


def _speaks_of_another(column: str, languages: Set[str]) -> bool:
    """Whether a column's name says that it holds anything but what the records are called."""
    concepts = concepts_of(column, languages) - {"operation", "beneficiary", "funder", "name"}
    return bool(concepts) or bool(
        _OTHERS_NAME.search(fold_name(column)) or _NO_NAME.search(fold_name(column))
    )


def _by_content(
    columns: Sequence[str], recognition: Recognition, entity: Entity, contents: Contents, taken: Set[str]
) -> dict[str, str]:
    """Fields that no name told of, found by what stands in columns without a meaning."""
    free = [column for column in columns if column in recognition.unrecognised and column not in taken]
    known = recognition.fields
    found: dict[str, str] = {}
    languages = languages_of(columns)
    if "id" not in known:
        number = next(
            (
                one
                for one in free
                if (
                    _IDENTIFIER.search(fold_name(one))
                    or (_says_identifier(one, languages, entity) and contents.are_codes(one))
                )
                and not _NO_IDENTIFIER.search(fold_name(one))
                and contents.is_key(one)
                and not contents.objection("id", one)
            ),
            None,
        )
        found |= {} if number is None else {"id": number}
    if not {"latitude", "longitude"} & {*known}:
        found |= _axes(free, contents)
    if not {"latitude", "longitude"} & {*known, *found}:
        pair = next((column for column in free if contents.is_pair(column)), None)
        if pair is not None:
            found |= {"latitude": pair, "longitude": pair}
    if "country" not in known:
        country = next((one for one in free if one not in found.values() and contents.is_country(one)), None)
        found |= {} if country is None else {"country": country}
    if not {"address", "city", "latitude"} & {*known, *found}:
        address = next((one for one in free if _tells_place(one) and contents.is_address(one)), None)
        found |= {} if address is None else {"address": address}
    if not {"address", "city", "postcode", "latitude"} & {*found, *({*known} - {"address"})}:
        town = next(
            (
                one
                for one in free
                if one not in found.values()
                and not _WITHIN_TOWN.search(fold_name(one))
                and contents.is_town(one)
            ),
            None,
        )
        found |= {} if town is None else {"city": town}
    if entity == PROJECTS and not _DATED & {*known}:
        date = next((one for one in free if one not in found.values() and contents.is_bare_date(one)), None)
        found |= {} if date is None else {"launched": date}
    if "website" not in known and "website" in RAW_FIELDS[entity]:
        site = next(
            (
                one
                for one in free
                if one not in found.values()
                and contents.is_website(one)
                and not _PICTURE.search(fold_name(one))
            ),
            None,
        )
        found |= {} if site is None else {"website": site}
    return found


def _says_identifier(column: str, languages: Set[str], entity: Entity) -> bool:
    """Whether a word of a column's name is one for an identifier, and none is for what the records are not."""
    concepts = concepts_of(column, languages)
    others = {"beneficiary", "body"} if entity == PROJECTS else {"operation"}
    return (
        "identifier" in concepts and concepts <= {"identifier", "operation", "beneficiary", "body"} - others
    )


def _tells_place(column: str) -> bool:
    """Whether a column is called as what tells a place is: `location 1`, `Place`, `venue address`."""
    return is_place_holder(column.rstrip("0123456789 _-."))


def _axes(columns: Sequence[str], contents: Contents) -> dict[str, str]:
    """Two columns of degrees under names that end in x and y, as `geox`, `coord_y`, or that tell north and west."""
    for column in columns:
        stem = _X.fullmatch(column)
        if stem is None:
            continue
        other = next((one for one in columns if (y := _Y.fullmatch(one)) and y[1] == stem[1]), None)
        if other is not None and contents.are_degrees(column) and contents.are_degrees(other):
            return {"longitude": column, "latitude": other}
    northern = [one for one in columns if _of_axis(one, _NORTHWARD, _EASTWARD) and contents.are_degrees(one)]
    eastern = [one for one in columns if _of_axis(one, _EASTWARD, _NORTHWARD) and contents.are_degrees(one)]
    return {"longitude": eastern[0], "latitude": northern[0]} if northern and eastern else {}


def _of_axis(column: str, axis: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether a column is called for one direction of the compass, and not for the other."""
    folded = fold_text(column)
    return bool(axis.search(folded)) and not other.search(folded)


def _recognise(
    columns: Sequence[str], entity: Entity, mapping: Mapping[str, str], contents: Contents | None
) -> Recognition:
    """See `recognise`; a name must be given or a usual one."""
    named = {
        field: column
        for field, theirs in mapping.items()
        if theirs and field in RAW_FIELDS[entity] and (column := _find(theirs, columns)) is not None
    }
    absent = {field for field, theirs in mapping.items() if not theirs}
    dsi4eu = is_dsi4eu(columns)
    ranked: dict[str, tuple[int, str]] = {}
    by_words: set[str] = set()
    remarks: list[str] = []
    languages = languages_of(columns)
    spoken_of = {concept for column in columns for concept in concepts_of(column, languages)}
    funded = bool(spoken_of & {"amount", "beneficiary"})
    numbers = _house_numbers(columns)
    for column in columns:
        if column in named.values() or column in numbers.values():
            continue
        field, rank = _meaning(column, entity, dsi4eu)
        if field is None and column in numbers:  # "via" alone may mean anything
            field, rank = "address", _LINE_RANK
        weak = field is None and not dsi4eu
        if weak:
            field, rank = _spoken_field(column, columns, languages, entity, funded=funded)
        if field == "postcode" and contents is not None and contents.are_addresses(column):
            field, rank = "address", rank + _PART_RANK
            remarks.append(
                f"{quoted(column)} is taken for the field address: its cells are more than postcodes."
            )
        if field is None or field in {*named, *absent} or (field in ranked and rank >= ranked[field][0]):
            continue
        objection = contents.objection(field, column, weak=weak) if contents is not None else ""
        if field == "country" and contents is not None and not objection:
            objection = _no_country(column, [one for one in columns if one != column], entity, contents)
        if objection:
            remarks.append(f"{quoted(column)} is not taken for the field {field}: {objection}.")
        else:
            ranked[field] = (rank, column)
            by_words = by_words | {column} if weak or rank >= _PART_RANK else by_words
    evidence: dict[str, Evidence] = {
        field: "words" if column in by_words else "name" for field, (_, column) in ranked.items()
    }
    found = named | _of_one_pair(
        _of_one_place({field: column for field, (_, column) in ranked.items()}),
        [pair for pair in pairs_of_degrees(columns, entity) if {*pair}.isdisjoint(named.values())],
        contents,
    )
    parts = _descriptions(columns) if dsi4eu else ()
    # The short one stands for both, as in the list of recognised columns that a visitor confirms.
    if found.get("description") not in parts[:1]:
        parts = ()
    address, joint = _address_parts(found.get("address"), columns, numbers, {*found.values()})
    used = {*found.values(), *parts, *address}
    ordered = [*RAW_FIELDS[entity], *_columns(entity)]
    fields = {field: found[field] for field in dict.fromkeys(ordered) if field in found}
    unrecognised = tuple(column for column in columns if column not in used)
    why: dict[str, Evidence] = {field: "chosen" if field in named else evidence[field] for field in fields}
    return Recognition(fields, unrecognised, why, dsi4eu, parts, address, joint, tuple(remarks))


def _no_country(column: str, others: Sequence[str], entity: Entity, contents: Contents) -> str:
    """Why a column that is called a country is none: another one is called so too, and has countries."""
    if contents.cells(column).empty or contents.is_country(column):
        return ""
    languages = languages_of([column, *others])
    called = (
        one
        for one in others
        if "country" in (field_of(one, entity), field_by_words(one, languages, entity))
        and contents.is_country(one)
    )
    better = next(called, None)
    return "" if better is None else f"its cells name no countries, those of {quoted(better)} do"


def _of_one_place(found: Mapping[str, str]) -> dict[str, str]:
    """The columns found for fields, without those of where letters go if others are of where the record is."""
    places = {field: fold_name(column) for field, column in found.items() if field in _PLACES}
    if not any(_ON_SITE.search(name) for name in places.values()):
        return dict(found)
    return {
        field: column
        for field, column in found.items()
        if field not in places or not _CORRESPONDENCE.search(places[field])
    }


def _spoken_field(
    column: str, columns: Sequence[str], languages: Set[str], entity: Entity, *, funded: bool
) -> tuple[str | None, int]:
    """The field that the words of a column's name speak of, and the rank of that name."""
    field, rank = field_by_words(column, languages, entity), _WORDS_RANK
    rank -= bool(_WORLD_WIDE.search(fold_name(column)))
    said = concepts_in_any(column, languages)
    rank += _PLACE_RANK if "place" in said else 0
    rank += field == "region" and _WITHIN_REGION.search(fold_name(column)) is not None
    rank += _AWARD_RANK if field in _PLACES and _CORRESPONDENCE.search(fold_name(column)) else 0
    if "award" in said:
        return field if funded else None, rank + _AWARD_RANK
    return (_glued_field(column, columns, entity) if field is None and said <= {"body"} else field), rank


def _glued_field(column: str, columns: Sequence[str], entity: Entity) -> str | None:
    """The field of a place, glued to a word that other names begin with: `schooladdress` beside `schoolname`."""
    folded = fold_name(column)
    glued = _GLUED.fullmatch(folded)
    if glued is None or _OTHERS_PLACE.fullmatch(glued["word"]):
        return None
    beside = (fold_name(other) for other in columns if other != column)
    shared = any(other.startswith(glued["word"]) and other != glued["word"] for other in beside)
    return field_of(glued["field"], entity) if shared else None


def _of_one_pair(
    found: Mapping[str, str], pairs: Sequence[tuple[str, str]], contents: Contents | None
) -> dict[str, str]:
    """The columns found for fields, with a latitude and a longitude that stand beside one another, if such pairs do."""
    taken = (found.get("latitude"), found.get("longitude"))
    if None in taken or taken in pairs:
        return dict(found)
    for pair in pairs:
        fits = contents is None or not any(map(contents.objection, ("latitude", "longitude"), pair))
        if {*pair} & {*taken} and fits:
            return {**found, "latitude": pair[0], "longitude": pair[1]}
    return dict(found)


def _house_numbers(columns: Sequence[str]) -> dict[str, str]:
    """Column with streets -> the column with their house numbers.

    A name that may also be that of an id (`Nr`) must stand right behind the street, or right before it where numbers
    stand first and another column stands before both.
    """
    folded = [_PART_OF_PLACE.sub("", fold_name(column)) for column in columns]
    found: dict[str, str] = {}
    for streets, sure, unsure, first in _streets():
        for at in (at for at, name in enumerate(folded) if name in streets and columns[at] not in found):
            beside = [at + 1, *([at - 1] if first and at > 1 else [])]
            places = [place for place, name in enumerate(folded) if name in sure]
            places += [place for place in beside if place < len(folded) and folded[place] in unsure]
            if places:
                found[columns[at]] = columns[places[0]]
    return found


def _address_parts(
    address: str | None, columns: Sequence[str], numbers: Mapping[str, str], used: Set[str]
) -> tuple[tuple[str, ...], str]:
    """The columns that make up the address with the one found for it, and what to put between them."""
    if address is None:
        return (), ""
    number = numbers.get(address)
    if number is not None and number not in used:
        street = _PART_OF_PLACE.sub("", fold_name(address))
        first = next(first for streets, _, _, first in _streets() if street in streets)
        return ((number, address) if first else (address, number)), " "
    matches = {column: match for column in columns if (match := _LINE.match(fold_name(column)))}
    if address not in matches:
        return (), ""
    lines = [
        column
        for column, match in matches.items()
        if match[1] == matches[address][1] and (column == address or column not in used)
    ]
    lines.sort(key=lambda column: int(matches[column][2]))
    return (tuple(lines), ", ") if len(lines) > 1 else ((), "")


@lru_cache(maxsize=1)
def _streets() -> list[tuple[Set[str], Set[str], Set[str], bool]]:
    """`_STREETS` as folded names."""
    return [
        (_folded(streets), _folded(sure), _folded(unsure), first) for streets, sure, unsure, first in _STREETS
    ]


def _folded(names: str) -> Set[str]:
    return {fold_name(name) for name in names.split(",")}


def _descriptions(columns: Sequence[str]) -> tuple[str, ...]:
    """The short and the long description, in this order; empty if one is not there."""
    folded = {fold_name(column): column for column in columns}
    return tuple(folded[part] for part in DSI4EU_PARTS) if folded.keys() >= {*DSI4EU_PARTS} else ()


def check_mapping(mapping: Mapping[str, str], tables: Sequence[tuple[str, Entity, Sequence[str]]]) -> None:
    """Refuse a mapping that names a field or a column that is not there.

    Parameters
    ----------
    mapping
        Field -> column of the file, or "".
    tables
        (name, entity, columns) of every table that was read; a pair must fit one of them.

    Raises
    ------
    InputError
        One sentence per pair that fits nowhere, with what there is and the nearest match.
    """
    fields = list(dict.fromkeys(field for _, entity, _ in tables for field in RAW_FIELDS[entity]))
    columns = list(dict.fromkeys(column for _, _, table_columns in tables for column in table_columns))
    faults = []
    for ours, theirs in mapping.items():
        if ours not in fields:
            faults.append(
                f"There is no field {quoted(ours)}.{_nearest(ours, fields)} Fields: {', '.join(fields)}."
            )
        elif theirs and not any(
            ours in RAW_FIELDS[entity] and _find(theirs, names) is not None for _, entity, names in tables
        ):
            where = " and ".join(quoted(name) for name, _, _ in tables)
            listed = ", ".join(quoted(column) for column in columns[:40])
            more = f" and {len(columns) - 40} more" if len(columns) > 40 else ""
            faults.append(
                f"{where} has no column {quoted(theirs)} to be read as {ours}.{_nearest(theirs, columns)} "
                f"Columns: {listed}{more}."
            )
    if faults:
        raise InputError(faults)


def _find(theirs: str, columns: Sequence[str]) -> str | None:
    """The column of this name; failing that, the only one that is spelt alike."""
    if theirs in columns:
        return theirs
    alike = [column for column in columns if fold_name(column) == fold_name(theirs)]
    return alike[0] if len(alike) == 1 else None


def _nearest(word: str, words: Sequence[str]) -> str:
    match = process.extractOne(word, words, processor=fold_name, score_cutoff=60)
    return f" Did you mean {quoted(match[0])}?" if match else ""


def _meaning(column: str, entity: Entity, dsi4eu: bool) -> tuple[str | None, int]:
    """The field that a column's name stands for, and the rank of that name (0 is best)."""
    folded = fold_name(column)
    if dsi4eu and folded == "region":
        return "city", -1
    if dsi4eu and folded in DSI4EU_PARTS:
        return "description", 1 if folded == "short description" else 2
    if (known := _known(folded, entity)) is not None:
        return known
    if len(column) == _SHAPEFILE_NAME:
        return _cut_name(folded, entity)
    return None, 0


def _known(folded: str, entity: Entity) -> tuple[str, int] | None:
    """The field and rank of a name, of what follows `project ` in it, or of a part of a place (`location lat`).

    `project city` is the city of a project; `organisation city`, in a table of projects, is not.
    """
    names = _usual_names(entity)
    if folded in names:
        return names[folded]
    if (line := _LINE.match(folded)) is not None:
        return "address", _LINE_RANK + int(line[2])
    prefix = next((prefix for prefix in _OWN_PREFIXES[entity] if folded.startswith(prefix)), "")
    own = folded.removeprefix(prefix)
    if own in names:
        return names[own]
    field, rank = names.get(_PART_OF_PLACE.sub("", own), ("", 0))
    return (field, rank + _PART_RANK) if field in _PLACES else None


def _cut_name(folded: str, entity: Entity) -> tuple[str | None, int]:
    """The field whose name was cut by a Shapefile, if only one can be meant."""
    canonical = {fold_text(field): field for field in (*RAW_FIELDS[entity], *_columns(entity))}
    for names in (canonical, {name: field for name, (field, _) in _usual_names(entity).items()}):
        fields = {field for name, field in names.items() if name.startswith(folded) and name != folded}
        if len(fields) == 1:
            return fields.pop(), 500
    return None, 0


@lru_cache(maxsize=len(ENTITIES))
def _usual_names(entity: Entity) -> Mapping[str, tuple[str, int]]:
    """Folded name -> (field, rank) for one table; a canonical name comes first of all."""
    names: dict[str, tuple[str, int]] = {}
    for field in (*RAW_FIELDS[entity], *_columns(entity)):
        names.setdefault(fold_text(field), (field, 0))
    known = [column for column in RECORDS[entity] if column.aliases]
    for listed in zip(*(column.aliases for column in known), strict=True):
        for column, aliases in zip(known, listed, strict=True):
            for rank, name in enumerate(aliases, start=1):
                names.setdefault(fold_name(name), (column.name, rank))
    return MappingProxyType(names)


def _columns(entity: Entity) -> list[str]:
    """Canonical columns that a table of text can hold."""
    return [column for column, dtype in COLUMNS[entity].items() if dtype != GEOMETRY]
