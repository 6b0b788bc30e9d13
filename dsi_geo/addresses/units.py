"""Parts of an address other than street and house: flats, floors, staircases, blocks, boxes."""

from __future__ import annotations

from typing import Final, NamedTuple

from dsi_geo.addresses.country_words import NUMBER_FIRST, Vocabulary
from dsi_geo.addresses.house_numbers import HouseNumber
from dsi_geo.addresses.tokens import Item, Segment, is_designator

_HALF_FLOORS: Final = frozenset(
    "ground lower upper top first second third fourth fifth last mezzanine".split()
)
_OF_NAMES: Final = frozenset(
    "de del della dello dell du des der dem den la las los le les da do dos das an am".split()
)
"""Words that precede a name within a street's name."""
_BUILDING_PARTS: Final = frozenset("korp stroenie".split())
_WITH_BUILDING_PARTS: Final = frozenset("RU BY UA KZ LV".split())


class House(NamedTuple):
    """The segments without flats and floors, and the block and part that were taken out.

    Attributes
    ----------
    segments
        The remaining segments, in order; a segment may be empty.
    block
        Number of a block or building, as a literal house number; "" for none.
    part
        Letter of a flat or part of the house, which may also be written as the house's own ("12b"); "" for none.
    unnumbered
        Whether the address says that the house has no number ("s/n").
    """

    segments: list[Segment]
    block: str
    part: str = ""
    unnumbered: bool = False


def names_building(texts: list[str], words: Vocabulary) -> bool:
    """Whether words name a building: one of them says so ("centre", "house"), and another says which."""
    plain = [words.names.get(text.rstrip("."), text.rstrip(".")) for text in texts]
    return len(plain) > 1 and any(words.kinds.get(text) in ("house", "block") for text in plain)


def without_units(segments: list[Segment], words: Vocabulary) -> House:
    """Take flats, floors, staircases and post boxes out of the segments of an address."""
    left = sum(item.number is not None for segment in segments for item in segment)
    if all(item.text.rstrip(".") not in words.kinds for segment in segments for item in segment):
        return House(segments, "")
    kept: list[Segment] = []
    block, part, unnumbered = "", "", False
    for segment in segments:
        reading = _Reading(words, left)
        kept.append(reading.read(segment))
        left = reading.left
        block, part = block or reading.block, part or reading.part
        unnumbered |= reading.unnumbered
    return House(kept, block, part, unnumbered)


class _Reading:
    """The reading of one segment; `left` counts the numbers of the address that may still be the house number."""

    def __init__(self, words: Vocabulary, left: int) -> None:
        self.words, self.left = words, left
        self.block = self.part = ""
        self.unnumbered = False
        self.kept: Segment = []

    def read(self, segment: Segment) -> Segment:
        at = 0
        while at < len(segment):
            item = segment[at]
            kind = self._kind(item)
            rest = segment[at + 1 :]
            at += 1 + (self._step(kind, item, rest) if kind else self._keep(item))
        return self.kept

    def _kind(self, item: Item) -> str:
        return "" if item.number or item.ordinal else self.words.kinds.get(item.text.rstrip("."), "")

    def _keep(self, item: Item) -> int:
        self.kept.append(item)
        return 0

    def _step(self, kind: str, item: Item, rest: Segment) -> int:
        """Handle a word that has a meaning; returns how many items after it are consumed."""
        if kind == "number":
            return 0 if rest and (rest[0].number or self._kind(rest[0]) == "number") else self._keep(item)
        if kind == "none":
            self.unnumbered = True
            return 0
        if kind == "box":
            return self._drop_all(rest)
        if kind == "corner":
            return self._corner(item, rest)
        if kind == "bare":
            return self._bare(item, rest)
        if kind in ("before", "block", "floor"):
            return self._unit(kind, item, rest)
        return self._keep(item)

    def _drop_all(self, rest: Segment) -> int:
        at = 0
        while at < len(rest) and rest[at].number:
            self.left -= 1
            at += 1
        return at

    def _corner(self, item: Item, rest: Segment) -> int:
        """Drop the cross street at a corner if the house already has its own street and number."""
        named = self.words.country not in NUMBER_FIRST or any(one.number is None for one in self.kept)
        if not named or not any(one.number for one in self.kept):
            return self._keep(item)
        self.left -= sum(one.number is not None for one in rest)
        return len(rest)

    def _bare(self, item: Item, rest: Segment) -> int:
        numbered = any(one.number for one in self.kept)
        return 0 if numbered or (not self.kept and not rest) else self._keep(item)

    def _unit(self, kind: str, item: Item, rest: Segment) -> int:
        """Handle a flat, floor or block, and the number or letter that designates it."""
        if self._building_part(item.text.rstrip("."), rest):
            return 1
        skipped = 1 if rest and self.words.kinds.get(rest[0].text.rstrip(".")) == "number" else 0
        named = rest[skipped] if len(rest) > skipped else None
        if self.left == 1 and self._is_in_name():
            return self._keep(item)
        if kind == "floor" and self._floor_before(named):
            return 0
        if named is None or not is_designator(named):
            return 0 if kind == "floor" and not named else self._keep(item)
        if named.number and self._is_house(named, rest[skipped + 1 :]):
            return skipped if kind != "block" else self._keep(item)
        if kind == "block" and not self.block:
            self.block = named.text
        self._forget(named)
        return skipped + 1

    def _is_in_name(self) -> bool:
        """Whether a street word or a preposition precedes, so that the word is a street's name: "Calle de la Nave"."""
        last = self.kept[-1] if self.kept else None
        if last is None or last.number is not None:
            return False
        word = last.text.rstrip(".")
        return word in _OF_NAMES or (word in self.words.first and word not in self.words.names)

    def _floor_before(self, named: Item | None) -> bool:
        """Drop the designation of a floor before the word ("2nd floor", "4 planta"), if any; returns whether it did."""
        last = self.kept[-1] if self.kept else None
        if last is None:
            return False
        numbered_after = named is not None and named.number is not None and self.left > 1
        numbered = is_designator(last) and not numbered_after and (last.number is None or self.left > 1)
        if not numbered and last.text not in _HALF_FLOORS:
            return False
        self._forget(self.kept.pop())
        return True

    def _is_house(self, named: Item, following: Segment) -> bool:
        """Whether the number after "flat" is the house number: the last one, before a street, or as in "5/12"."""
        another_follows = bool(following) and following[0].number is not None
        flat_first = "/" in named.text and named.number is not None and named.number.low != named.first
        if flat_first and not another_follows:
            return True
        return self.left == 1 and any(item.number is None for item in following)

    def _building_part(self, word: str, rest: Segment) -> bool:
        """Turn "12 korp 2" into house 12k2, which is a different house from 12."""
        if word not in _BUILDING_PARTS or self.words.country not in _WITH_BUILDING_PARTS:
            return False
        if not self.kept or self.kept[-1].number is None or not rest or rest[0].number is None:
            return False
        number: HouseNumber = self.kept[-1].number
        part = f"{'s' if word.startswith('s') else 'k'}{rest[0].number.low}"
        self.kept[-1] = self.kept[-1]._replace(number=number._replace(letter=number.letter + part))
        self.left -= 1
        return True

    def _forget(self, item: Item) -> None:
        if item.number:
            self.left -= 1
        elif len(item.text) == 1:
            self.part = item.text
