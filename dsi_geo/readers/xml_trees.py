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
_PREFIX_END: Final = ":"

_UNBOUND_PREFIX: Final = 27
_INVALID_TOKEN: Final = 4
"""Expat's numbers of errors: a prefix that stands for no namespace; a tag that closes nothing, or anything misspelt."""


class Element:
    """An element while it is parsed.

    Attributes
    ----------
    name
        Without its namespace or prefix.
    members
        What it holds so far: attributes under “@” and their names, elements under their names.
    text
        Its own text, in pieces.
    """

    __slots__ = ("members", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.members: dict[str, Any] = {f"@{key}": value for key, value in attributes.items()}
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


def parse_xml(source: Source) -> tuple[str, Any, tuple[str, ...]]:
    """The name of the outermost element of a file, its value, and sentences about how it was read.

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
    try:
        outermost, told = _parsed(source, with_namespaces=True)
    except _UnboundPrefixError:
        outermost, told = _parsed(source, with_namespaces=False)
        told = (
            *told,
            f"{quoted(source.name)} uses prefixes of names that it does not explain; they were left out.",
        )
    return outermost.name, outermost.value(), told


class _UnboundPrefixError(Exception):
    """A prefix stands for no namespace."""


def _parsed(source: Source, *, with_namespaces: bool) -> tuple[Element, tuple[str, ...]]:
    """The outermost element of a file, and a sentence about what stands behind it.

    Raises
    ------
    InputError
        See `parse_xml`.
    _UnboundPrefixError
        If a prefix stands for no namespace, and `with_namespaces`.
    """
    tree = _Tree(source.name, with_namespaces=with_namespaces)
    try:
        with source.path.open("rb") as file:
            for chunk in iter(partial(file.read, CHUNK), b""):
                tree.parser.Parse(chunk, False)
            tree.parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code == _UNBOUND_PREFIX:
            raise _UnboundPrefixError from error
        if error.code == _INVALID_TOKEN and tree.is_closed:
            return tree.outermost, (
                f"{quoted(source.name)} ends with tags that close nothing; they were left out.",
            )
        raise InputError(
            f"{quoted(source.name)} is broken XML: line {error.lineno:,}, column {error.offset + 1:,}: "
            f"{expat.ErrorString(error.code)}. Export it again, or mend it there."
        ) from error
    except (LookupError, ValueError) as error:
        raise InputError(
            f"{quoted(source.name)} says that it is in an encoding that cannot be read. Save it as UTF-8."
        ) from error
    return tree.outermost, ()


class _Tree:
    """The elements of a document, as expat meets them."""

    def __init__(self, source: str, *, with_namespaces: bool) -> None:
        self._source = source
        self._open: list[Element] = []
        self._count = 0
        self.outermost = Element("", {})
        self._name_end = _NAME_END if with_namespaces else _PREFIX_END
        self.parser = expat.ParserCreate(namespace_separator=_NAME_END if with_namespaces else None)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._letters = 0

    @property
    def is_closed(self) -> bool:
        """Whether the outermost element has ended."""
        return not self._open and bool(self.outermost.name)

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
        local = {
            key.rpartition(self._name_end)[2]: value
            for key, value in attributes.items()
            if key.partition(_PREFIX_END)[0] != "xmlns"
        }
        self._open.append(Element(name.rpartition(self._name_end)[2], local))

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
