"""Text that would be more than text if any page, chart, map or file took it for markup, and a database full of it.

Each string holds a mark, `hostileNN`, right behind what would vanish if it were taken for markup: a mark that stands
anywhere without its lead has been parsed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

HOST: Final = "outside.invalid"

STRINGS: Final = (
    "<script>hostile01=alert(1)</script>",
    f"<img src=http://{HOST}/02.png onerror=alert(2)>hostile02",
    "[hostile03](javascript:alert(3))",
    f"![hostile04](http://{HOST}/04.png)",
    "`hostile05`",
    "**hostile06** _x_ ~~y~~",
    "&lt;i&gt;hostile07&lt;/i&gt; &amp;amp; &#60;",
    "{{ 7*191 }}hostile08{% raw %}{{ 7*191 }}",
    "$hostile09^2$",
    ":material/bomb:hostile10 :smile:",
    ":red[hostile11] :blue-badge[x]",
    "\u202ehostile12\u202c",
    "\u2068undefined hostile13 NaN",
    f"hostile14{'W' * 491}",
    '=HYPERLINK("http://outside.invalid")hostile15',
    '"><svg onload=alert(16)>hostile16',
    "'; alert(17); //hostile17",
    "</script><b>hostile18</b>",
    "%{x}hostile19 ${alert(19)} %(name)s {0}",
    '<a href="javascript:alert(20)">hostile20</a>',
    "<b>hostile21</b><br>x<sup>2</sup>",
    "😀 مرحبا שלום hostile22",
    "# hostile23",
    "<style>*{display:none}</style>hostile24",
    f"https://{HOST}/?q=hostile25&lt",
)

LEADS: Final = {
    found[0]: text[max(0, found.start() - 4) : found.start()].lstrip("\u202e\u2068 ")
    for text in STRINGS
    for found in re.finditer(r"hostile\d\d", text)
}
"""What stands right before each mark wherever the text is shown as text; marks of other kinds have no lead."""

PROJECT_TEXTS: Final = (
    *("id", "name", "cluster", "themes", "technologies", "focus", "description", "website"),
    *("address", "postcode", "city", "country", "status"),
)
ORGANISATION_TEXTS: Final = (
    *("id", "name", "kind", "size", "description", "website", "networks", "address", "postcode", "city"),
)
LISTS: Final = ("themes", "technologies", "focus", "networks", "organisations")
EXTRA: Final = "</script><b>hostile18</b> column"
"""The name of a column that is kept without being understood."""


def write_database(folder: Path) -> Path:
    """A folder with projects and organisations.

    Of each string there is a record with it in every text column, and one that is placed and dated in every way, so
    that it is drawn and listed wherever records are: at an address it shares with another, for instance.
    """
    count = len(STRINGS)
    projects = [
        {field: STRINGS[(row + at) % count] for at, field in enumerate(PROJECT_TEXTS)}
        | {"id": f"{STRINGS[row]} {row}", "name": STRINGS[row], "organisations": f"{STRINGS[row]} o{row}"}
        | {
            "latitude": f"{47.12345 + row / 7:.5f}",
            "longitude": f"{8.23456 + row / 5:.5f}",
            EXTRA: STRINGS[row],
        }
        for row in range(count)
    ]
    projects += [
        {"id": f"{STRINGS[row]} {count + row}", "name": STRINGS[row], "cluster": STRINGS[row % 5]}
        | {
            "themes": STRINGS[row],
            "address": f"Mittelweg {50 + row // 2}",
            "postcode": "12053",
            "city": "Berlin",
        }
        | {
            "country": "DE",
            "launched": f"{2010 + row % 7}-03-0{1 + row % 9}",
            "status": "closed" if row % 3 else "",
        }
        | {"closed": f"{2017 + row % 2}-05-02" if row % 3 else "", EXTRA: "plain"}
        for row in range(count)
    ]
    organisations = [
        {field: STRINGS[(row + at) % count] for at, field in enumerate(ORGANISATION_TEXTS)}
        | {"id": f"{STRINGS[row]} o{row}", "name": STRINGS[row], "country": "DE", EXTRA: STRINGS[row]}
        | {"latitude": f"{47.54321 + row / 7:.5f}", "longitude": f"{8.54321 + row / 5:.5f}"}
        for row in range(count)
    ]
    for name, rows in (("projects", projects), ("organisations", organisations)):
        # A semicolon parts the items of a list.
        listed = [
            {field: [text] * (";" not in text) if field in LISTS else text for field, text in row.items()}
            for row in rows
        ]
        (folder / f"{name}.json").write_text(json.dumps(listed), encoding="utf-8")
    return folder
