"""The tables of projects and organisations: canonical, in other people's files, and as exported."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from dsi_geo.schema.column import (
    CATEGORY,
    DATE,
    GEOMETRY,
    LIST,
    NUMBER,
    ORDERED_DATE,
    ORDERED_PLACE,
    SOURCE,
    STATUS,
    TEXT,
    Column,
    names,
)
from dsi_geo.schema.vocabulary import CRS, ENTITIES, ORGANISATIONS, PROJECTS, Entity

_OF_EITHER: Final[dict[str, str]] = {
    "id": "id, identifier, key, uid, uuid, code, nr, no, number, nummer, lfd nr, laufende nummer, kennung, "
    "kennziffer, schlüssel, fid, objectid",
    "name": "name, title, titel, bezeichnung, label, full name, nom, nombre, nome, naam, nazwa",
    "description": "description, beschreibung, long description, short description, summary, zusammenfassung, "
    "abstract, kurzbeschreibung, langbeschreibung, erläuterung, about, details, "
    "descripción, descrizione, omschrijving, beschrijving, descrição, opis",
    "website": "website, web site, url, web, homepage, home page, webseite, website url, web page, webadresse, "
    "internet, internetseite, internetadresse, link, domain, www, "
    "site web, site internet, sitio web, página web, sito web, sito, strona, strona internetowa, strona www",
    "recorded": "recorded, creation date, created, created at, created on, date created, date added, added, "
    "updated, updated at, last updated, last update, modified, last modified, date modified, timestamp, "
    "erfasst, erfasst am, angelegt am, erstellt, erstellt am, geändert, geändert am, aktualisiert, "
    "aktualisiert am, letzte änderung, stand, datenstand, erfassungsdatum",
    "address": "address, street address, postal address, address line 1, full address, adresse, anschrift, "
    "postanschrift, street, street name, straße, strasse, str, straße hausnummer, straße nr, "
    "straße und hausnummer, strasse und nr, rue, voie, nom de voie, nom voie, straat, straatnaam, "
    "calle, rua, ulica, "
    "dirección, domicilio, indirizzo, adres, endereço, morada",
    "postcode": "postcode, post code, postal code, postalcode, zip, zip code, zipcode, plz, postleitzahl, "
    "pincode, pin code, code postal, cp, código postal, codice postale, cap, kod pocztowy, cep",
    "city": "city, town, city town, municipality, locality, ort, stadt, wohnort, gemeinde, ortschaft, place, "
    "village, standort, location, sitz, "
    "ville, commune, nom commune, nom de la commune, libellé commune, libellé géographique, libgeo, "
    "city name, town city, localité, ciudad, localidad, municipio, città, comune, località, plaats, woonplaats, "
    "gemeente, "
    "cidade, município, miasto, miejscowość",
    "region": "region, state, province, federal state, bundesland, land bundesland, kanton, canton, provinz, "
    "state province, province state, state or province, state region, region name, state name, province name, "
    "state code, province code, region code, state abbr, prov, uf, estado, "
    "région, comunidad autónoma, regione, provincie, województwo, "
    "kraj okres, län, fylke, maakunta, oblast, область, регион, субъект рф, 都道府県, 都道府県名, 省, 省份, "
    "département, department, nom département, libellé département, departamento, provincia, provincia nombre, "
    "county, county name, nuts, nuts code, nuts2, nuts3, regierungsbezirk, admin1, adm1",
    "country": "country, country name, country code, land, staat, nation, ländercode, länderkürzel, iso, iso2, iso3, "
    "pays, país, paese, kraj",
    "latitude": "latitude, lat, breite, breitengrad, geographische breite, geografische breite, geo lat, "
    "gps latitude, y coordinate, y, "
    "latitud, latitudine, breedtegraad, szerokość, szerokość geograficzna",
    "longitude": "longitude, lon, lng, long, länge, laenge, längengrad, laengengrad, geographische länge, "
    "geografische länge, geo lon, geo lng, geo long, gps longitude, x coordinate, x, "
    "longitud, longitudine, lengtegraad, długość, długość geograficzna",
}

_OF_PROJECTS: Final[dict[str, str]] = {
    "id": "project id, projekt id, projectid, projektid, projektnr, projektnummer, project no, project number, "
    "project code, projektkennung",
    "name": "project name, project title, projektname, projekttitel, projektbezeichnung, project, projekt, "
    "initiative",
    "cluster": "cluster, dsi cluster, thematic cluster, themencluster, themenfeld, handlungsfeld, theme area, "
    "category, kategorie, field, bereich, sector, sektor",
    "themes": "themes, tags, support tags, topics, topic, keywords, keyword, subjects, themen, thema, theme, "
    "schlagworte, schlagwörter, stichworte, stichwörter",
    "technologies": "technologies, technology, technology tags, tech, technologien, technologie, technik",
    "focus": "focus, dsi focus, focus tags, focus area, focus areas, fokus, schwerpunkt, schwerpunkte",
    "status": "status, project status, projektstatus, state of project, zustand",
    "launched": "launched, launch date, launch, start date, start, started, started at, project start, begin, "
    "beginning, founded, founding date, year founded, foundation, start year, year, since, beginn, startdatum, "
    "gestartet, gestartet am, projektstart, projektbeginn, startjahr, gegründet, gegruendet, gründung, "
    "gründungsjahr, gründungsdatum, seit, laufzeit von, von, "
    "date of founding, date de création, année de création, fecha de creación, fecha de fundación, año de fundación, "
    "data di fondazione, anno di fondazione, data de fundação, oprichtingsdatum, oprichtingsjaar, data założenia, "
    "rok założenia",
    "closed": "closed, close date, closing date, closure date, end date, end, ended, end year, project end, finished, "
    "finish date, discontinued, ende, enddatum, endjahr, projektende, beendet, beendet am, eingestellt, "
    "eingestellt am, geschlossen, abgeschlossen, laufzeit bis, bis",
    "amount": "amount, amount awarded, award amount, grant amount, awarded amount, amount granted, total amount, "
    "funding amount, budget, total budget, project budget, total cost, total costs, total value, "
    "ec max contribution, betrag, fördersumme, fördermittel, zuwendung, bewilligte summe, bewilligungssumme, "
    "gesamtbetrag, montant, montant accordé, montant attribué, subvention, importe, importe concedido, importo, "
    "bedrag, toegekend bedrag, kwota, částka, összeg, summa, beløb, belopp",
    "currency": "currency, currency code, default currency, währung, devise, monnaie, moneda, divisa, valuta, "
    "moeda, waluta, měna",
    "organisation_ids": "organisation ids, linked organisation ids, organisation id, linked organisations, "
    "organisations, partner ids, partner id, organisationen, organisations ids, träger id, org ids, org id, orgs",
}

_OF_ORGANISATIONS: Final[dict[str, str]] = {
    "id": "organisation id, org id, orgid, organisationid, organisations id, organisationsnummer, organisation nr, "
    "organisationsnr",
    "name": "organisation name, org name, organisationsname, name der organisation, organisation, org, "
    "institution, company, firma, firmenname, verein, vereinsname, einrichtung, träger",
    "kind": "kind, type, organisation type, type of organisation, org type, organisationstyp, organisationsart, "
    "organisationsform, rechtsform, legal form, art, art der organisation, typ",
    "size": "size, organisation size, org size, organisationsgröße, größe, groesse, staff, number of employees, "
    "employees, mitarbeiter, mitarbeitende, mitarbeiterzahl, beschäftigte, anzahl mitarbeiter",
    "founded": "founded, founding date, foundation date, date founded, year founded, founding year, foundation, "
    "established, start date, start, started, since, gegründet, gegruendet, gegründet am, gründung, "
    "gründungsdatum, gründungsjahr, gruendungsjahr, startdatum, beginn, seit, "
    "date of founding, date de création, année de création, fecha de creación, fecha de fundación, año de fundación, "
    "data di fondazione, anno di fondazione, data de fundação, oprichtingsdatum, oprichtingsjaar, data założenia, "
    "rok założenia",
    "networks": "networks, network tags, network, netzwerke, netzwerk, memberships, mitgliedschaften, verbünde, "
    "verbände",
    "project_ids": "project ids, linked project ids, project id, linked projects, projects, project, projekte, "
    "projekt ids, projekt id, projekt",
}

_OWN: Final[dict[Entity, dict[str, str]]] = {PROJECTS: _OF_PROJECTS, ORGANISATIONS: _OF_ORGANISATIONS}


def names_elsewhere(entity: Entity, column: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of a column in other people's tables of an entity, and in any table."""
    return _listed(_OWN[entity].get(column, "")), _listed(_OF_EITHER.get(column, ""))


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",")) if names else ()


_PRECISION_OF_PLACE: Final = (
    "How precisely the place is known: address, street, postcode, city, region, country, none"
)
_PRECISION_OF_TEXT: Final = (
    "What the address as written would allow, wherever its point lies: address, street, postcode, city, region, "
    "country, none"
)
_GIVEN_ONLY: Final = ("recorded", "latitude", "longitude")
"""Columns of files that are not in the canonical table: `recorded` gives the as-of date, the others the point."""


def _known(entity: Entity, name: str, dtype: object, label: str, meaning: str) -> Column:
    """A column that other people's files have as well."""
    return Column(name, dtype, meaning, label, names_elsewhere(entity, name))


def _place(entity: Entity, one: str) -> tuple[Column, ...]:
    """The columns of a record's place."""
    return (
        _known(
            entity, "address", TEXT, "Address",
            f"Street and house number of the {one}, as its file writes them; empty where none is given",
        ),
        _known(entity, "postcode", TEXT, "Postcode", "Postcode of the address; empty where none is given"),
        _known(entity, "city", CATEGORY, "Town", f"Town in which the {one} is; empty where it is not known"),
        _known(
            entity, "region", CATEGORY, "Region",
            "First-level region (state, province), as its code in ISO 3166-2; empty where it is not known",
        ),
        _known(
            entity, "country", CATEGORY, "Country",
            "Country, as its code in ISO 3166-1 alpha-2; empty where it is not known",
        ),
        _known(
            entity, "latitude", NUMBER, "Latitude",
            "Latitude of the point in degrees north of the equator (EPSG:4326), -90 to 90; empty where there is none",
        ),
        _known(
            entity, "longitude", NUMBER, "Longitude",
            "Longitude of the point in degrees east of Greenwich (EPSG:4326), -180 to 180; empty where there is none",
        ),
        Column("location_precision", ORDERED_PLACE, _PRECISION_OF_PLACE, "Place known to"),
        Column("address_precision", ORDERED_PLACE, _PRECISION_OF_TEXT, "Address given to"),
    )  # fmt: skip


def _recorded(entity: Entity, one: str) -> Column:
    return _known(
        entity, "recorded", DATE, "Date of the record",
        f"Day on which the record of the {one} was made or last changed; the newest of all is the as-of date",
    )  # fmt: skip


_POINT: Final = Column(
    "geometry", GEOMETRY, "Point in WGS 84 (EPSG:4326), as precise as location_precision says; missing if unknown",
    "Point",
)  # fmt: skip

RECORDS: Final[dict[Entity, tuple[Column, ...]]] = {
    PROJECTS: (
        _known(PROJECTS, "id", TEXT, "Identifier", "Identifier of the project, which no other project has"),
        _known(PROJECTS, "name", TEXT, "Name", "Name of the project; empty where none is given"),
        _known(
            PROJECTS, "cluster", CATEGORY, "Thematic cluster",
            "Thematic cluster of the project, as the data name it or as chosen, several separated by “; ”; empty where "
            "none is given",
        ),
        _known(
            PROJECTS, "themes", LIST, "Themes", "Themes of the project, separated by “; ”; empty where there are none"
        ),
        _known(
            PROJECTS, "technologies", LIST, "Technologies",
            "Technologies that the project uses, separated by “; ”; empty where none is given",
        ),
        _known(
            PROJECTS, "focus", LIST, "Focus",
            "Kinds of digital social innovation that it pursues, separated by “; ”; empty where none is given",
        ),
        _known(
            PROJECTS, "description", TEXT, "Description",
            "What the project does, in the words of its file; empty where none are given",
        ),
        _known(
            PROJECTS, "website", TEXT, "Web address",
            "Address of the project on the web, as its file writes it; empty where none is given",
        ),
        _known(
            PROJECTS, "status", STATUS, "Status",
            "State of the project on the as-of date: planned, active, ending (its end is announced), closed or unknown",
        ),
        _known(
            PROJECTS, "launched", DATE, "Launched",
            "Day of the launch (YYYY-MM-DD): the first day if only the month or year is known; empty where unknown",
        ),
        Column("launched_precision", ORDERED_DATE, "How precisely the launch is known: to the day, month or year"),
        _known(
            PROJECTS, "closed", DATE, "Closed",
            "Day of the end (YYYY-MM-DD), after the as-of date if it is planned; empty where none is known",
        ),
        Column("closed_precision", ORDERED_DATE, "How precisely the end is known: to the day, month or year"),
        _recorded(PROJECTS, "project"),
        *_place(PROJECTS, "project"),
        Column(
            "location_source", SOURCE,
            "Source of the place: own, or organisation (that of its first located organisation); empty where there "
            "is no place",
        ),
        _known(
            PROJECTS, "organisation_ids", LIST, "Organisations",
            "Identifiers of the organisations that carry the project, separated by “; ”; empty where none is known",
        ),
        _known(
            PROJECTS, "amount", NUMBER, "Amount",
            "Money awarded to the project or spent on it, in its currency; empty where unknown, which is not zero",
        ),
        _known(
            PROJECTS, "currency", CATEGORY, "Currency",
            "Currency of the amount, as its code in ISO 4217; empty where it is not known",
        ),
        _POINT,
    ),
    ORGANISATIONS: (
        _known(
            ORGANISATIONS, "id", TEXT, "Identifier",
            "Identifier of the organisation, which no other organisation has",
        ),
        _known(ORGANISATIONS, "name", TEXT, "Name", "Name of the organisation; empty where none is given"),
        _known(
            ORGANISATIONS, "kind", CATEGORY, "Kind",
            "Kind of organisation, such as a charity, a company or a university; empty where none is given",
        ),
        _known(
            ORGANISATIONS, "size", CATEGORY, "Size",
            "How many people work there, as its file puts it; empty where that is not known",
        ),
        _known(
            ORGANISATIONS, "founded", DATE, "Founded",
            "Day of the foundation (YYYY-MM-DD): the first day if only the month or year is known; empty where unknown",
        ),
        _known(
            ORGANISATIONS, "description", TEXT, "Description",
            "What the organisation does, in the words of its file; empty where none are given",
        ),
        _known(
            ORGANISATIONS, "website", TEXT, "Web address",
            "Address of the organisation on the web, as its file writes it; empty where none is given",
        ),
        _known(
            ORGANISATIONS, "networks", LIST, "Networks",
            "Networks that the organisation belongs to, separated by “; ”; empty where none is given",
        ),
        _recorded(ORGANISATIONS, "organisation"),
        *_place(ORGANISATIONS, "organisation"),
        _known(
            ORGANISATIONS, "project_ids", LIST, "Projects",
            "Identifiers of the projects that the organisation carries, separated by “; ”; empty where none is known",
        ),
        _POINT,
    ),
}  # fmt: skip
"""All columns of a record, in order. Countries are ISO 3166-1 alpha-2, regions ISO 3166-2; `geometry` is a point in
EPSG:4326 or missing; a vague date is the first day of its month or year."""

_SHAPE_EXTENT: Final = Column(
    "shape_extent_m", NUMBER,
    "Extent in metres of the shape that the file has instead of a point, a bound on its error; empty for a point",
)  # fmt: skip


def _as_given(column: Column) -> Column:
    """The value that a file gave for a column, kept where the canonical table has another."""
    return Column(
        f"{column.name}_as_given", TEXT,
        f"What the file had in the column {column.name}, where it was replaced, doubted or not understood; otherwise "
        "empty",
    )  # fmt: skip


def _added(entity: Entity) -> tuple[Column, ...]:
    """The columns that reading and cleaning add to the canonical ones of an entity, so that nothing is lost."""
    precise = {
        name: Column(
            f"{name}_precision",
            ORDERED_DATE,
            f"How precisely the date {name} is known: to the day, month or year",
        )
        for name in ("founded", "recorded")
        if (entity, name) != (PROJECTS, "founded")
    }
    shape = Column(
        "shape_as_given",
        TEXT,
        "Kind of shape in the file, such as Point or Polygon, where it has other shapes than points",
    )
    return (*precise.values(), *map(_as_given, RECORDS[entity]), shape, _SHAPE_EXTENT)


EXPORTED: Final[dict[Entity, tuple[Column, ...]]] = {
    entity: (*columns, *_added(entity)) for entity, columns in RECORDS.items()
}
"""Possible columns of exported records: points are `geometry` or, in a plain table, `latitude` and `longitude`. Any
other column is one of the file that was read, kept as it was."""

COLUMNS: Final[dict[Entity, dict[str, object]]] = {
    entity: {column.name: column.dtype for column in columns if column.name not in _GIVEN_ONLY}
    for entity, columns in RECORDS.items()
}
"""Column and dtype of each canonical table, in order."""

ADDED_COLUMNS: Final = ("address_precision", "amount", "currency")
"""Canonical columns that files of version 1.0 do not have: there they are missing throughout."""

RAW_FIELDS: Final[dict[Entity, tuple[str, ...]]] = {
    entity: names(column for column in columns if column.aliases) for entity, columns in RECORDS.items()
}
"""Columns that a reader can recognise in a foreign table."""

RAW_LISTS: Final = frozenset(
    column.name
    for columns in RECORDS.values()
    for column in columns
    if column.aliases and column.dtype == LIST
)

LINKS: Final[dict[Entity, str]] = {PROJECTS: "organisation_ids", ORGANISATIONS: "project_ids"}

LABELS: Final[dict[str, str]] = {
    column.name: column.label for entity in ENTITIES for column in RECORDS[entity] if column.label
}
"""Headings of the columns of projects and organisations; a column of both has the same heading in both."""


def extra_columns(table: pd.DataFrame, entity: Entity) -> list[str]:
    """Columns that a file has beyond the canonical ones."""
    return [column for column in table.columns if column not in COLUMNS[entity]]


def conform(table: pd.DataFrame, entity: Entity) -> gpd.GeoDataFrame:
    """Give a table every canonical column in order and dtype; extra columns follow as they are.

    Parameters
    ----------
    table
        Any subset of the canonical columns, already cleaned; `geometry` may be absent.
    entity
        Which table it is.

    Returns
    -------
    GeoDataFrame
        In EPSG:4326, with the index of `table`; absent columns have missing values (lists: empty).
    """
    columns: dict[str, object] = {}
    for column, dtype in COLUMNS[entity].items():
        if dtype == GEOMETRY:
            continue
        if column not in table:
            columns[column] = _absent(dtype, table.index)
        else:
            columns[column] = table[column].astype(dtype)
    extras = {column: table[column] for column in extra_columns(table, entity)}
    geometry = (
        table["geometry"] if "geometry" in table else gpd.GeoSeries([None] * len(table), index=table.index)
    )
    frame = pd.DataFrame(columns | extras, index=table.index)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(geometry, crs=CRS), crs=CRS)[
        [*COLUMNS[entity], *extras]
    ]


def list_array(column: pd.Series) -> pa.ListArray:
    """The lists of a `LIST` column as one Arrow array, for Arrow's functions on lists."""
    array = pa.array(column.array)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def empty_lists(index: pd.Index) -> pd.Series:
    """A `LIST` column without any entries."""
    nothing = pa.ListArray.from_arrays(
        pa.array(np.zeros(len(index) + 1, np.int32)), pa.array([], pa.string())
    )
    return pd.Series(pd.arrays.ArrowExtensionArray(nothing), index=index, dtype=LIST)


def _absent(dtype: object, index: pd.Index) -> pd.Series:
    if dtype == LIST:
        return empty_lists(index)
    # A dtype with categories of its own also equals "category", so the two must be distinguished.
    if dtype == CATEGORY and not isinstance(dtype, pd.CategoricalDtype):
        return pd.Series(
            pd.Categorical([None] * len(index), categories=pd.Index([], dtype="str")), index=index
        )
    return pd.Series([None] * len(index), index=index, dtype=dtype)
