"""The protocol's field map names every field that travels."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from sync.wire import CardRow, HolderRow, WireOperation

_TEXT = Path("docs/protocol.md").read_text("utf-8")
_PARTS = {HolderRow: "Holder", CardRow: "Card", WireOperation: "Operation"}


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
