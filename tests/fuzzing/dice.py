"""Chance, and the words that it draws from."""

from __future__ import annotations

import random
from typing import Any, Final

from dsi_geo.schema import COLUMNS, ENTITIES

VRT: Final = (
    "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/vsicurl/http://HOST/vrt.csv</SrcDataSource></OGRVRTLayer>"
    "</OGRVRTDataSource>"
)
# fmt: off
TOKENS: Final[tuple[str, ...]] = (
    *(VRT, "", " ", "\0", "\r", "\n\n", "\t", '"', "'", '""', ",", ";", ",,,", "\ufeff", "\u202e", "\ud800", "\udfff"),
    *("e\u0301" * 40, "\x85", "\u2028", "😀", "\x1b[31m", *"éßİıﬃ０١٠١۰१০੧୧௧౧೧൧๑໑༡၁១᠑₁¹①𝟏½Ⅻ〇一二"),
    *("9" * 400, "1" * 5000, "GEOMETRYCOLLECTION(" * 30, "POINT(NaN NaN)", "POINT Z EMPTY", "MULTIPOLYGON((("),
    *"0 -0 1 -1 1e999 -1e308 NaN Infinity 9999999999999999999 0x1F 1_000 null true [] {} [[]] EPSG:99999".split(),
    *('{"id":1,"name":null}', '["a",["b",[{"c":1}]]]', "\\ud800", '{"type":["FeatureCollection"]}', "' OR 1=1", ";--"),
    *('{"type":"Point","coordinates":[1e999,null]}', "<a/>", "</t>", "&b;", "<row/>", "<c r='XFD1048576'/>", "%s%n{0}"),
    *("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", '=HYPERLINK("http://HOST/x")', "=1+1", "@SUM(1)"),
    *("/vsicurl/http://HOST/x", "http://HOST/", "/vsizip//vsicurl/http://HOST/x.zip", "../../x", "file:///etc/passwd"),
    *('"crs":{"type":"url","properties":{"url":"http://HOST/x"}},', '{"type":"link","properties":{"href":"http://HOST/"}}'),
    *("Unit 1-2/3", "#01-20/21", "1-2-3/4-5", "12 к. 2", "A-12", "Apt. #", "1/2/3/4", "1-99999999", "5-3", "No. -"),
    *("½ Main St", "Blk 1 #99-1", "10999-10997", "1a-z", "1–3 & 5", "Hauptstr. 1, 2, 3-", "c/o", "P.O. Box 1-2/3"),
    *("0000-00-00", "9999-12-31", "10000-01-01", "-4713-01-01", "31/02/2015", "Q5 2015", "1/2", "2015-W60", "٢٠١٥"),
    *("91, 181", "52.5;13.4;1", "1e2,1e2", "52°30'N 13°24'E", "NULL", "#REF!", "N/A", "-", "XX", "DE;FR"),
)
# fmt: on
NAMES: Final[tuple[str, ...]] = (
    *[
        "",
        *"geometry lat lon latitude coordinates index level_0 __index_level_0__ source row name.1 location".split(),
    ],
    *(column for entity in ENTITIES for column in COLUMNS[entity]),
)
REPEATS: Final = (1, 1, 10, 10_000, 1_000_000)
LONGEST: Final = 990_000
"""Characters of a text: just what a cell may have."""


class Dice(random.Random):
    """Chance, and the port of this machine that hostile text leads to."""

    def __init__(self, seed: str, port: int) -> None:
        super().__init__(seed)
        self.host = f"127.0.0.1:{port}"

    def token(self) -> str:
        return self.choice(TOKENS).replace("HOST", self.host)

    def text(self) -> str:
        """A token, one repeated, or several."""
        if self.random() < 0.3:
            return "".join(self.token() for _ in range(self.randrange(2, 6)))
        token = self.token()
        return token * min(self.choice(REPEATS), LONGEST // max(len(token), 1))

    def size(self, least: float, most: float) -> int:
        """A whole number whose power of ten lies between these."""
        return int(10 ** self.uniform(least, most))

    def span(self, length: int) -> tuple[int, int]:
        """Where a block of a content of this length begins and ends."""
        begin = self.randrange(length + 1)
        return begin, min(length, begin + self.size(0, 4))

    def value(self, depth: int = 0) -> Any:
        """Something that JSON can hold."""
        kinds = ("text", "text", "text", "number", "nothing", "deep", "list", "list", "object")
        match self.choice(kinds[: 5 if depth > 2 else None]):
            case "text":
                return self.text()
            case "number":
                return self.choice((0, -1, 2**63, 10**30, 2015, 1e300, -0.0, 1e-9))
            case "deep":
                return nested(self.choice((3, 900)))
            case "list":
                return [self.value(depth + 1) for _ in range(self.randrange(4))]
            case "object":
                keys = ("id", "name", "type", "lat", self.token())
                return {self.choice(keys): self.value(depth + 1) for _ in range(2)}
            case _:
                return self.choice((None, True, False))


def nested(depth: int) -> list[Any]:
    """An empty list within lists."""
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


def varint(number: int) -> bytes:
    """A number as Thrift and Protocol Buffers write it."""
    parts = []
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])
