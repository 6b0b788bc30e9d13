"""The database: everything loaded together, and how it is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import pandas as pd

from dsi_geo import bundled
from dsi_geo.arguments import kind_of, not_a, not_among, refuse
from dsi_geo.cleaning import Cleaned, categories, clean, cluster_choice
from dsi_geo.cleaning.canonical import check_canonical
from dsi_geo.cleaning.findings import Findings, as_findings, ordered
from dsi_geo.cleaning.links import link_pairs
from dsi_geo.readers import find_sources, is_database_url, read_database, read_tables
from dsi_geo.readers.assembly import RawTable, Source
from dsi_geo.readers.profile import TableProfile
from dsi_geo.schema import (
    COLUMNS,
    CRS,
    ENTITIES,
    LINKS,
    ORGANISATIONS,
    PROJECTS,
    Entity,
    conform,
    extra_columns,
)
from dsi_geo.search import WordIndex, word_index

_COLUMNS: Final = 'fields with the columns of the file that hold them, as {"city": "Location"}'


@dataclass(frozen=True)
class Provenance:
    """Where a database comes from.

    Attributes
    ----------
    title
        “Demonstration data”, or the names of the files.
    files
        Names of the files that were read.
    recognised
        Entity -> canonical field -> column of the file.
    unrecognised
        Entity -> columns that were kept unchanged because they were not recognised.
    profiles
        Entity -> how its table was read; none for canonical tables.
    demonstration
        True for the bundled demonstration database; every page says so.
    licence
        Licence of the data; "" if it is not known.
    clusters
        What serves as thematic clusters instead of those that the data name: a column, or the name of a list that maps
        tags to clusters; "" for nothing (`with_clusters`).
    """

    title: str
    files: tuple[str, ...]
    recognised: Mapping[Entity, Mapping[str, str]]
    unrecognised: Mapping[Entity, tuple[str, ...]]
    profiles: Mapping[Entity, TableProfile] = field(default_factory=dict)
    demonstration: bool = False
    licence: str = ""
    clusters: str = ""


@dataclass(frozen=True)
class Database:
    """Projects, organisations, their links, findings, provenance and as-of date.

    One database is shared by all visitors: its tables are never changed in place.

    Attributes
    ----------
    projects, organisations
        Canonical tables (`schema.COLUMNS`), RangeIndex, EPSG:4326; empty if the files have no such records.
    findings
        One row per finding, columns `schema.FINDING_COLUMNS`.
    provenance
        Where the data come from.
    as_of
        The day the data describe; missing (NaT) if nothing in them is dated.
    """

    projects: gpd.GeoDataFrame
    organisations: gpd.GeoDataFrame
    findings: pd.DataFrame
    provenance: Provenance
    as_of: pd.Timestamp

    def table(self, entity: Entity) -> gpd.GeoDataFrame:
        """The canonical table of an entity.

        Raises
        ------
        InputError
            There is no such entity.
        """
        refuse(not_among(entity, ENTITIES, "entity"))
        return self.projects if entity == PROJECTS else self.organisations

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities that have records, projects first."""
        return tuple(entity for entity in ENTITIES if len(self.table(entity)))

    @property
    def main_entity(self) -> Entity:
        """The entity counted by default: projects, unless there are only organisations."""
        return (self.entities or (PROJECTS,))[0]

    @property
    def as_of_words(self) -> str:
        """The as-of date in words: “as of 31 January 2018”."""
        as_of = self.as_of
        return "as-of date not known" if pd.isna(as_of) else f"as of {as_of.day} {as_of:%B %Y}"

    @cached_property
    def _words(self) -> dict[Entity, WordIndex]:
        return {}

    def words(self, entity: Entity) -> WordIndex:
        """The words of the records of an entity, and of the names of those linked to them; indexed when first asked."""
        if entity not in self._words:
            table = self.table(entity)
            self._words[entity] = word_index(table, self._partners(entity))
        return self._words[entity]

    def _partners(self, entity: Entity) -> pd.Series:
        """Names of the linked records of the other entity, by the position of the record."""
        ours, theirs = (
            ("project_id", "organisation_id") if entity == PROJECTS else ("organisation_id", "project_id")
        )
        other = self.organisations if entity == PROJECTS else self.projects
        own = pd.DataFrame({ours: self.table(entity)["id"], "position": range(len(self.table(entity)))})
        named = pd.DataFrame({theirs: other["id"], "name": other["name"]}).drop_duplicates(theirs)
        # An identifier may occur twice: a table that came in canonical form is not changed.
        linked = self.links().merge(own, on=ours).merge(named, on=theirs)
        return linked.set_index("position")["name"].astype("str")

    def links(self) -> pd.DataFrame:
        """One row per link to an existing organisation: `project_id`, `organisation_id` (dtype str)."""
        pairs = link_pairs(self.projects, LINKS[PROJECTS])
        links = pd.DataFrame(
            {"project_id": self.projects["id"].to_numpy()[pairs["row"]], "organisation_id": pairs["other"]}
        )
        return links[links["organisation_id"].isin(self.organisations["id"])].drop_duplicates(
            ignore_index=True
        )


def open_database(
    source: str | Path | Sequence[Source] | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    entity: Entity | None = None,
    as_of: pd.Timestamp | date | str | None = None,
    tables: Sequence[str] = (),
    merge: bool = False,
    clusters: str | Path | None = None,
) -> Database:
    """Open, clean and check a database, in this process.

    Parameters
    ----------
    source
        A file; a folder with `projects.*` and `organisations.*`; a database URL; uploaded files with their
        names; None for the bundled demonstration database.
    columns
        Canonical field -> column of a foreign table, where its name is not recognised; "" where it has none.
    entity
        What the rows of a single table are, if its name and columns do not show it.
    as_of
        The day the data describe, as text written as 2018-01-31. Default: the newest date recorded about a record
        itself.
    tables
        Names of the sheets, lists, layers or packed files to read, one or two, where the likeliest are not meant.
    merge
        Whether spellings of one value count as one (`merge_values`); default: every spelling counts apart, and
        findings tell which may be one.
    clusters
        What serves as thematic clusters (`with_clusters`), after spellings are merged; default: what the data name so.

    Raises
    ------
    InputError
        The input, or an argument, cannot be used; one plain sentence per fault.

    Examples
    --------
    >>> from dsi_geo.database import open_database
    >>> database = open_database()
    >>> len(database.projects), len(database.organisations), database.as_of_words
    (902, 600, 'as of 31 January 2018')
    """
    refuse(
        "" if _is_source(source) else not_a(source, (), "source", "a file, a folder or a database URL"),
        _no_mapping(columns),
        "" if entity is None else not_among(entity, ENTITIES, "entity"),
        _not_a_day(as_of),
        _no_names(tables),
        not_a(merge, bool, "merge", "True or False"),
        ""
        if clusters is None
        else not_a(clusters, (str, Path), "clusters", "a column, or a list as a CSV file"),
    )
    as_of = None if as_of is None else pd.Timestamp(as_of).tz_localize(None).normalize()
    demonstration = source is None
    if source is None:  # already cleaned, unless an option requires cleaning it again
        source = bundled.DEMONSTRATION if columns or as_of is not None else bundled.DEMONSTRATION_CLEANED
    sources = find_sources(source) if isinstance(source, str | Path) else list(source)
    sources = [replace(one, tables=tuple(tables)) for one in sources] if tables else sources
    if isinstance(source, str) and is_database_url(source):
        refuse("A PostGIS database has no tables to choose: leave “tables” out." if tables else "")
        raw = read_database(source, columns or {}, entity)
    else:
        raw = read_tables(sources, columns or {}, entity)
    files = tuple(one.name for one in sources)
    database = database_of(raw, files, columns or {}, as_of=as_of, demonstration=demonstration)
    return as_counted(database, merge=merge, clusters=clusters)


def as_counted(database: Database, *, merge: bool, clusters: str | Path | None) -> Database:
    """`merge_values` and `with_clusters`, as far as they are asked for."""
    database = merge_values(database) if merge else database
    return database if clusters is None else with_clusters(database, clusters)


def with_clusters(database: Database, choice: str | Path) -> Database:
    """Take other thematic clusters than those that the data name.

    Parameters
    ----------
    database
        From `open_database`; it stays as it is.
    choice
        A column of categories or tags of the projects, or of their organisations (`themes`, `focus`, `networks`, one of
        the file's own); “none” for no clusters; or a CSV file with the columns `tag` and `cluster`: a project is in the
        clusters of all its tags, in whichever column of categories or tags these stand.

    Returns
    -------
    Database
        With another column `cluster` of the projects: categories if no project is in several clusters, otherwise lists
        (`schema.LIST`). A project counts in each of its clusters, so that these may add up to more than all projects. A
        note for the file says how many have none, and how many have several.

    Raises
    ------
    InputError
        There is no such column or file, or the file cannot be used.

    Examples
    --------
    >>> from dsi_geo.database import open_database, with_clusters
    >>> by_focus = with_clusters(open_database(), "focus")
    >>> by_focus.provenance.clusters
    'focus'
    """
    text = str(choice)
    findings = Findings()
    if cluster_choice.is_list(text):
        mapping = cluster_choice.read_mapping(Path(text))
        clusters, name = cluster_choice.by_mapping(database.projects, mapping), Path(text).name
    else:
        clusters, name = (
            cluster_choice.by_column(database.projects, database.organisations, database.links(), text),
            text,
        )
    findings.add_for_file(
        "chosen_clusters",
        PROJECTS,
        "cluster",
        f"{cluster_choice.clusters_words(name)}. {cluster_choice.spread(clusters)}",
    )
    return replace(
        database,
        projects=database.projects.assign(cluster=clusters),
        findings=ordered(pd.concat([database.findings, findings.table()])),
        provenance=replace(database.provenance, clusters=name),
    )


def merge_values(database: Database) -> Database:
    """Count values of categories and tags that are one in different spellings as one.

    Parameters
    ----------
    database
        From `open_database`; it stays as it is.

    Returns
    -------
    Database
        The same where no values are alike (`cleaning.alike`). Otherwise they have the most frequent spelling of their
        group, of equally frequent ones the first by the order of their characters; a finding for each column names the
        groups.

    Examples
    --------
    >>> from dsi_geo.database import merge_values, open_database
    >>> database = open_database()
    >>> merge_values(database) is database  # the demonstration database has one spelling for each value
    True
    """
    findings = Findings()
    tables = {
        entity: categories.merged(database.table(entity), entity, findings) for entity in database.entities
    }
    if all(table is database.table(entity) for entity, table in tables.items()):
        return database
    others = database.findings[database.findings["code"] != categories.ALIKE]
    return replace(database, **tables, findings=ordered(pd.concat([others, findings.table()])))


def _is_source(source: object) -> bool:
    if isinstance(source, list | tuple):
        return all(isinstance(one, Source) for one in source)
    return source is None or isinstance(source, str | Path)


def _no_mapping(columns: object) -> str:
    if not isinstance(columns, Mapping):
        return "" if columns is None else not_a(columns, Mapping, "columns", _COLUMNS)
    wrong = [name for pair in columns.items() for name in pair if not isinstance(name, str)]
    return f"“columns” holds {kind_of(wrong[0])}: give {_COLUMNS}." if wrong else ""


def _no_names(tables: object) -> str:
    if isinstance(tables, list | tuple) and all(isinstance(one, str) for one in tables):
        return ""
    return not_a(tables, (), "tables", 'names of tables, as ("Sheet2",)')


def _not_a_day(as_of: object) -> str:
    if as_of is None or (isinstance(as_of, date) and not pd.isna(as_of)):
        return ""
    if isinstance(as_of, str) and not pd.isna(pd.to_datetime(as_of, format="%Y-%m-%d", errors="coerce")):
        return ""
    return f"“as_of” is {kind_of(as_of)}, which is no day: write it as 2018-01-31."


def database_of(
    raw: Sequence[RawTable],
    files: Sequence[str],
    columns: Mapping[str, str] = MappingProxyType({}),
    *,
    as_of: pd.Timestamp | None = None,
    demonstration: bool = False,
) -> Database:
    """Clean and check raw tables.

    Parameters
    ----------
    raw
        From `readers.read_tables` or `readers.read_database`.
    files
        Names of the files that they were read from; empty if they came from elsewhere.
    columns, as_of
        See `open_database`. Canonical tables are not cleaned again, unless either is given.
    demonstration
        Whether it is the bundled demonstration database.
    """
    today = pd.Timestamp(datetime.now(UTC).date())
    ready = all(table.canonical for table in raw) and as_of is None and not columns
    cleaned = (
        _accept(raw) if ready else clean([_without_dated_status(one) for one in raw], as_of, today=today)
    )
    names = tuple(dict.fromkeys(files) or dict.fromkeys(table.source for table in raw))
    provenance = Provenance(
        title="Demonstration data" if demonstration else ", ".join(names),
        files=names,
        recognised={table.entity: table.recognised for table in raw},
        unrecognised={table.entity: table.unrecognised for table in raw},
        profiles={table.entity: table.profile for table in raw if table.profile is not None},
        demonstration=demonstration,
        licence=bundled.DEMONSTRATION_LICENCE if demonstration else "",
    )
    projects, organisations = (
        cleaned.tables[entity] if entity in cleaned.tables else conform(pd.DataFrame(), entity)
        for entity in (PROJECTS, ORGANISATIONS)
    )
    return Database(
        projects=projects,
        organisations=organisations,
        findings=cleaned.findings,
        provenance=provenance,
        as_of=cleaned.as_of,
    )


def _accept(raw: Sequence[RawTable]) -> Cleaned:
    """Take over tables that are already canonical, with their findings and as-of date."""
    tables = {table.entity: _as_canonical(table) for table in raw}
    findings = Findings()
    for entity, table in tables.items():
        check_canonical(table, entity, findings)
        categories.report_alike(table, entity, findings)
    carried = [_carried(table.metadata["findings"]) for table in raw if "findings" in table.metadata]
    days = [pd.Timestamp(table.metadata["as_of"]) for table in raw if table.metadata.get("as_of")]
    return Cleaned(tables, ordered(pd.concat([findings.table(), *carried])), max(days, default=pd.NaT))


def _carried(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings that a file brings along, but for those that are made of its values again."""
    return as_findings(findings[findings["code"] != categories.ALIKE])


def _without_dated_status(table: RawTable) -> RawTable:
    """A canonical table to be cleaned again, without the statuses that cleaning derives from dates."""
    if not table.canonical or table.entity != PROJECTS:
        return table
    projects = table.frame
    stated = projects["status"].eq("ending") | projects[["launched", "closed"]].isna().all(axis=1)
    return replace(table, frame=projects.assign(status=projects["status"].where(stated)))


def _as_canonical(table: RawTable) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(table.frame, geometry=table.geometry, crs=CRS)
    extras = extra_columns(frame, table.entity)
    return frame[[*COLUMNS[table.entity], *extras]]
