"""Ways to damage any file: pure functions of chance and bytes."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Callable
from typing import Final

from tests.fuzzing.dice import REPEATS, Dice, varint

LARGEST: Final = 12_000_000
"""Bytes that a mutation makes at most."""

Mutation = Callable[[Dice, bytes], bytes]


def truncated(dice: Dice, content: bytes) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def bits_flipped(dice: Dice, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.randrange(1, 9) if content else 0):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def bytes_replaced(dice: Dice, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.randrange(1, 9) if content else 0):
        damaged[dice.randrange(len(damaged))] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
    return bytes(damaged)


def block_deleted(dice: Dice, content: bytes) -> bytes:
    begin, end = dice.span(len(content))
    return content[:begin] + content[end:]


def block_repeated(dice: Dice, content: bytes) -> bytes:
    begin, end = dice.span(len(content))
    block = content[begin:end] or b"a"
    return content[:begin] + block * min(dice.choice(REPEATS) + 1, LARGEST // len(block)) + content[end:]


def blocks_swapped(dice: Dice, content: bytes) -> bytes:
    (a, b), (c, d) = sorted((dice.span(len(content)), dice.span(len(content))))
    return content[:a] + content[c:d] + content[b : max(b, c)] + content[a:b] + content[max(b, d) :]


def integer_changed(dice: Dice, content: bytes) -> bytes:
    """Four or eight bytes taken for a length, in either order."""
    size, order = dice.choice((4, 8)), dice.choice("<>")
    if len(content) < size:
        return content
    letter, at = "I" if size == 4 else "Q", dice.randrange(len(content) - size + 1)
    (old,) = struct.unpack_from(order + letter, content, at)
    new = dice.choice(
        (0, 1, old + 1, old - 1, old * 2, old * 256, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**63 - 1, -1)
    )
    return content[:at] + struct.pack(order + letter, new % 2 ** (8 * size)) + content[at + size :]


def varint_changed(dice: Dice, content: bytes) -> bytes:
    at = dice.randrange(len(content) + 1)
    end = at
    while end < len(content) and content[end] & 0x80:
        end += 1
    return content[:at] + varint(int(2 ** dice.uniform(0, 63))) + content[end + 1 :]


def token_inserted(dice: Dice, content: bytes) -> bytes:
    begin, end = dice.span(len(content))
    text = (
        dice.text()
        if dice.random() < 0.7
        else dice.choice(("[", "{", '{"a":', "(", "<a>")) * dice.choice(REPEATS)
    )
    encoding = "utf-16-le" if content.startswith(codecs.BOM_UTF16_LE) else "utf-8"
    return (
        content[:begin]
        + text.encode(encoding, "surrogatepass")
        + content[begin if dice.random() < 0.5 else end :]
    )


def spliced(other: bytes) -> Mutation:
    """Blocks of another file in the places of its own."""

    def splice(dice: Dice, content: bytes) -> bytes:
        (a, b), (c, d) = dice.span(len(content)), dice.span(len(other))
        return content[:a] + other[c:d] + content[b:]

    return splice


PLAIN: Final[tuple[Mutation, ...]] = (
    *(truncated, bits_flipped, bytes_replaced, block_deleted, block_repeated, blocks_swapped),
    *(integer_changed, varint_changed, token_inserted),
)
