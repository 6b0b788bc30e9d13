"""What other people call the columns of the canonical tables: the better name first; of two in a table it wins."""

from __future__ import annotations

from typing import Final

from dsi_geo.schema.vocabulary import ORGANISATIONS, PROJECTS, Entity

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
    "ville, commune, localité, ciudad, localidad, municipio, città, comune, località, plaats, woonplaats, gemeente, "
    "cidade, município, miasto, miejscowość",
    "region": "region, state, province, federal state, bundesland, land bundesland, kanton, canton, provinz, "
    "county, nuts, nuts code, regierungsbezirk, "
    "département, provincia, comunidad autónoma, regione, provincie, województwo",
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
    """Names that a column has in other people's tables of an entity, and those that it has in any table."""
    return _listed(_OWN[entity].get(column, "")), _listed(_OF_EITHER.get(column, ""))


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",")) if names else ()
