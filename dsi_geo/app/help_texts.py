"""What each page says about itself to who opens its help, and what a first visit shows."""

from __future__ import annotations

from typing import Final, NamedTuple

HELP: Final[dict[str, tuple[str, ...]]] = {
    "Overview": (
        "The figures at the top count what is selected in the sidebar. Point at one to see what it means.",
        "A dashed circle on the map is known to its town only and is drawn at the town’s centre; a full one is exact.",
        "A name leads to the page of its record, and the browser’s Back leads here again.",
    ),
    "Directory": (
        "All selected records in one list. Tick values on the side to narrow it; their counts follow.",
        "“Columns” chooses what stands beside the name. “Download” gives exactly what is listed, with all columns.",
    ),
    "Profiles": (
        "One cluster, theme, region or country beside all other records; “Beside it” puts a second one next to it.",
        "Over- and under-represented is only said where chance is an unlikely reason; the lines are 95% intervals.",
        "What is missing is what others have and this one does not, with the number that one would expect.",
    ),
    "Cluster map": (
        "A circle stands for records that are close together, and its ring for their shares: press it to go in.",
        "“Around here” lists what lies near a spot: the middle of the map, a click, a record, or a place searched for.",
        "“Select this view” and “Draw an area” make what lies there the selection, on every page and in the link.",
        "By keyboard: arrows move the map, + and − zoom, Tab goes from circle to circle.",
    ),
    "Proximity finder": (
        "Two records share an address if street, house number and town agree, however they are written.",
        "A pair is unaware of each other if the records know of no organisation or project that both have.",
        "Only exact addresses can be near one another: the centre of a town makes nobody a neighbour.",
        "Two names of one organisation and its branches are no strangers. Open a row to decide: Y for yes, N for no.",
    ),
    "Regional shares": (
        "Each section answers one question; open it to see the chart, the numbers and how they were computed.",
        "Records whose place is not known are never left out silently: a share says what it is a share of.",
        "A line beside a point is its 95% interval: how far chance alone could move it.",
    ),
    "Timeline": (
        "Bars are launches above the line and closures below; pale parts are known to the year only.",
        "Press a bar, or choose a period below the chart, to list who began or ended in it.",
        "Events are those of this database. You can write your own lines; they are part of the link.",
    ),
    "Data quality": (
        "Errors are wrong, warnings are doubtful, notes are worth knowing. Choose a kind to list its records.",
        "“What to do” says how to mend it in the table; the download is a list to work through.",
    ),
    "Report": (
        "The report is about what is selected in the sidebar, and says so on its cover.",
        "The HTML file needs no network and can be printed; the PDF is the same on paper.",
    ),
    "Your file": (
        "How your file was read: each field with its column, how sure that is, and why.",
        "Choose another column, or none, where it is wrong: everything counts anew at once.",
        "What you choose is remembered in this browser for files with the same columns; the file itself is not kept.",
    ),
    "Record": (
        "Everything that is known about one record, and how precisely.",
        "“Back” leads to where you came from. Fields that were not recognised stand at the end, unchanged.",
    ),
}
"""Title of a page -> a few plain sentences."""


class FirstStep(NamedTuple):
    """A step that a first visit shows: what for, how, and the page that it leads to."""

    title: str
    text: str
    page: str
    label: str
    icon: str


FIRST_STEPS: Final = (
    FirstStep(
        "Find",
        "Type a place, an address, a project or a partner into “Search” in the sidebar, or browse the list.",
        "pages/directory.py",
        "Browse the directory",
        ":material/list:",
    ),
    FirstStep(
        "Look around",
        "Zoom into the map, see who is near a spot, or draw an area: it becomes the selection on every page.",
        "pages/cluster_map.py",
        "Open the cluster map",
        ":material/map:",
    ),
    FirstStep(
        "Take it with you",
        "Every chart, map and list can be downloaded, and its link shared; the report has all of it in one file.",
        "pages/report.py",
        "Make a report",
        ":material/description:",
    ),
)
