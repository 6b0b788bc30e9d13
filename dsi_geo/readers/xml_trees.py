"""XML as objects and lists like those of JSON, parsed by expat within limits; nothing that it refers to is fetched."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from xml.parsers import expat

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.limits import CHUNK, MAX_CELL, MAX_DEPTH, MAX_TEXT, MAX_XML_PARTS

TEXT: Final = "#text"
"""Key of the text of an element that also has attributes or other elements."""

_NAME_END: Final = "}"


class Element:
    """An element while it is parsed.

    Attributes
    ----------
    name
        Without its namespace.
    members
        What it holds so far: attributes under “@” and their names, elements under their names.
    text
        Its own text, in pieces.
    """

    __slots__ = ("members", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.members: dict[str, Any] = {f"@{_local(key)}": value for key, value in attributes.items()}
        self.text: list[str] = []

    def value(self) -> Any:
        """Its text, or an object if it has attributes or elements."""
        text = "".join(self.text).strip()
        if not self.members:
            return text
        return {**self.members, TEXT: text} if text else self.members

    def add(self, name: str, value: Any) -> None:
        """Put an element within it; a second one of a name makes a list."""
        if name not in self.members:
            self.members[name] = value
        elif isinstance(self.members[name], list):
            self.members[name].append(value)
        else:
            self.members[name] = [self.members[name], value]


def parse_xml(source: Source) -> tuple[str, Any]:
    """The name of the outermost element of a file, and its value.

    Returns
    -------
    An element without attributes and elements is its text; any other an object with its attributes (“@name”), its
    elements (several of a name are a list) and its text (“#text”). Namespaces are left out of names.

    Raises
    ------
    InputError
        If it is broken, declares entities, or passes a limit of size, depth or number of elements.
    """
    if source.path.stat().st_size > MAX_TEXT:
        raise InputError(f"{quoted(source.name)} is larger than {MAX_TEXT / 1e6:,.0f} MB. Split it.")
    tree = _Tree(source.name)
    try:
        with source.path.open("rb") as file:
            for chunk in iter(partial(file.read, CHUNK), b""):
                tree.parser.Parse(chunk, False)
            tree.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise InputError(
            f"{quoted(source.name)} is broken XML: line {error.lineno:,}, column {error.offset + 1:,}: "
            f"{expat.ErrorString(error.code)}. Export it again, or mend it there."
        ) from error
    except (LookupError, ValueError) as error:
        raise InputError(
            f"{quoted(source.name)} says that it is in an encoding that cannot be read. Save it as UTF-8."
        ) from error
    return tree.outermost.name, tree.outermost.value()


class _Tree:
    """The elements of a document, as expat meets them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._open: list[Element] = []
        self._count = 0
        self.outermost = Element("", {})
        self.parser = expat.ParserCreate(namespace_separator=_NAME_END)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._letters = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        self._letters = 0
        if self._count > MAX_XML_PARTS:
            raise InputError(
                f"{quoted(self._source)} has more than {MAX_XML_PARTS:,} elements and attributes; at most so many are "
                "read. Split it."
            )
        if len(self._open) >= MAX_DEPTH:
            raise InputError(
                f"{quoted(self._source)} cannot be read as XML: it is nested too deeply, in more than {MAX_DEPTH} "
                "levels."
            )
        self._open.append(Element(_local(name), attributes))

    def _end(self, _: str) -> None:
        closed = self._open.pop()
        self._letters = 0
        if self._open:
            self._open[-1].add(closed.name, closed.value())
        else:
            self.outermost = closed

    def _text(self, text: str) -> None:
        self._letters += len(text)
        if self._letters > 20 * MAX_CELL:
            raise InputError(
                f"{quoted(self._source)}, line {self.parser.CurrentLineNumber:,}: a text has more than "
                f"{20 * MAX_CELL:,} characters. Shorten it."
            )
        self._open[-1].text.append(text)

    def _doctype(self, *_: object) -> None:
        raise InputError(
            f"{quoted(self._source)} begins with a document type (<!DOCTYPE …>), whose entities are not read. Remove "
            "that line, and export it again without it."
        )


def _local(name: str) -> str:
    return name.rpartition(_NAME_END)[2]
