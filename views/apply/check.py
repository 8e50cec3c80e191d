"""Faults of an application, as they are typed and all at once; pure."""

from __future__ import annotations

import re
from datetime import date

from counter_app.domain.applications import RELATIONS
from counter_app.domain.identity import check_citizen_number, normal_ssn
from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import Collector
from views.apply.form import (
    ApplyForm,
    asks_nation,
    born_on,
    day_of,
    is_citizen,
    number_of,
    paper_of,
)
from views.service.check import NAME_MAX, encodable

EMPTY = "apply.fault.empty"
#: What is not finished is no fault while it is being typed.
UNFINISHED = frozenset(
    {EMPTY, "view.fault.id_length", "apply.fault.day", "apply.fault.phone_short",
     "apply.fault.ssn_length", "apply.fault.paper_no", "apply.fault.nation"}
)  # fmt: skip
_PHONE = re.compile(r"\+?[0-9][0-9-]*")
_PHONE_LEAST = 7
_SSN_LENGTH = 18
_NATION = re.compile(r"[A-Za-z]{3}")


def faults_of(form: ApplyForm, pack: RulePack, today: date) -> dict[str, str]:
    """Return field -> message id; empty when the form may go on."""
    found = _person(form, pack, today)
    citizen = is_citizen(form, pack)
    if not citizen:
        found |= _other(form, pack, today)
    if form.phone.strip():
        found |= _phone("phone", form.phone)
    if form.until.strip():
        until = day_of(form.until)
        if until is None:
            found["until"] = "apply.fault.day"
        elif until < today:
            found["until"] = "apply.fault.expired"
    if form.bank not in {bank.code for bank in pack.banks}:
        found["bank"] = "view.fault.bank"
    return found | _bearer(form, pack)


def visible(
    faults: dict[str, str], form: ApplyForm, left: frozenset[str]
) -> dict[str, str]:
    """Return the faults to be shown while somebody types.

    A field that was left shows every fault; one that is being typed in shows only
    what no further letter can mend.
    """
    return {
        name: fault
        for name, fault in faults.items()
        if fault != EMPTY
        and (name in left or (fault not in UNFINISHED and getattr(form, name, None)))
    }


def digits_left(form: ApplyForm, pack: RulePack) -> int:
    """Return how many characters a citizen's number still lacks while it is typed."""
    number = normal_ssn(form.paper_no)
    if not number or not is_citizen(form, pack):
        return 0
    return max(0, _SSN_LENGTH - len(number))


def doubt_of(form: ApplyForm, pack: RulePack) -> str:
    """Return a doubt about the number that stops nothing here."""
    number = number_of(form, pack)
    if number is None or not is_citizen(form, pack):
        return ""
    warned = "check_digit" in check_citizen_number(number).warnings
    return "view.warn.id_check_digit" if warned else ""


def _person(form: ApplyForm, pack: RulePack, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    number, paper = normal_ssn(form.paper_no), paper_of(form, pack)
    if not number:
        found["paper_no"] = EMPTY
    elif not encodable(number):
        found["paper_no"] = "view.fault.id_shape"
    elif paper is not None and paper.citizen_number:
        fault = check_citizen_number(number).fault
        if fault:
            too_long = fault == "length" and len(number) > _SSN_LENGTH
            word = "shape" if too_long or not number[:17].isdigit() else fault
            found["paper_no"] = f"view.fault.id_{word}"
    elif paper is not None and paper.number and not re.fullmatch(paper.number, number):
        found["paper_no"] = "apply.fault.paper_no"
    name = form.name.strip()
    if not name:
        found["name"] = EMPTY
    elif len(name) > NAME_MAX or not encodable(name):
        found["name"] = "view.fault.name"
    born = born_on(form, pack)
    if born is not None and born > today:
        found["paper_no" if is_citizen(form, pack) else "born"] = "apply.fault.born"
    return found | {
        name: "view.fault.name"
        for name in ("address", "unit", "occupation")
        if not encodable(getattr(form, name))
    }


def _other(form: ApplyForm, pack: RulePack, today: date) -> dict[str, str]:
    """Who is no citizen gives what a citizen's number would tell."""
    found: dict[str, str] = {}
    if number_of(form, pack) is None:
        found["ssn"] = "apply.fault.ssn_length" if form.ssn.strip() else EMPTY
    if not form.born.strip():
        found["born"] = EMPTY
    elif day_of(form.born) is None:
        found["born"] = "apply.fault.day"
    elif (day_of(form.born) or today) > today:
        found["born"] = "apply.fault.born"
    if form.sex not in ("male", "female", "unknown"):
        found["sex"] = EMPTY
    if asks_nation(form, pack) and not _NATION.fullmatch(form.nationality.strip()):
        typed = form.nationality.strip()
        found["nationality"] = "apply.fault.nation" if typed else EMPTY
    return found


def _bearer(form: ApplyForm, pack: RulePack) -> dict[str, str]:
    if form.bearer is Collector.GUARDIAN:
        found = _who("guardian", form, pack)
        if form.guardian_relation not in RELATIONS:
            found["guardian_relation"] = EMPTY
        return found
    return _who("agent", form, pack) if form.bearer is Collector.AGENT else {}


def _who(role: str, form: ApplyForm, pack: RulePack) -> dict[str, str]:
    """Guardian or agent: name, number, and a phone to reach them by."""
    found: dict[str, str] = {}
    name = getattr(form, f"{role}_name").strip()
    if not name:
        found[f"{role}_name"] = EMPTY
    elif len(name) > NAME_MAX or not encodable(name):
        found[f"{role}_name"] = "view.fault.name"
    number = normal_ssn(getattr(form, f"{role}_id"))
    if not number:
        found[f"{role}_id"] = EMPTY
    elif not encodable(number):
        found[f"{role}_id"] = "view.fault.id_shape"
    elif number == number_of(form, pack):
        found[f"{role}_id"] = "view.fault.id_is_holder"
    elif number[:1].isdigit():  # a citizen's; other papers begin with letters
        fault = check_citizen_number(number).fault
        if fault:
            found[f"{role}_id"] = f"view.fault.id_{fault}"
    return found | _phone(f"{role}_phone", getattr(form, f"{role}_phone"))


def _phone(name: str, typed: str) -> dict[str, str]:
    phone = typed.strip()
    if not phone:
        return {name: EMPTY}
    if not _PHONE.fullmatch(phone) or len(phone) > len("+0086-0000-00000000"):
        return {name: "view.fault.phone"}
    return {} if len(phone) >= _PHONE_LEAST else {name: "apply.fault.phone_short"}
