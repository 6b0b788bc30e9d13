"""What of each record is compared to find duplicates: its name, place, address, website, telephone and e-mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses import joins
from dsi_geo.addresses.table import Addresses
from dsi_geo.analysis.proximity.points import MEASURABLE, points_of, rank_of
from dsi_geo.analysis.proximity.record_names import SMALL_WORDS, name_words
from dsi_geo.schema import Entity, extra_columns
from dsi_geo.spelling import fold, fold_text

Strings = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SHORTEST_NAME: Final = 3
"""Letters of a name in letters of an alphabet; two suffice where each is a syllable or a word."""
LONGEST_NAME: Final = 300
"""Characters of a name that are compared with a different name."""
MOST_ON_ONE_SITE: Final = 20
"""A website, telephone or e-mail address of more records belongs to a platform or host, and identifies none of them."""
PLATFORMS: Final = frozenset(
    "facebook.com twitter.com x.com linkedin.com instagram.com youtube.com github.com gitlab.com meetup.com "
    "medium.com tumblr.com vimeo.com flickr.com plus.google.com sites.google.com docs.google.com drive.google.com "
    "eventbrite.com kickstarter.com indiegogo.com startnext.com goteo.org gofundme.com betterplace.org "
    "crowdfunder.co.uk ulule.com patreon.com wixsite.com about.me linktr.ee t.me telegram.me vk.com xing.com "
    "pinterest.com issuu.com slideshare.net play.google.com itunes.apple.com apps.apple.com wikipedia.org "
    "en.wikipedia.org wordpress.com blogspot.com google.com archive.org bit.ly goo.gl tinyurl.com".split()
)
"""Hosts that many share: only the path identifies a record."""
MAIL_HOSTS: Final = frozenset(
    "gmail.com googlemail.com yahoo.com hotmail.com outlook.com live.com icloud.com me.com aol.com msn.com gmx.de "
    "gmx.net web.de t-online.de freenet.de orange.fr wanadoo.fr free.fr laposte.net libero.it virgilio.it mail.ru "
    "yandex.ru bk.ru wp.pl o2.pl onet.pl interia.pl seznam.cz qq.com 163.com 126.com naver.com protonmail.com "
    "proton.me posteo.de btinternet.com comcast.net uol.com.br bol.com.br terra.com.br".split()
)
"""Domains of e-mail addresses that anyone may have."""
_TELEPHONES: Final = frozenset(
    "phone,phones,phone number,telephone,telephone number,telephone no,tel,tel nr,telefon,telefonnummer,telefono,"
    "telefone,telefoon,puhelin,numero de telephone,contact phone,mobile,mobil,handy".split(",")
)
"""Folded names of columns of telephone numbers."""
_MAILS: Final = frozenset(
    "email,emails,e mail,mail,email address,e mail address,mailadresse,e mail adresse,contact email,kontakt email,"
    "correo,correo electronico,courriel".split(",")
)
DIGITS_OF_NUMBER: Final = 8
"""Last digits of a telephone number that are compared, so that prefixes of countries and trunks need not be known."""
FEWEST_DIGITS: Final = 6

_NUMBERS: Final = re.compile(r"\b\d+[a-z]?\b|\d+")
"""Numbers within a name, with the letter that tells 12a from 12b."""
_URL: Final = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*:)?/*(?:[^/@\s]*@)?(?:www\d?\.|m\.|mobile\.)?([^/:?#\s]+)(?::\d+)?([^?#\s]*)(\?[^#\s]*)?"
)
_INDEX: Final = re.compile(r"/(?:index|home|default)(?:\.\w+)?$|/(?:en|de|fr|es|it|nl|pt)$")
_MAIL: Final = re.compile(r"[^\s@,;<>]+@([^\s@,;<>]+\.[^\s@,;<>]+)")


class ComparedRecords(NamedTuple):
    """One entry a record in each array; "" and NaN where something is not known.

    Attributes
    ----------
    name
        From `record_names.name_key`, without a host (see `without_host`).
    words
        The words of the name, folded, without legal form, joined by spaces.
    figures
        The numbers within the name.
    site, host
        From `website_key`; the host alone, "" for a platform.
    telephone, mail, mail_domain
        Last digits of the number; the whole address; its domain, "" where anyone may have one.
    town, code, country, street, house
        Folded town, postcode, country, street as parsed, house number (0 if not known).
    usable
        Whether the address can be compared with others.
    address
        The address as written, folded.
    latitude, longitude
        Of the point.
    measured
        Whether the point is that of the record itself, and not the centre of its town or postcode.
    kind
        Kind or cluster, folded.
    """

    name: Strings
    words: Strings
    figures: Strings
    site: Strings
    host: Strings
    telephone: Strings
    mail: Strings
    mail_domain: Strings
    town: Strings
    code: Strings
    country: Strings
    street: Strings
    house: Integers
    usable: Flags
    address: Strings
    latitude: Floats
    longitude: Floats
    measured: Flags
    kind: Strings

    def __len__(self) -> int:
        return len(self.name)


def compared_records(table: gpd.GeoDataFrame, entity: Entity, addresses: Addresses) -> ComparedRecords:
    """What of each record of a canonical table is compared.

    Parameters
    ----------
    table
        Canonical table. Telephone and e-mail are taken from columns of the file beyond the canonical ones.
    entity
        What its records are.
    addresses
        Its addresses as parsed.
    """
    names = table["name"].str.slice(0, LONGEST_NAME)
    words = _mapped(names, lambda name: " ".join(name_words(without_host(name))))
    name = _mapped(pd.Series(words), lambda name: name.replace(" ", ""))
    town: Strings = fold(table["city"].astype("str")).fillna("").to_numpy(object)
    read = addresses.distinct.take(addresses.of_record.to_numpy())
    site = _mapped(table["website"], website_key)
    mail = _extra(table, entity, _MAILS, mail_key)
    domain = _mapped(pd.Series(mail), lambda address: address.partition("@")[2])
    points = points_of(table)
    return ComparedRecords(
        name=_long_enough(name),
        words=_without_town(words, town),
        figures=_mapped(pd.Series(words), lambda name: " ".join(_NUMBERS.findall(name))),
        site=_of_few(site),
        host=_mapped(pd.Series(site), _own_host),
        telephone=_of_few(_extra(table, entity, _TELEPHONES, telephone_key)),
        mail=_of_few(mail),
        mail_domain=np.where(np.isin(domain, [*MAIL_HOSTS]), "", domain),
        town=town,
        code=read["postcode"].to_numpy(object),
        country=table["country"].astype("str").fillna("").to_numpy(object),
        street=read["name"].to_numpy(object),
        house=read["low"].to_numpy(dtype=np.int64),
        usable=addresses.usable.to_numpy(),
        address=fold(table["address"].astype("str").str.slice(0, LONGEST_NAME)).fillna("").to_numpy(object),
        latitude=points["latitude"].to_numpy(),
        longitude=points["longitude"].to_numpy(),
        measured=_measured(points, table),
        kind=_kind(table),
    )


def without_host(name: str) -> str:
    """A name without the place after an at sign, which is the name of another.

    Examples
    --------
    >>> without_host("Swimming Pool @ Landmark Tower"), without_host("@ Balestier")
    ('Swimming Pool', '@ Balestier')
    """
    before = name.partition("@")[0].strip()
    return before if len(before) >= SHORTEST_NAME else name


def _without_town(words: Strings, town: Strings) -> Strings:
    """The words of each name without its town, which one record names and another leaves out.

    Unless the town is all that tells a name from another: "Code for Berlin", "Hub (Berlin)".
    """
    number, distinct = pd.factorize(pd.Series(words) + "\n" + pd.Series(town))
    shorter = np.empty(len(distinct), dtype=object)
    for at, both in enumerate(distinct):
        name, _, place = both.partition("\n")
        rest = f" {name} ".replace(f" {place} ", " ").strip() if place else name
        shorter[at] = rest if len({*rest.split()} - SMALL_WORDS) > 1 else name
    return np.asarray(shorter[number])


def _measured(points: pd.DataFrame, table: gpd.GeoDataFrame) -> Flags:
    """Whether each point is the record's own: of a street at least, or not the one of others in its town or postcode.

    An address may be known to its town only and yet have coordinates; but the centre of a town is one for all.
    """
    pointed = points["latitude"].notna().to_numpy()
    exact = points["precision"].ge(rank_of(MEASURABLE)).to_numpy()
    coarse = np.flatnonzero(pointed & ~exact)
    by_code = points["precision"].to_numpy()[coarse] == rank_of("postcode")
    place = np.where(
        by_code,
        table["postcode"].astype("str").fillna("").to_numpy(object)[coarse],
        table["city"].astype("str").fillna("").to_numpy(object)[coarse],
    )
    found = pointed & exact
    if len(coarse):
        area = joins.keys(place, by_code, table["country"].astype("str").fillna("").to_numpy(object)[coarse])
        spot = joins.keys(points["latitude"].to_numpy()[coarse], points["longitude"].to_numpy()[coarse])
        spots = pd.Series(spot).groupby(area).transform("nunique").to_numpy()
        size = np.bincount(area)[area]
        found[coarse] = (spots > 1) & (2 * spots >= size)
    return np.asarray(found)


def website_key(website: str) -> str:
    """A web address as it is compared: host and path; "" if it does not identify anybody.

    Examples
    --------
    >>> website_key("http://www.Example.org/index.html"), website_key("https://example.org")
    ('example.org', 'example.org')
    >>> website_key("https://facebook.com/"), website_key("facebook.com/somebody/")
    ('', 'facebook.com/somebody')
    """
    found = _URL.match(website.strip().lower()[:500])
    if found is None or "." not in found[1]:
        return ""
    host, path = found[1].rstrip("."), _INDEX.sub("", (found[2] or "").rstrip("/"))
    if host in PLATFORMS:
        query = found[3] if found[3] and "id=" in found[3] else ""
        return f"{host}{path}{query}" if path or query else ""
    return host + path


def telephone_key(number: str) -> str:
    """The last digits of the first telephone number; "" if there are too few to identify anybody.

    Examples
    --------
    >>> telephone_key("+49 (0)30 123 456-78"), telephone_key("030/12345678"), telephone_key("110")
    ('12345678', '12345678', '')
    """
    first = re.split(r"[;,|\n]", number, maxsplit=1)[0]
    digits = "".join(character for character in first if character.isdecimal())
    return digits[-DIGITS_OF_NUMBER:] if len(digits) >= FEWEST_DIGITS and len({*digits}) > 1 else ""


def mail_key(mail: str) -> str:
    """The first e-mail address of a cell, in small letters; "" if there is none.

    Examples
    --------
    >>> mail_key("Info@Example.org; other@example.org"), mail_key("none")
    ('info@example.org', '')
    """
    found = _MAIL.search(mail.lower()[:500])
    return found[0] if found else ""


def _own_host(site: str) -> str:
    host = site.partition("/")[0]
    return "" if host in PLATFORMS else host


def _kind(table: gpd.GeoDataFrame) -> Strings:
    column = "kind" if "kind" in table else "cluster"
    return np.asarray(fold(table[column].astype("str")).fillna("").to_numpy(object))


def _long_enough(name: Strings) -> Strings:
    length = pd.Series(name).str.len()
    syllables = pd.Series(name).str.contains("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
    return np.asarray(np.where(length.lt(SHORTEST_NAME) & ~(syllables & length.eq(2)), "", name))


def _extra(
    table: gpd.GeoDataFrame, entity: Entity, named: frozenset[str], key: Callable[[str], str]
) -> Strings:
    """The key of the first column of the file that has one of the names; "" where a cell has none."""
    found = np.full(len(table), "", dtype=object)
    for column in extra_columns(table, entity):
        if fold_text(str(column)) in named:
            cells = _mapped(table[column], key)
            found = np.where(found == "", cells, found)
    return found


def _of_few(keys: Strings) -> Strings:
    """The keys, "" where more records than a duplicate would have share one."""
    number = joins.keys(keys) if len(keys) else np.zeros(0, dtype=np.int64)
    return np.where(np.bincount(number)[number] > MOST_ON_ONE_SITE, "", keys) if len(keys) else keys


def _mapped(column: pd.Series, key: Callable[[str], str]) -> Strings:
    """The key of every cell, computed once per distinct value; "" for a missing cell."""
    codes, values = pd.factorize(column.astype("str"))
    keys = np.empty(len(values) + 1, dtype=object)
    keys[:] = [*map(key, values), ""]
    found: Strings = keys[codes]
    return found
