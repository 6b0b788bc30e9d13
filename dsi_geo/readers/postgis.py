"""Tables of a PostGIS database; its libraries are optional, and imported here only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.assembly import Layer
from dsi_geo.readers.cells import typed
from dsi_geo.readers.columns import entity_of_name

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Table

SCHEMES: Final = ("postgresql://", "postgres://", "postgis://")

_DRIVER: Final = "postgresql+psycopg"
_TIMEOUT_S: Final = 10
_NO_PORT: Final = re.compile(r":(?!\d+(/|$))[^/]*")
_SHAPES: Final = ("geometry", "geography")


def is_database_url(text: str) -> bool:
    """Whether this is the address of a database and not the name of a file."""
    return text.startswith(SCHEMES)


def read(url: str) -> list[Layer]:
    """Read the tables (or views) of projects and organisations out of a PostGIS database.

    Parameters
    ----------
    url
        `postgresql://user:password@host:port/database`, with `?schema=name` if the tables are not where the
        user's search path leads. The password appears in no message.

    Returns
    -------
    A layer a table; its first column of shapes is the geometry, others are left out.

    Raises
    ------
    InputError
        If the libraries are missing, the database cannot be reached, or has no such tables.
    """
    try:
        import psycopg
        import sqlalchemy
    except ImportError as error:
        raise InputError(
            "To read a database, two more libraries are needed. Install them with: pip install 'dsi-geo[postgis]'."
        ) from error
    address, schema = _address(url)
    engine = sqlalchemy.create_engine(
        address, connect_args={"connect_timeout": _TIMEOUT_S}, poolclass=sqlalchemy.pool.NullPool
    )
    try:
        with engine.connect().execution_options(postgresql_readonly=True) as connection:
            return [_layer(connection, table) for table in _tables(connection, schema, shown(url))]
    except (sqlalchemy.exc.SQLAlchemyError, psycopg.Error, UnicodeError) as error:
        raise InputError(
            f"The database {quoted(shown(url), 120)} cannot be read: {_reason(error, address)}. "
            "Check the address, the user and the password."
        ) from error
    finally:
        engine.dispose()


def shown(url: str) -> str:
    """The address of a database without user, password and options, for messages.

    Where a question mark stands before an @, it may be the password's or the options' own: then nothing is shown.
    """
    scheme, _, rest = url.partition("://")
    if "@" in rest.partition("?")[2]:
        return f"{scheme}://…"
    return f"postgresql://{_NO_PORT.sub('', rest.partition('?')[0].rpartition('@')[2])}"


def _address(url: str) -> tuple[URL, str | None]:
    import sqlalchemy

    try:
        address = sqlalchemy.make_url(url)
    except (sqlalchemy.exc.ArgumentError, ValueError) as error:
        raise InputError(
            f"{quoted(shown(url), 120)} is no address of a database. "
            "Write postgresql://user:password@host:port/database?schema=name."
        ) from error
    schema = address.query.get("schema")
    name = schema[0] if isinstance(schema, tuple) else schema
    return address.set(drivername=_DRIVER).difference_update_query(["schema"]), name


def _tables(connection: Connection, schema: str | None, source: str) -> list[Table]:
    """The tables to read, as the database itself describes them: no name is ever taken from the address."""
    import sqlalchemy

    inspector = sqlalchemy.inspect(connection)
    schemas = inspector.get_schema_names()
    if schema is not None and schema not in schemas:
        raise InputError(
            f"The database {quoted(source, 120)} has no schema {quoted(schema)}. "
            f"Schemas: {', '.join(quoted(name) for name in schemas)}."
        )
    where = schemas[schemas.index(schema)] if schema is not None else None
    names = sorted({*inspector.get_table_names(where), *inspector.get_view_names(where)})
    wanted = _wanted(names)
    if not wanted:
        listed = ", ".join(quoted(name) for name in names[:12]) or "no tables"
        raise InputError(
            f"The database {quoted(source, 120)} has neither a table projects nor a table organisations; it has "
            f"{listed}. Say ?schema=name if they are in another schema."
        )
    _know_shapes(connection)
    metadata = sqlalchemy.MetaData()
    return [sqlalchemy.Table(name, metadata, schema=where, autoload_with=connection) for name in wanted]


def _wanted(names: Sequence[str]) -> list[str]:
    """Tables called exactly projects or organisations; failing that, those whose names say it."""
    exact = [name for name in names if name.lower() in ("projects", "organisations", "organizations")]
    return exact or [name for name in names if entity_of_name(name) is not None]


def _know_shapes(connection: Connection) -> None:
    """Let SQLAlchemy read columns of shapes as WKB with their reference system."""
    from sqlalchemy import cast, func
    from sqlalchemy.types import UserDefinedType

    class Shape(UserDefinedType[bytes]):
        cache_ok = True

        def __init__(self, *_: object, **__: object) -> None:
            super().__init__()

        def get_col_spec(self, **_: Any) -> str:
            return "geometry"

        def column_expression(self, column: Any) -> Any:
            return func.ST_AsEWKB(cast(column, type(self)()), type_=type(self)())

    dialect = connection.dialect
    dialect.ischema_names = {**dialect.ischema_names, **dict.fromkeys(_SHAPES, Shape)}  # type: ignore[attr-defined]


def _layer(connection: Connection, table: Table) -> Layer:
    import sqlalchemy

    rows = connection.execute(sqlalchemy.select(table)).all()
    columns = {column.name: [row[at] for row in rows] for at, column in enumerate(table.columns)}
    shapes = [column.name for column in table.columns if type(column.type).__name__ == "Shape"]
    frame = pd.DataFrame({name: typed(cells) for name, cells in columns.items() if name not in shapes})
    return Layer(table.name, frame, _shapes(columns[shapes[0]]) if shapes else None)


def _shapes(stored: list[bytes | None]) -> gpd.GeoSeries:
    shapes = shapely.from_wkb(
        np.array([None if cell is None else bytes(cell) for cell in stored], dtype=object)
    )
    numbers = {
        int(number) for number in np.unique(shapely.get_srid(shapes[shapes != np.array(None)])) if number > 0
    }
    return gpd.GeoSeries(shapes, crs=numbers.pop() if len(numbers) == 1 else None)


def _reason(error: Exception, address: URL) -> str:
    """The database's own words in one line, without the password even if it repeats it."""
    words = " ".join(str(getattr(error, "orig", None) or error).split())
    password = str(address.password or "")
    return quoted(words.replace(password, "…") if password else words, 200)
