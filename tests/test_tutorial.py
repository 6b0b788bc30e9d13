"""The tutorial runs as it is written, block after block, and shows what it says it shows."""

from __future__ import annotations

import ast
import doctest
import io
import re
from contextlib import redirect_stdout
from typing import Any, NamedTuple

import pandas as pd
import pytest

from tests.serving import ROOT

TUTORIAL = ROOT / "docs" / "tutorial.md"
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Block(NamedTuple):
    """Code, the line of the page on which it begins, and what is written to be shown ("" for nothing)."""

    code: str
    line: int
    shown: str


def blocks(page: str) -> list[Block]:
    """The Python blocks of a page, each with the text block that follows it."""
    found: list[Block] = []
    for fence in FENCED.finditer(page):
        language, text = fence.groups()
        if language == "python":
            found.append(Block(text, page[: fence.start()].count("\n") + 2, ""))
        elif language == "text":
            found[-1] = found[-1]._replace(shown=text)
    return found


def shows(block: Block, names: dict[str, Any]) -> str:
    """What a notebook shows below a cell: what was printed, and the value of a last line that is an expression."""
    tree = ast.parse("\n" * (block.line - 1) + block.code, str(TUTORIAL))
    last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, str(TUTORIAL), "exec"), names)
        value = eval(compile(last, str(TUTORIAL), "eval"), names) if last else None
    return printed.getvalue() + ("" if value is None else f"{value!r}\n")


def difference(block: Block, names: dict[str, Any]) -> str:
    """How what a block shows differs from what is written; "" if it does not."""
    got, example = shows(block, names), doctest.Example(block.code, block.shown)
    checker = doctest.OutputChecker()
    if checker.check_output(example.want, got, LIKE):
        return ""
    return f"{TUTORIAL.name}, line {block.line}:\n{checker.output_difference(example, got, LIKE)}"


def test_every_block_of_the_tutorial_runs_and_shows_what_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found, names = blocks(TUTORIAL.read_text("utf-8")), {}
    assert len(found) > 10
    with pd.option_context("display.width", 110, "display.max_columns", 20):
        differences = [difference(block, names) for block in found]
    assert not any(differences), "\n".join(filter(None, differences))
    assert {path.name for path in tmp_path.iterdir()} == {"timeline.html", "map.html", "report.html"}


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("```python\n1 + 1\n```\n\n```text\n2\n```\n", ""),
        ("```python\nprint('a')\n'b'\n```\n```text\na\n'b'\n```\n", ""),
        ("```python\nx = 1\n```\n", ""),
        ("```python\n1 + 1\n```\n\n```text\n3\n```\n", "line 2:\nExpected:\n    3\nGot:\n    2"),
        ("```python\n1 + 1\n```\n", "Expected nothing\nGot:\n    2"),
        ("```python\nx = 1\n```\n```text\n1\n```\n", "Expected:\n    1\nGot nothing"),
    ],
)
def test_what_a_block_shows_is_compared_with_what_is_written(page, shown):
    (block,) = blocks(page)
    assert shown in (told := difference(block, {}))
    assert bool(shown) == bool(told)
