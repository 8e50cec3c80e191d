"""The rule pack in force: the center's own where it gave one, else the shipped one."""

from __future__ import annotations

import logging
from datetime import date

from counter_app.bootstrap.machine import clock
from counter_app.domain.errors import RuleError
from counter_app.domain.packs import load_pack, read_pack
from counter_app.domain.records import Office
from counter_app.domain.rulepack import RulePack
from counter_app.ports.store import Store, UnitOfWork
from sync.packs import ACTIVE, NEXT, stored_pack
from sync.wire import Pack, encode

_log = logging.getLogger(__name__)


def rules_in_force(store: Store, office: Office, today: date) -> RulePack:
    """Return the pack of this day; one whose day has come is activated and audited.

    A stored pack is used only while its signature holds; a changed row falls back to
    the pack that ships with the program.

    Raises:
        RuleError: ``rule.pack_invalid`` for the shipped pack.
    """
    with store.unit_of_work() as work:
        waiting = stored_pack(work, NEXT)
        if waiting is not None and waiting.valid_from <= today:
            _activate(work, waiting)
            work.commit()
    with store.reading() as read:
        active = stored_pack(read, ACTIVE)
    if active is not None:
        try:
            return read_pack(active.text)
        except RuleError as exc:
            _log.error("rule pack of the center: %s", exc.code)
    return load_pack(office.rule_pack)


def _activate(work: UnitOfWork, pack: Pack) -> None:
    work.settings.put(ACTIVE, encode(pack).decode())
    work.settings.put(NEXT, "")
    work.audit.append(
        at=clock().now(),
        actor="system",
        event="pack.activated",
        subject=pack.name,
        detail=f"{pack.version} {pack.sha256[:16]}",
    )
