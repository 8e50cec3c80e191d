"""Files, functions and parameter lists stay small enough to read at one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, sources

FILE_LINES = 400
FUNCTION_LINES = 50
SHORT_FUNCTION = 30
SHORT_SHARE = 0.9
PARAMETERS = 5
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(paths: tuple[Path, ...]) -> Iterator[tuple[str, Function, str]]:
    """Yield place, node and source line of every function."""
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, Function):
                line = text.splitlines()[node.lineno - 1]
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node, line


def length(node: Function) -> int:
    """Count the lines of the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def parameters(node: Function) -> int:
    """Count what a caller must know; ``self`` and ``cls`` are not counted."""
    a = node.args
    names = [p.arg for p in (*a.posonlyargs, *a.args, *a.kwonlyargs)]
    return len([n for n in names if n not in {"self", "cls"}])


def test_no_file_is_too_long() -> None:
    """A file has at most 400 lines."""
    counts = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in sources()}
    long = {str(p.relative_to(ROOT)): n for p, n in counts.items() if n > FILE_LINES}
    assert len(counts) > 20
    assert long == {}


def test_no_function_is_too_long() -> None:
    """A function has at most 50 lines, and nine in ten have at most 30."""
    lengths = {place: length(node) for place, node, _ in functions(sources())}
    assert {p: n for p, n in lengths.items() if n > FUNCTION_LINES} == {}
    short = sum(n <= SHORT_FUNCTION for n in lengths.values())
    assert short / len(lengths) >= SHORT_SHARE


def test_no_parameter_list_is_too_long() -> None:
    """A function takes at most five parameters, unless its line says why not."""
    long = {
        place: parameters(node)
        for place, node, line in functions(sources())
        if parameters(node) > PARAMETERS and "PLR0913 - " not in line
    }
    assert long == {}
