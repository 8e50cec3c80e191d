"""The protocol's page is true: its field map, its rules, and the tests it names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest
from msgspec import inspect

from center.api.endpoints import ENDPOINTS
from counter_app.domain.codes.rule import RuleCode
from sync.wire import CardRow, HolderRow, WireOperation

_TEXT = Path("docs/protocol.md").read_text("utf-8")
_PARTS = {HolderRow: "Holder", CardRow: "Card", WireOperation: "Operation"}
_MAP = _TEXT.partition("## National data items")[2].partition("\n## ")[0]
_RULES = _TEXT.partition("## Named conflict rules")[2].partition("\n## ")[0]
_ROWS = [
    [cell.strip() for cell in row.strip("|").split("|")]
    for row in re.findall(r"^\| \*\*.*\|$", _RULES, re.MULTILINE)
]


@pytest.mark.parametrize("kind", _PARTS, ids=lambda kind: kind.__name__)
def test_every_wire_field_has_a_line_in_the_map(kind: type[msgspec.Struct]) -> None:
    """Whoever speaks another dialect finds the national item of each field."""
    part = _TEXT.partition(f"**{_PARTS[kind]}** (")[2].partition("\n**")[0]
    named = {
        name
        for row in re.findall(r"^\| (`[^|]+) \|", part, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert named == set(kind.__struct_fields__)


def travelling(kind: inspect.Type, seen: dict[type, set[str]]) -> None:
    """Collect the fields of every message below a type."""
    if isinstance(kind, inspect.StructType):
        if kind.cls in seen:
            return
        seen[kind.cls] = {field.encode_name for field in kind.fields}
        for field in kind.fields:
            travelling(field.type, seen)
    for name in ("types", "item_types"):
        for one in getattr(kind, name, None) or ():
            travelling(one, seen)
    inner = getattr(kind, "item_type", None)
    if isinstance(inner, inspect.Type):
        travelling(inner, seen)


def test_every_message_of_every_endpoint_is_in_the_map() -> None:
    """A field without a national item is named as the protocol's own."""
    seen: dict[type, set[str]] = {}
    for endpoint in ENDPOINTS:
        for kind in (endpoint.request, endpoint.answer):
            if kind is not None:
                travelling(inspect.type_info(kind), seen)
    named = {
        name
        for row in re.findall(r"^\| (`[^|]+) \|", _MAP, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    own = _MAP.partition("**The protocol's own.**")[2].partition("\n\n")[0]
    named |= set(re.findall(r"`(\w+)`", own))
    fields = set().union(*seen.values())
    assert len(seen) > 40
    assert fields - named == set()
    assert named - fields == set()


def test_every_endpoint_is_in_the_table() -> None:
    """The page lists what is served, and nothing else."""
    listed = set(re.findall(r"`(GET|POST) (/v1/[a-z/]+)", _TEXT.partition("\n## ")[0]))
    assert listed == {(one.method, one.path) for one in ENDPOINTS}


@cache
def functions_of(file: str) -> frozenset[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse(Path(file).read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return frozenset(one.name for one in functions if one.name.startswith("test_"))


def proofs() -> Iterator[tuple[str, str]]:
    """Yield every test that the page names, as file and function."""
    for name in re.findall(r"`(tests/[^`]+)`", _TEXT):
        file, _, function = name.partition("::")
        yield file, function


def test_every_rule_has_an_example_a_code_and_a_test() -> None:
    """No rule of the page is only words: its codes are the domain's."""
    assert len(_ROWS) >= 11
    for name, example, proof in _ROWS:
        assert len(example) > 40, name
        assert "tests/" in proof, name
        for code in re.findall(r"`(rule\.[a-z_]+)`", example):
            assert code in set(RuleCode), code
    named = {code for row in _ROWS for code in re.findall(r"rule\.[a-z_]+", row[1])}
    assert len(named) >= 15


def test_the_tests_that_are_named_exist() -> None:
    """Whoever wants to see a rule proved finds the test."""
    found = list(proofs())
    assert len(found) > 12
    for file, function in found:
        assert Path(file).is_file(), file
        assert not function or function in functions_of(file), function
