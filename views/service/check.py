"""Faults of a form, all at once, as message ids beside the field; pure."""

from __future__ import annotations

import re

from counter_app.domain.bearing import AGENT_KINDS
from counter_app.domain.chip import ChipReading
from counter_app.domain.identity import check_citizen_number, normal_ssn
from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import Collector, Kind
from views.flow.visit import Match, Visit
from views.service.offer import needs_card
from views.service.state import FormState, NeedCard, Stander

_PHONE = re.compile(r"^\+?[0-9][0-9-]{6,19}$")
NAME_MAX = 50  # code points, business.md 4.1


def faults_of(state: FormState, visit: Visit) -> dict[str, str]:
    """Return field -> message id; empty when the form may go on."""
    found = bearer_faults(state, visit) | _unit_faults(state, visit)
    if not state.papers_checked:
        found["papers_checked"] = "view.fault.papers"
    if state.face:
        found |= {
            name: "view.fault.face"
            for name in ("name_same", "number_same", "photo_same")
            if not getattr(state, name)
        }
    pack = visit.facts.pack
    if state.writes and state.bank not in {bank.code for bank in pack.banks}:
        found["bank"] = "view.fault.bank"
    if state.kind is Kind.REPLACE and state.reason not in pack.replace_reasons:
        found["reason"] = "view.fault.reason"
    return found | _card_fault(state, visit)


def id_warning(state: Stander, pack: RulePack) -> str | None:
    """Return a doubt about the typed number that does not stop the form."""
    paper = next((p for p in pack.papers if p.code == state.paper), None)
    number = normal_ssn(state.id_no)
    if not number or paper is None or not paper.citizen_number:
        return None
    check = check_citizen_number(number)
    if check.fault is None and "check_digit" in check.warnings:
        return "view.warn.id_check_digit"
    return None


def blank_fault(visit: Visit) -> str | None:
    """Return why the blank card is not ready to be written, or None."""
    return {
        Match.BLANK: None,
        Match.NONE: "view.blank.lay",
        Match.READING: "view.blank.reading",
        Match.UNREADABLE: "view.blank.unreadable",
    }.get(visit.match(), "view.blank.not_blank")


def encodable(text: str) -> bool:
    """Tell whether the text is whole: half characters must not enter the house."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_card_of(reading: ChipReading, state: FormState, visit: Visit) -> bool:
    """Tell whether the chip is the card of the form, by number or identification."""
    card = visit.card_file(state.card_no)
    if reading.card_no is not None:
        return reading.card_no == state.card_no
    return card is not None and reading.card_uid == card.card.card_uid


def bearer_faults(state: Stander, visit: Visit) -> dict[str, str]:
    """Return the faults of who stands at the window."""
    found: dict[str, str] = {}
    minor = visit.file is not None and visit.file.minor
    if minor and state.bearer is not Collector.GUARDIAN:
        return {"bearer": "view.fault.minor"}
    if state.bearer is Collector.SELF:
        return {}
    name = state.name.strip()
    if not name or len(name) > NAME_MAX or not encodable(name):
        found["name"] = "view.fault.name"
    id_fault = _id_fault(state, visit.facts.pack)
    if id_fault:
        found["id_no"] = id_fault
    phone = state.phone.strip()
    wanted = state.bearer in AGENT_KINDS
    if (wanted or phone) and not _PHONE.match(phone):
        found["phone"] = "view.fault.phone"
    if normal_ssn(state.id_no) == visit.ssn:
        found["id_no"] = "view.fault.id_is_holder"
    return found


def _unit_faults(state: FormState, visit: Visit) -> dict[str, str]:
    """A unit's agent names the unit; where the city wants two, both (7.1)."""
    if state.bearer is not Collector.UNIT_AGENT:
        return {}
    found: dict[str, str] = {}
    if not state.unit.strip() or not encodable(state.unit):
        found["unit"] = "view.fault.unit"
    if visit.facts.pack.unit_agents > 1:
        name, number = state.second_name.strip(), normal_ssn(state.second_id)
        if not name or not encodable(name):
            found["second_name"] = "view.fault.second"
        if not number or number in (normal_ssn(state.id_no), visit.ssn):
            found["second_id"] = "view.fault.second"
    return found


def _id_fault(state: Stander, pack: RulePack) -> str | None:
    number = normal_ssn(state.id_no)
    if not number or not encodable(number):
        return "view.fault.id_missing"
    paper = next((p for p in pack.papers if p.code == state.paper), None)
    if paper is None or not paper.citizen_number:
        return None
    check = check_citizen_number(number)
    if check.fault:
        return f"view.fault.id_{check.fault}"
    return None


def _card_fault(state: FormState, visit: Visit) -> dict[str, str]:
    need = needs_card(state.kind, visit.card_file(state.card_no), visit.facts.pack)
    if need is NeedCard.OLD:
        return _old_card_fault(state, visit)
    if need is not NeedCard.OWN:
        return {}
    if visit.match() is Match.NONE:
        return {"card": "view.fault.lay_card"}
    reading = visit.card.reading if visit.card else None
    if reading is None or not is_card_of(reading, state, visit):
        return {"card": "view.fault.other_card"}
    return {}


def _old_card_fault(state: FormState, visit: Visit) -> dict[str, str]:
    if state.old_uid is not None or state.old_unreadable:
        return {}
    if visit.match() is Match.OTHER:
        return {"card": "view.fault.other_card"}
    return {"card": "view.fault.lay_old_card"}
