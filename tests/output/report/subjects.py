"""Subjects of reports for tests."""

from __future__ import annotations

from pathlib import Path

from dsi_geo.analysis.shares.areas import usual_focus
from dsi_geo.database import open_database
from dsi_geo.output.report.parts import Subject
from dsi_geo.schema import PROJECTS, Entity
from dsi_geo.selection import from_pairs

HOSTILE = (
    "<script>document.title='run'</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    '"><svg onload=alert(2)>',
    "W" * 500,
    "מיזם דיגיטלי לבריאות",
    "数字社会创新项目",
)


def subject(source: Path | None = None, *where: str, entity: Entity = PROJECTS) -> Subject:
    """A selection of a database, by default of the demonstration."""
    database = open_database(source)
    return Subject(
        database,
        entity,
        from_pairs(where, database, entity),
        database.provenance.title,
        usual_focus(database, entity),
    )


def hostile_file(folder: Path) -> Path:
    """Projects at one address in Berlin, whose names and websites would like to be run."""
    file = folder / "projects.csv"
    names = [name.replace('"', '""') for name in HOSTILE]
    rows = [
        f'{number},"{name}",Oranienplatz 4,10999,Berlin,Germany,javascript:alert({number}),2015-0{number + 1}-01'
        for number, name in enumerate(names)
    ]
    file.write_text(
        "\n".join(["id,name,address,postcode,city,country,website,launched", *rows]), encoding="utf-8"
    )
    return file
