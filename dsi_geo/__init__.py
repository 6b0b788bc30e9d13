"""DSI Geo: where digital social innovation is, and how precisely that is known.

The results of the pages and commands as functions of a database, for notebooks and scripts:

>>> import dsi_geo
>>> database = dsi_geo.open_database()  # or a file, a folder, a database URL
>>> migration = dsi_geo.Selection(cluster=("Migration and integration",))
>>> dsi_geo.shares(database, selection=migration)[["name", "count"]]
                    name  count
0                 Berlin     60
1        Rest of Germany     60
2      Rest of the world     60
3        Place not known      2

A name is imported when it is first used, so that `import dsi_geo` is fast.
"""

__version__ = "1.0.0"

TYPE_CHECKING = False  # type checkers take it for true; typing itself would be the slowest import here
if TYPE_CHECKING:
    from dsi_geo.database import Database, open_database
    from dsi_geo.errors import InputError
    from dsi_geo.library.analyses import (
        concentration,
        lifetimes,
        neighbours,
        select,
        shares,
        survival,
        timeline,
    )
    from dsi_geo.library.figures import cluster_map, lifetime_chart, lorenz_chart, share_chart, timeline_chart
    from dsi_geo.library.reports import report
    from dsi_geo.selection import Selection

_MODULES = {
    "Database": "database",
    "InputError": "errors",
    "Selection": "selection",
    "cluster_map": "library.figures",
    "concentration": "library.analyses",
    "lifetime_chart": "library.figures",
    "lifetimes": "library.analyses",
    "lorenz_chart": "library.figures",
    "neighbours": "library.analyses",
    "open_database": "database",
    "report": "library.reports",
    "select": "library.analyses",
    "share_chart": "library.figures",
    "shares": "library.analyses",
    "survival": "library.analyses",
    "timeline": "library.analyses",
    "timeline_chart": "library.figures",
}

__all__ = [
    "Database",
    "InputError",
    "Selection",
    "__version__",
    "cluster_map",
    "concentration",
    "lifetime_chart",
    "lifetimes",
    "lorenz_chart",
    "neighbours",
    "open_database",
    "report",
    "select",
    "share_chart",
    "shares",
    "survival",
    "timeline",
    "timeline_chart",
]


if not TYPE_CHECKING:  # a type checker would accept any name

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
