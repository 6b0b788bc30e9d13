"""Where a record is by what is stated, its coordinate and the other records of its table: town, region and country."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from dsi_geo.addresses.place_mentions import WEAK, Mention, NamedPlace
from dsi_geo.cleaning.coordinates import BORDER_TOLERANCE_M
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.stated_places import only_value
from dsi_geo.cleaning.text import as_text
from dsi_geo.cleaning.town_choice import candidate_towns, choose_towns
from dsi_geo.distinct import distinct_rows, each_once, of_each_object
from dsi_geo.geography import boundaries, countries, places
from dsi_geo.geography.postcode_areas import locate_postcodes
from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.geography.subdivisions import areas_named
from dsi_geo.schema import Entity

OF_FILE: Final = 0.95
"""Share of the records with a known country that lie in one, from which the others are taken to lie there, too."""
FEWEST_OF_FILE: Final = 5
"""Fewer records of a known country say nothing of the others."""
NAMES_COVERED: Final = 0.9
NAMES_LARGEST: Final = 0.6
"""Where no country is known: share of the names of towns that a country must have, and of those whose largest town it
must have, for all of them to be taken for its towns."""
NAMES_COVERED_ALONE: Final = 0.75
NAMES_LARGEST_ALONE: Final = 0.5
"""The same where no other country has half as many of the names."""
FEWEST_NAMES: Final = 10
MOST_ABROAD: Final = 0.15
"""Of the records that name a town, the share that may name a country as well where that is done for those abroad."""
OWN_COORDINATES: Final = 0.8
"""Share of records with a coordinate of their own, in towns with several records, from which coordinates are those of
addresses, and are trusted against a town's name."""

AT_BORDER_M: Final = 5_000
"""A point this near to the region of its town lies in it."""

_QUESTION: Final = (
    *("country", "certain", "unknown_country", "areas", "postcode_region", "postcode_latitude"),
    *("postcode_longitude", "latitude", "longitude"),
)
"""What distinguishes the questions of records beside the names that may be their town's."""


def decide_places(
    frame: pd.DataFrame,
    area_of: pd.DataFrame,
    shapes: gpd.GeoSeries | None,
    entity: Entity,
    findings: Findings,
) -> pd.DataFrame:
    """
    Decide town, region and country of each record.

    Parameters
    ----------
    frame
        As `stated_places.read_stated_places` gives it, with `latitude`, `longitude` and `_outside_country`.
    area_of
        The sets of areas that `_areas` numbers.
    shapes
        The areas and lines that points stand for, in EPSG:4326; None where there are only points. One that spans
        several regions belongs to none of them.

    Returns
    -------
    The frame with `city` (the gazetteer's name where the town is decided, else as written), `country`, `region`
    (ISO 3166-2) and the working columns `_town_latitude`, `_town_longitude`, `_town_region`, `_to_town_m`,
    `_point_region`, `_names_area` (``country`` or ``region`` where the town's cell names no town but that).
    """
    outside = frame["_outside_country"].eq(True)
    located = boundaries.locate(frame["latitude"], frame["longitude"]).mask(outside)
    lost = frame["_lost_country"]
    inferred = frame["country"].fillna(located["country"].mask(lost))
    of_file = country_of_file(frame, inferred)
    likely = inferred.fillna(of_file).mask(lost & frame["country"].isna())
    by_code = locate_postcodes(frame["_postcode"], likely)
    frame = frame.assign(_postcode_region=by_code["region"])
    questions = pd.DataFrame(
        {
            "country": likely,
            "certain": frame["country"].notna(),
            "unknown_country": lost,
            "areas": frame["_areas"],
            **{f"postcode_{column}": by_code[column] for column in by_code},
            **{axis: frame[axis].mask(outside) for axis in ("latitude", "longitude")},
        }
    )
    towns = _Towns(frame["_place"], questions, area_of)
    frame = _with_places(frame, towns, located, of_file, area_of)
    frame = _without_spanned_areas(frame, shapes)
    _report_towns(frame, towns, entity, findings)
    return frame


def country_of_file(frame: pd.DataFrame, country: pd.Series) -> str | None:
    """The country that all records are taken to lie in that name none; None where the others do not agree.

    Where only a few records name one, as lists do for places abroad alone, the towns of the others tell.
    """
    known = country.value_counts()
    if known.sum() >= FEWEST_OF_FILE and known.iloc[0] >= OF_FILE * known.sum():
        return str(known.index[0])
    named = pd.Series([_town_named(place) for place in frame["_place"]], index=frame.index, dtype="str")
    if known.sum() > MOST_ABROAD * named.notna().sum():
        return None
    return _country_of_names(pd.Series(named[country.isna()].dropna().unique(), dtype="str"))


def _town_named(place: NamedPlace) -> str | None:
    return place.towns[0].name if place.towns and place.towns[0].position < WEAK else None


def _country_of_names(names: pd.Series) -> str | None:
    """The country whose towns have nearly all of these different names, and are most of them the largest that do."""
    if len(names) < FEWEST_NAMES:
        return None
    found = places.namesakes(names)
    found = found[found["rank"].eq(0)]
    asked = found["name"].nunique()
    if asked < FEWEST_NAMES:
        return None
    covered = found.drop_duplicates(["name", "within"])["within"].value_counts() / asked
    largest = (
        found.sort_values("weight", ascending=False).drop_duplicates("name")["within"].value_counts() / asked
    )
    best = str(largest.index[0])
    alone = covered.drop(best).max() <= covered[best] / 2 if len(covered) > 1 else True
    most, mostly = (NAMES_COVERED_ALONE, NAMES_LARGEST_ALONE) if alone else (NAMES_COVERED, NAMES_LARGEST)
    return best if largest.iloc[0] >= mostly and covered[best] >= most else None


class _Towns:
    """
    The answers to the questions of a table's records: which town each means.

    Attributes
    ----------
    chosen, undecided, ruled_out
        See `town_choice.Choice`, one row per record, index of the table; all missing where there is no answer.
    against
        Towns that are decided by all that is stated, but lie far from the coordinate.
    """

    def __init__(self, place: pd.Series, questions: pd.DataFrame, area_of: pd.DataFrame) -> None:
        question, distinct, named = _distinct(place, questions)
        candidates = candidate_towns(named)
        choice = choose_towns(distinct.assign(abroad=False), candidates, area_of)
        # A country that is only inferred, or a point, may be wrong about a record: asked again without.
        again = choice.ruled_out
        certain = distinct["certain"].reindex(again.index)
        free = distinct.loc[again.index[again["rule"].eq("country") & ~certain]].assign(
            country=None, abroad=True
        )
        elsewhere = choose_towns(free.astype({"country": "str"}), candidates, area_of).chosen
        rest = distinct.loc[again.index[again["rule"].eq("near") & again["position"].lt(WEAK)]]
        rest = rest.assign(latitude=np.nan, longitude=np.nan, abroad=False)
        chosen = pd.concat([choice.chosen, elsewhere]) if len(elsewhere) else choice.chosen

        def of_records(answers: pd.DataFrame) -> pd.DataFrame:
            return answers.reindex(question.to_numpy()).set_axis(question.index)

        self.chosen = of_records(chosen)
        self.against = of_records(choose_towns(rest, candidates, area_of).chosen)
        self.undecided = of_records(choice.undecided)
        self.ruled_out = of_records(again[~again.index.isin(chosen.index)])


def _distinct(
    place: pd.Series, questions: pd.DataFrame
) -> tuple[pd.Series, pd.DataFrame, list[tuple[Mention, ...]]]:
    """The number of each record's question, -1 where it asks for no town; the questions; and what names their towns."""
    names: dict[tuple[Mention, ...], int] = {}
    number_of = of_each_object(
        lambda one: names.setdefault(one.towns, len(names)) if one.towns else -1, place, "int64"
    )
    named = number_of.to_numpy()
    asks = named >= 0
    some, number = questions[asks], named[asks]
    for column in _QUESTION:
        codes, values = pd.factorize(some[column])
        number, _ = pd.factorize(number * (len(values) + 1) + codes)
    first = np.unique(number, return_index=True)[1]
    distinct = some.iloc[first].reset_index(drop=True).assign(named=named[asks][first])
    question = pd.Series(-1, index=place.index)
    question[asks] = number
    return question, distinct, [*names]


def _with_places(
    frame: pd.DataFrame, towns: _Towns, located: pd.DataFrame, of_file: str | None, area_of: pd.DataFrame
) -> pd.DataFrame:
    """The frame with town, country and region, and what of them is open."""
    chosen, against, undecided = towns.chosen, towns.against, towns.undecided
    known, contradicted = chosen["place_id"].notna(), against["place_id"].notna()
    trusted = contradicted & _own_coordinates(frame, chosen)
    town = chosen.where(known, against.mask(trusted))
    country = frame["country"].fillna(town["country"]).fillna(located["country"]).fillna(undecided["country"])
    from_file = country.isna() & _names_place(frame) & (of_file is not None) & ~frame["_lost_country"]
    country = country.mask(from_file, of_file)
    rule = towns.ruled_out["rule"]
    open_town = undecided["mention"].notna() | rule.isin(("areas", "postcode", "near"))
    names_area, area_region = _areas_as_towns(frame, country, known | contradicted | open_town)
    in_town = town["region"].where(town["country"].eq(country) | town["country"].isna())
    by_point = located["region"].where(located["country"].eq(country))
    stated = _only_region(frame["_areas"], area_of)
    in_stated = _in_set(frame["_areas"], by_point, area_of)
    agreed = _in_set(frame["_areas"], in_town, area_of)
    open_region = contradicted & ~trusted & by_point.ne(in_town) & ~agreed
    open_region |= rule.eq("areas") & ~known & by_point.notna() & ~in_stated
    region = by_point.mask(agreed & ~in_stated, in_town).fillna(in_town)
    region = _at_borders(frame, region, by_point, in_town.where(known), stated)
    coarser = undecided["region"].fillna(stated).fillna(area_region).fillna(frame["_postcode_region"])
    return frame.assign(
        city=places.main_names(town["place_id"]).fillna(frame["_city_given"]).astype("str"),
        country=country,
        region=region.fillna(coarser).mask(open_region).astype("str"),
        _town_latitude=town["latitude"].astype(float),
        _town_longitude=town["longitude"].astype(float),
        _town_region=in_town,
        _town_known=town["place_id"].notna(),
        _to_town_m=_metres_to(frame, town),
        _point_region=by_point,
        _names_area=names_area,
        _from_file=from_file,
        _trusted_point=trusted,
        _open_region=open_region,
        _against=against["mention"].where(trusted),
        _against_m=_metres_to(frame, against),
        _country_before=frame["country"],
        _region_stated=stated,
    )


def _names_place(frame: pd.DataFrame) -> pd.Series:
    """Whether a record names what may be a town, or a postcode."""
    return (
        of_each_object(lambda place: bool(place.towns), frame["_place"], "bool") | frame["_postcode"].notna()
    )


def _metres_to(frame: pd.DataFrame, town: pd.DataFrame) -> pd.Series:
    """Great-circle distance from each point to its town in metres."""
    towns = (town[axis].astype(float) for axis in ("latitude", "longitude"))
    return pd.Series(great_circle_m(frame["latitude"], frame["longitude"], *towns), index=frame.index)


def _at_borders(
    frame: pd.DataFrame, region: pd.Series, by_point: pd.Series, in_town: pd.Series, stated: pd.Series
) -> pd.Series:
    """The regions, of points that lie just across a border that of their town, or the one that is stated."""
    near = in_town.where(stated.isna())
    by_code = near.where(frame["_postcode_region"].eq(in_town))
    for named, metres in ((near, AT_BORDER_M), (by_code, BORDER_TOLERANCE_M), (stated, BORDER_TOLERANCE_M)):
        region = region.mask(_at_border(frame, by_point, named, metres), named)
    return region


def _without_spanned_areas(frame: pd.DataFrame, shapes: gpd.GeoSeries | None) -> pd.DataFrame:
    """No region for a shape that lies in several, and no country for one in several unless it is stated."""
    if shapes is None:
        return frame
    spans = boundaries.spans_areas(shapes)
    return frame.assign(
        region=frame["region"].mask(spans["regions"] | spans["countries"]),
        country=frame["country"].mask(spans["countries"] & frame["_country_before"].isna()),
        _point_region=frame["_point_region"].mask(spans["regions"] | spans["countries"]),
    )


def _only_region(areas: pd.Series, area_of: pd.DataFrame) -> pd.Series:
    """The region that a set of areas lies in; missing where it is not one alone."""
    one = only_value(area_of["region"], area_of["areas"])
    one = one[boundaries.is_region(one)]
    return areas.map(one).astype("str")


def _at_border(frame: pd.DataFrame, by_point: pd.Series, named: pd.Series, metres: float) -> pd.Series:
    """Whether a point lies outside the region named, but hardly: boundaries are simplified, and rivers wide."""
    differs = by_point.notna() & named.notna() & by_point.ne(named)
    if not differs.any():
        return differs
    some = frame[differs]
    away = boundaries.distance_to_region_m(some["latitude"], some["longitude"], named[differs])
    return away.le(metres).reindex(frame.index, fill_value=False)


def _in_set(areas: pd.Series, region: pd.Series, area_of: pd.DataFrame) -> pd.Series:
    """Whether each region is one of its record's areas."""
    pairs = pd.MultiIndex.from_frame(area_of[["areas", "region"]])
    asked = pd.MultiIndex.from_arrays([areas.to_numpy(), region.to_numpy(object)])
    return pd.Series(asked.isin(pairs), index=areas.index) & region.notna()


def _own_coordinates(frame: pd.DataFrame, chosen: pd.DataFrame) -> bool:
    """Whether the coordinates of a table are those of addresses: records of one town have different ones."""
    point = frame["latitude"].notna() & chosen["place_id"].notna()
    if not point.any():
        return False
    spot, _ = distinct_rows(frame["latitude"][point].round(5), frame["longitude"][point].round(5))
    where = pd.DataFrame({"town": chosen["place_id"][point], "spot": spot})
    several = where[where.groupby("town")["spot"].transform("size").ge(2)]
    if len(several) < FEWEST_OF_FILE:
        return False
    return bool(several.groupby(["town", "spot"])["spot"].transform("size").eq(1).mean() >= OWN_COORDINATES)


def _areas_as_towns(
    frame: pd.DataFrame, country: pd.Series, settled: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """For cells of towns that name a country or region instead: which of both, and the region."""
    kind = pd.Series(None, index=frame.index, dtype="str")
    region = kind.copy()
    cell = frame["_city_given"].where(~settled).dropna()
    if cell.empty:
        return kind, region
    code = countries.country_codes(cell)
    named = code["code"].notna() & code["how"].ne("slip") & code["code"].eq(country[cell.index])
    areas = areas_named(cell)
    areas["id"] = cell.index[areas["row"]]
    areas = areas[areas["kind"].ne("code") & areas["country"].eq(country[areas["id"]].to_numpy())]
    one = only_value(areas["region"], areas["id"])
    kind[areas["id"].unique()] = "region"
    kind[cell.index[named]] = "country"
    region[one.index] = one
    return kind, region


def _report_towns(frame: pd.DataFrame, towns: _Towns, entity: Entity, findings: Findings) -> None:
    """Report how towns were read, which are not known or not decided, and what contradicts what."""
    ids, given = frame["id"], frame["_city_given"]
    known, cell = frame["_town_known"], given.notna()
    respelt = known & cell & given.ne(frame["city"])
    message = "“" + given[respelt] + "” is read as " + frame["city"][respelt] + "."
    findings.add("town_spelling", entity, ids[respelt], "city", message)
    line = known & ~cell
    address = as_text(frame["address"]) if "address" in frame else given
    written = address[line].str.replace(r"\s+", " ", regex=True).str.slice(0, 80)
    message = "“" + written + "” is read as an address in " + frame["city"][line] + "."
    findings.add("place_from_address", entity, ids[line], "city", message)
    _report_countries_from_places(frame, entity, findings)
    _report_open(frame, towns, entity, findings)
    _report_contradictions(frame, entity, findings)
    _report_disputed_areas(frame, entity, findings)


def _report_countries_from_places(frame: pd.DataFrame, entity: Entity, findings: Findings) -> None:
    taken = frame["_country_before"].isna() & frame["country"].notna()
    names = countries.country_name(frame["country"])
    placed = taken & ~frame["_from_file"]
    message = "No country is given; the place lies in " + names[placed] + "."
    findings.add("country_from_place", entity, frame.loc[placed, "id"], "country", message)
    alike = taken & frame["_from_file"]
    message = "No country is given; it is taken to be " + names[alike] + ", like that of the other records."
    findings.add("country_from_place", entity, frame.loc[alike, "id"], "country", message)


def _report_open(frame: pd.DataFrame, towns: _Towns, entity: Entity, findings: Findings) -> None:
    """Report towns that are not decided, not known, or ruled out by what is stated."""
    ids, given = frame["id"], frame["_city_given"]
    undecided, ruled_out = towns.undecided, towns.ruled_out
    left = ~frame["_town_known"] & frame["_names_area"].isna()
    rows = left & undecided["mention"].notna()
    message = (
        "“"
        + undecided["mention"][rows].str.slice(0, 80)
        + "” could be "
        + undecided["candidates"][rows]
        + "; nothing tells which."
    )
    findings.add("undecided_town", entity, ids[rows], "city", message)
    against = left & ruled_out["rule"].isin(("areas", "postcode"))
    if against.any():
        message = _elsewhere(frame[against], ruled_out[against])
        findings.add("town_elsewhere", entity, ids[against], "city", message)
    unknown = left & given.notna() & ~rows & ~against
    if not unknown.any():
        return
    several = ruled_out.loc[unknown, "rule"].eq("")
    where = (" for " + countries.country_name(frame.loc[unknown, "country"])).fillna("")
    said = "“" + given[unknown].str.slice(0, 80) + "” is "
    message = said + "not in the gazetteer" + where + "."
    message = message.mask(several, said + "a town of several countries, and nothing tells which is meant.")
    findings.add("unknown_town", entity, ids[unknown], "city", message)


def _elsewhere(frame: pd.DataFrame, ruled_out: pd.DataFrame) -> pd.Series:
    """What is said of towns that are ruled out by the region or postcode that is stated."""
    names = boundaries.region_names()
    lies = ruled_out["region"].map(names).fillna(countries.country_name(ruled_out["country"]))
    stated = frame["_region_stated"].map(names).fillna("another region")
    what = stated.mask(ruled_out["rule"].eq("postcode"), "the postcode " + frame["_postcode"])
    return (
        "“"
        + ruled_out["mention"].str.slice(0, 80)
        + "” is a town in "
        + lies
        + ", but "
        + what
        + " is stated; the town is not used."
    )


def _report_contradictions(frame: pd.DataFrame, entity: Entity, findings: Findings) -> None:
    """Report regions that the place contradicts, and points that are trusted against a town."""
    stated, region = frame["_region_stated"], frame["region"]
    differs = stated.notna() & region.notna() & region.ne(stated)
    if differs.any():
        names = boundaries.region_names()
        message = (
            stated[differs].map(names)
            + " is stated, but the place lies in "
            + region[differs].map(names)
            + "."
        )
        findings.add("region_differs", entity, frame.loc[differs, "id"], "region", message)
    trusted = frame["_trusted_point"]
    if not trusted.any():
        return
    kilometres = frame["_against_m"][trusted].div(1000).round().astype(int).astype("str")
    message = (
        "The coordinate lies "
        + kilometres
        + " km from “"
        + frame["_against"][trusted]
        + "”; like the others of this file it is taken to be that of the address, and of a place of the same name."
    )
    findings.add("far_from_town", entity, frame.loc[trusted, "id"], "geometry", message)


def _report_disputed_areas(frame: pd.DataFrame, entity: Entity, findings: Findings) -> None:
    """Report records in disputed areas, and how these are counted."""
    counted_as = countries.disputed_areas().get
    counted = each_once(lambda codes: codes.map(counted_as).astype("str"), frame["region"])
    counted = counted.fillna(each_once(lambda codes: codes.map(counted_as).astype("str"), frame["country"]))
    disputed = counted.notna()
    if not disputed.any():
        return
    sentence = counted[disputed].str.slice(0, 1).str.upper() + counted[disputed].str.slice(1)
    message = sentence + " in the boundaries used here, those of ISO 3166; this is disputed."
    findings.add("disputed_area", entity, frame.loc[disputed, "id"], "region", message)


def keep_regions_as_given(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with a stated region that the place contradicts in `region_as_given`."""
    stated, region = frame["_region_stated"], frame["region"]
    differs = stated.notna() & region.ne(stated)
    if not differs.any():
        return frame
    kept = (
        frame["region_as_given"]
        if "region_as_given" in frame
        else pd.Series(None, index=frame.index, dtype="str")
    )
    return frame.assign(region_as_given=kept.mask(differs, frame["_region_given"]))


def report_addresses_without_country(frame: pd.DataFrame, entity: Entity, findings: Findings) -> None:
    """Report records whose address cell is filled in but whose country nothing tells."""
    column = "address_as_given" if "address_as_given" in frame else "address"
    if column not in frame:
        return
    given = as_text(frame[column]).fillna(as_text(frame["address"]) if "address" in frame else "")
    lonely = given.ne("") & given.notna() & frame["country"].isna()
    if not lonely.any():
        return
    findings.add(
        "address_without_country",
        entity,
        frame.loc[lonely, "id"],
        "country",
        "The address cell holds “"
        + given[lonely].str.replace(r"\s+", " ", regex=True).str.slice(0, 80)
        + "”, but no country is given.",
    )
