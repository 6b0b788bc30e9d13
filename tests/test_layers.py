"""The shape of the code: which module may import which, and what each may not do.

Every rule is a function from source text to faults, so that it is also shown what it must refuse.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = (
    ("errors",),
    ("schema", "spelling", "distinct", "bundled", "arguments"),
    ("crs",),
    ("geography",),
    ("addresses",),
    ("standards",),
    ("readers",),
    ("cleaning", "search"),
    ("database",),
    ("selection", "sandbox"),
    ("analysis",),
    ("drawing",),
    ("output",),
    ("library",),
    ("commands",),
    ("app", "__main__"),
    ("pages", "dashboard"),
)
"""Lowest first; the names of one line are beside each other and may not import one another."""

RANKS = {name: rank for rank, names in enumerate(LAYERS) for name in names}

STREAMLIT = frozenset({"streamlit", "streamlit_folium"})
STREAMLITS_PLACES = frozenset({"app", "pages", "dashboard"})
HEAVY = frozenset({"esda", "jenkspy", "kaleido", "libpysal", "psycopg", "scipy", "sqlalchemy"})
SHAPELESS = frozenset({"common", "helpers", "misc", "util", "utils"})
CACHES = frozenset({"dsi_geo.app.caching", "dsi_geo.app.databases", "dsi_geo.app.results"})
LONGEST_PAGE = 110


def layer(module: str) -> str:
    """Part of the program that a module belongs to: dsi_geo.readers.assembly -> readers; pages.map -> pages."""
    names = module.split(".")
    return names[0] if names[0] != "dsi_geo" else ".".join(names[1:2])


def name_of(path: Path) -> str:
    """Dotted name of a module from its path below the repository."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that is imported anywhere below a node; dots before a relative one."""
    for node in ast.walk(tree):
        yield from direct_imports(node)


def direct_imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of what a node itself imports."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield node.lineno, alias.name
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield node.lineno, "." * node.level + ".".join(filter(None, [node.module, alias.name]))


def outside_of_type_checks(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes that are there when the program runs."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from outside_of_type_checks(node)


def at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes that are executed when the module is imported, functions' bodies and type checks left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from at_import(node)


def layer_faults(module: str, source: str) -> list[str]:
    """Imports that go downward or sideways."""
    own = layer(module)
    if own == "":  # dsi_geo/__init__.py is below all
        rank = -1
    elif own in RANKS:
        rank = RANKS[own]
    else:
        return [f"{module} is in no layer: name {own} in tests/test_layers.py"]
    faults = []
    tree = ast.parse(source)
    if own == "":  # which names what it gives, for type checkers, and imports it when it is asked for
        found = [pair for node in outside_of_type_checks(tree) for pair in direct_imports(node)]
    else:
        found = list(imports(tree))
    for line, name in found:
        other = layer(name)
        if name.startswith("."):
            faults.append(f"{module}:{line} imports {name}: write the full name")
            continue
        if name.split(".")[0] not in {"dsi_geo", "pages", "dashboard"} or other in {"", "__version__", own}:
            continue
        if other not in RANKS:
            faults.append(f"{module}:{line} imports {name}, which is in no layer")
        elif RANKS[other] >= rank:
            faults.append(f"{module}:{line} imports {name}, which is not below it")
    return faults


def streamlit_faults(module: str, source: str) -> list[str]:
    """Streamlit outside of app/, pages/ and dashboard.py."""
    if layer(module) in STREAMLITS_PLACES:
        return []
    return [
        f"{module}:{line} imports {name}; only app/, pages/ and dashboard.py may"
        for line, name in imports(ast.parse(source))
        if name.split(".")[0] in STREAMLIT
    ]


def reprojection_faults(module: str, source: str) -> list[str]:
    """Reprojection outside of crs.py."""
    if module == "dsi_geo.crs":
        return []
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in {"to_crs", "Transformer"}:
            faults.append(f"{module}:{node.lineno} uses {node.attr}; only crs.py reprojects")
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = [name for _, name in imports(node)]
            faults += [
                f"{module}:{node.lineno} imports {name}; only crs.py reprojects"
                for name in names
                if name.startswith("pyproj") and ("Transformer" in name or "transform" in name)
            ]
    return faults


def cache_faults(module: str, source: str) -> list[str]:
    """Caches outside of the three modules that have them."""
    if module in CACHES:
        return []
    return [
        f"{module}:{node.lineno} uses {node.attr}; only app/results.py and what it imports cache"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in {"cache_data", "cache_resource"}
    ]


def fragment_faults(module: str, source: str) -> list[str]:
    """Fragments that lose what is chosen outside them."""
    if module == "dsi_geo.app.fragments":
        return []
    return [
        f"{module}:{node.lineno} uses st.fragment; take the one of app/fragments.py"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr == "fragment"
    ]


def heavy_faults(module: str, source: str) -> list[str]:
    """Heavy, rarely needed libraries imported before they are used."""
    return [
        f"{module}:{line} imports {name} at once; import it where it is used"
        for node in at_import(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for line, name in imports(node)
        if name.split(".")[0] in HEAVY
    ]


def name_faults(module: str, source: str) -> list[str]:
    """Modules named by nothing that they do."""
    return [
        f"{module} is named {name}: name it by its task" for name in module.split(".") if name in SHAPELESS
    ]


def length_faults(module: str, source: str) -> list[str]:
    """Pages that do more than load, select, compute and draw."""
    lines = len(source.splitlines())
    if layer(module) != "pages" or lines < LONGEST_PAGE:
        return []
    return [f"{module} has {lines} lines: what is beyond {LONGEST_PAGE - 1} belongs in a layer below"]


RULES = (
    layer_faults,
    streamlit_faults,
    reprojection_faults,
    cache_faults,
    fragment_faults,
    heavy_faults,
    name_faults,
    length_faults,
)


def modules() -> dict[str, Path]:
    paths = [*ROOT.glob("dsi_geo/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "dashboard.py"]
    return {name_of(path.relative_to(ROOT)): path for path in sorted(paths) if path.exists()}


def shared_names(found: Iterable[str]) -> set[str]:
    """Names that two modules or packages have; pages and commands are named after what people type."""
    last = [name.split(".")[-1] for name in found if layer(name) not in {"pages", "commands"}]
    return {name for name in last if last.count(name) > 1}


def test_every_module_has_a_name_of_its_own() -> None:
    assert shared_names(["dsi_geo.a.map", "dsi_geo.b.map", "pages.map", "dsi_geo.commands.map"]) == {"map"}
    assert shared_names(["dsi_geo.a.map", "pages.map"]) == set()
    assert shared_names(modules()) == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Callable[[str, str], list[str]]) -> None:
    found = modules()
    assert "dsi_geo.errors" in found
    faults = [fault for name, path in found.items() for fault in rule(name, path.read_text("utf-8"))]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(
    ("rule", "module", "source", "fault"),
    [
        (layer_faults, "dsi_geo.readers.assembly", "from dsi_geo.cleaning import clean", "not below it"),
        (layer_faults, "dsi_geo.readers.assembly", "from dsi_geo import database", "not below it"),
        (layer_faults, "dsi_geo.readers.assembly", "from ..analysis import shares", "full name"),
        (
            layer_faults,
            "dsi_geo.analysis.shares.proportions",
            "import dsi_geo.drawing.charts",
            "not below it",
        ),
        (
            layer_faults,
            "dsi_geo.analysis.shares.proportions",
            "def f():\n    import dsi_geo.output",
            ":2 imports",
        ),
        (layer_faults, "dsi_geo.__main__", "from dsi_geo.app import results", "not below it"),
        (layer_faults, "dsi_geo.app.results", "import dsi_geo.__main__", "not below it"),
        (layer_faults, "dsi_geo.app.results", "import dashboard", "not below it"),
        (layer_faults, "dsi_geo.spelling", "from dsi_geo.schema import TEXT", "not below it"),
        (layer_faults, "dsi_geo", "from dsi_geo.schema import TEXT", "not below it"),
        (layer_faults, "dsi_geo", "def f():\n    from dsi_geo.schema import TEXT", ":2 imports"),
        (layer_faults, "dsi_geo.library.analyses", "from dsi_geo.commands import shares", "not below it"),
        (layer_faults, "dsi_geo.output.table_files", "from dsi_geo.library import tables", "not below it"),
        (layer_faults, "dsi_geo.app.results", "from dsi_geo.magic import wand", "in no layer"),
        (layer_faults, "dsi_geo.magic.wand", "", "in no layer"),
        (streamlit_faults, "dsi_geo.drawing.web_map", "import streamlit as st", "only app/"),
        (streamlit_faults, "dsi_geo.drawing.web_map", "from streamlit_folium import st_folium", "only app/"),
        (streamlit_faults, "dsi_geo.database", "def f():\n    from streamlit.web import cli", ":2 imports"),
        (reprojection_faults, "dsi_geo.analysis.proximity.pairs", "table.to_crs(3035)", "only crs.py"),
        (reprojection_faults, "dsi_geo.readers.vector", "from pyproj import Transformer", "only crs.py"),
        (reprojection_faults, "dsi_geo.readers.vector", "pyproj.Transformer.from_crs(1, 2)", "only crs.py"),
        (cache_faults, "dsi_geo.app.sidebar", "@st.cache_resource\ndef f(): ...", "only app/results.py"),
        (fragment_faults, "pages.map", "@st.fragment\ndef f(): ...", "app/fragments.py"),
        (heavy_faults, "dsi_geo.analysis.timeline.launches", "import scipy.stats", "at once"),
        (heavy_faults, "dsi_geo.analysis.timeline.launches", "from scipy import stats", "at once"),
        (heavy_faults, "dsi_geo.output.images", "try:\n    import kaleido\nexcept ImportError: ...", ":2"),
        (heavy_faults, "dsi_geo.output.images", "class A:\n    import sqlalchemy", ":2"),
        (name_faults, "dsi_geo.cleaning.utils", "", "named utils"),
        (name_faults, "dsi_geo.common.text", "", "named common"),
        (length_faults, "pages.map", "\n" * 110, "110 lines"),
    ],
)
def test_what_breaks_a_rule_is_found(
    rule: Callable[[str, str], list[str]], module: str, source: str, fault: str
) -> None:
    (found,) = rule(module, source)
    assert found.startswith(module)
    assert fault in found


@pytest.mark.parametrize(
    ("rule", "module", "source"),
    [
        (layer_faults, "dsi_geo.cleaning.dates", "from dsi_geo.cleaning import text\nimport re"),
        (layer_faults, "dsi_geo.readers", "from dsi_geo import errors, __version__"),
        (layer_faults, "pages.map", "from dsi_geo.app import results"),
        (layer_faults, "dsi_geo", "if TYPE_CHECKING:\n    from dsi_geo.library.analyses import shares"),
        (layer_faults, "dsi_geo.app.results", "from analysis import something_else"),
        (streamlit_faults, "dsi_geo.app.results", "import streamlit as st"),
        (streamlit_faults, "dashboard", "import streamlit as st"),
        (reprojection_faults, "dsi_geo.crs", "from pyproj import Transformer\ntable.to_crs(3035)"),
        (reprojection_faults, "dsi_geo.readers.vector", "from pyproj.exceptions import CRSError"),
        (cache_faults, "dsi_geo.app.results", "@st.cache_resource(ttl=1)\ndef f(): ..."),
        (fragment_faults, "dsi_geo.app.fragments", "st.fragment(f)"),
        (fragment_faults, "pages.map", "@fragment\ndef f(): ..."),
        (heavy_faults, "dsi_geo.analysis.timeline.launches", "def f():\n    import scipy.stats"),
        (heavy_faults, "dsi_geo.analysis.timeline.launches", "if TYPE_CHECKING:\n    import scipy.stats"),
        (name_faults, "dsi_geo.cleaning.text", ""),
        (length_faults, "pages.map", "\n" * 109),
        (length_faults, "dsi_geo.schema", "\n" * 500),
    ],
)
def test_what_keeps_a_rule_passes(rule: Callable[[str, str], list[str]], module: str, source: str) -> None:
    assert rule(module, source) == []
