"""Make an office on this machine; enrolment completes it later."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace

from counter_app.domain.packs import load_pack
from counter_app.domain.records import Office
from counter_app.domain.states import Role
from counter_app.ports.clock import Clock, Ids
from counter_app.ports.store import Store
from counter_app.services.commands import SetUp
from counter_app.services.operators import add_operator

UNENROLLED_OFFICE = "00000000"
UNENROLLED_TERMINAL = "00"


def new_incarnation() -> str:
    """Return a fresh incarnation: 16 characters of base32, 80 random bits (G10)."""
    return base64.b32encode(secrets.token_bytes(10)).decode()


def set_up(
    store: Store, clock: Clock, ids: Ids, command: SetUp, *, practice: bool = False
) -> Office:
    """Store the office, the first supervisor and the first audit row.

    Raises:
        RuleError: unknown rule pack, weak password.
    """
    pack = load_pack(command.rule_pack)
    office = Office(
        office_code=UNENROLLED_OFFICE,
        office_name=command.office_name,
        workstation="",
        terminal=UNENROLLED_TERMINAL,
        incarnation=new_incarnation(),
        region=pack.region,
        rule_pack=pack.name,
        practice=practice,
    )
    with store.unit_of_work() as uow:
        uow.settings.put_office(office)
        uow.settings.put("office.id", ids.new())
        add_operator(
            uow,
            command.admin_login,
            command.admin_name,
            Role.SUPERVISOR,
            command.admin_password,
        )
        uow.audit.append(at=clock.now(), actor=command.admin_login, event="setup")
        uow.commit()
    return office


def complete_enrolment(store: Store, clock: Clock, enrolled: Office) -> Office:
    """Store what the center gave: codes, region, rule pack, address.

    The caller made sure that rules of that name are here.

    A workstation that already made receipts keeps its incarnation; its numbers stay
    unique because office and terminal change with it.
    """
    with store.unit_of_work() as uow:
        known = uow.settings.office()
        office = replace(
            enrolled,
            incarnation=known.incarnation if known else enrolled.incarnation,
            practice=known.practice if known else enrolled.practice,
        )
        uow.settings.put_office(office)
        uow.audit.append(
            at=clock.now(), actor="system", event="enrol", detail=office.workstation
        )
        uow.commit()
    return office
