"""What an office was told of headings that its units write (business.md 7.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from counter_app.domain.codes.lists import ListCode
from counter_app.domain.errors import RuleError
from counter_app.domain.list_heads import Column, plain_heading
from counter_app.ports.store import Reading, UnitOfWork

Learned = Mapping[str, Column]
_SETTING = "units.headings"
_SHOWN = 12  # headings that a message names


def learned(
    uow: Reading, headings: Sequence[str], told: Iterable[tuple[str, Column]]
) -> dict[str, Column]:
    """Return what is known of headings, with what is told now.

    Raises:
        RuleError: ``lists.map_unknown``: the list has no heading that was told of.
    """
    kept = json.loads(uow.settings.get(_SETTING) or "{}")
    columns = {name: Column(value) for name, value in kept.items()}
    here = {plain_heading(heading) for heading in headings}
    for heading, column in told:
        name = plain_heading(heading)
        if name not in here:
            raise RuleError(
                ListCode.MAP_UNKNOWN, heading=heading, headings=_some(headings)
            )
        columns[name] = column
    return columns


def remember(uow: UnitOfWork, known: Learned) -> None:
    """Keep them for lists to come; the caller commits."""
    if known:
        plain = {name: column.value for name, column in sorted(known.items())}
        uow.settings.put(_SETTING, json.dumps(plain, ensure_ascii=False))


def demand(
    columns: Mapping[Column, int],
    headings: Sequence[str],
    needed: Mapping[Column, ListCode],
) -> None:
    """Refuse a list without a column it cannot do without.

    Raises:
        RuleError: the code of the first column that is missing.
    """
    for column, code in needed.items():
        if column not in columns:
            raise RuleError(code, headings=_some(headings))


def _some(headings: Sequence[str]) -> str:
    return ", ".join(headings[:_SHOWN])
