"""Who only reads takes no write lock."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.tree import PACKAGES, ROOT, sources

_WRITING = frozenset({"unit_of_work", "bulk_work"})
_REASON = "never committed: "


def writing_blocks(text: str) -> Iterator[tuple[int, bool]]:
    """Yield the line of every unit of work that writes, and whether it commits."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.With):
            continue
        for item in node.items:
            call, name = item.context_expr, item.optional_vars
            opened = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            if not opened or call.func.attr not in _WRITING:
                continue
            commit = f"{ast.unparse(name)}.commit()" if name is not None else "?"
            line = text.splitlines()[node.lineno - 1]
            yield node.lineno, commit in ast.unparse(node) or _REASON in line


def test_a_unit_that_writes_commits() -> None:
    """A block that never commits opens ``Store.reading``, unless its line says why."""
    found = {
        f"{path.relative_to(ROOT)}:{line}": commits
        for path in sources(*PACKAGES)
        for line, commits in writing_blocks(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 50
    assert [place for place, commits in found.items() if not commits] == []


def test_a_block_without_commit_is_seen() -> None:
    """The check itself tells the two apart."""
    text = "with s.unit_of_work() as w:\n    w.a()\n"
    assert list(writing_blocks(text)) == [(1, False)]
    assert list(writing_blocks(text + "    w.commit()\n")) == [(1, True)]
