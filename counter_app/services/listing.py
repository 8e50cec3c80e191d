"""Lists for the counter and for paper: uncollected cards, losses, the fallback list.

People are masked in every list that leaves the program; names and numbers in full need
a supervisor's approval (``export_plain``, R-50). Every export is audited.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.states import Role
from counter_app.services.approval import Approval, approve
from counter_app.services.list_facts import FALLBACK, Facts, ListKind, ListReader
from counter_app.services.parts import Parts
from counter_app.services.results import Session

EXPORT_PLAIN = "export_plain"
_SHOWN = 50
_MOST = 100_000
_FORM_NUMBER = "paper.forms"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; each row is by the names of the printed list's fields."""

    kind: ListKind
    rows: tuple[Facts, ...]
    number: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """A list for a file; ``plain`` asks for names and numbers in full."""

    kind: ListKind
    form: str  # pdf | xlsx | csv
    plain: bool = False
    approval: Approval | None = None
    days: int = 7


def show(parts: Parts, kind: ListKind, page: int, *, days: int = 7) -> Listing:
    """Return one page of a list, masked."""
    first = page * _SHOWN
    with parts.store.queries() as queries:
        rows = ListReader(parts, queries, days).rows(kind)
        found = tuple(islice(rows, first, first + _SHOWN + 1))
    return Listing(kind, found[:_SHOWN], page, len(found) > _SHOWN)


def export(parts: Parts, session: Session, command: Export) -> bytes:
    """Make a file of a whole list; audited.

    Raises:
        RuleError: ``rule.not_allowed`` for a clerk (the fallback lists are for
            everyone), ``rule.approval_*`` for a list in full.
        PrintError: ``printing.*``.
    """
    supervisor = session.role is Role.SUPERVISOR
    if not supervisor and (command.plain or command.kind not in FALLBACK):
        raise RuleError(RuleCode.NOT_ALLOWED)
    if command.plain:
        granted = approve(
            parts, session, EXPORT_PLAIN, command.approval, command.kind.value
        )
        if granted is None:
            raise RuleError(RuleCode.APPROVAL_NEEDED, act=EXPORT_PLAIN)
    with parts.store.queries() as queries:
        reader = ListReader(parts, queries, command.days, command.plain)
        rows = list(islice(reader.rows(command.kind), _MOST))
    content = {
        **_head(parts, session, "listing"),
        "list": command.kind.value,
        "title": parts.pack.titles.get(command.kind.value, ""),
        "plain": command.plain,
        "rows": rows,
    }
    made = parts.press.report(content, command.form)
    with parts.store.unit_of_work() as uow:
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="list.export",
            subject=command.kind.value,
            detail=f"{command.form} {len(rows)} plain={command.plain}",
        )
        uow.commit()
    return made


def _head(parts: Parts, session: Session, kind: str) -> dict[str, Any]:
    office = parts.office
    return {
        "kind": kind,
        "made_at": parts.now().isoformat(),
        "office_name": office.office_name,
        "terminal": office.terminal,
        "time_zone": office.time_zone,
        "maker": session.name,
        "practice": office.practice,
        "language": parts.language,
    }


def blank_forms(parts: Parts, session: Session, count: int) -> bytes:
    """Make numbered empty forms for a power cut; the numbers never come again.

    Raises:
        PrintError: ``printing.*``.
    """
    with parts.store.unit_of_work() as uow:
        first = int(uow.settings.get(_FORM_NUMBER) or 0) + 1
        uow.settings.put(_FORM_NUMBER, str(first + count - 1))
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="forms.printed",
            detail=f"{first}-{first + count - 1}",
        )
        uow.commit()
    office = parts.office
    series = f"P{office.terminal}{office.incarnation[:4]}"
    content = {
        **_head(parts, session, "forms"),
        "numbers": [f"{series}{first + n:05d}" for n in range(count)],
    }
    return parts.press.report(content, "pdf")
