"""The application as one frozen value; every key press makes a new one; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from counter_app.domain.applications import Applicant
from counter_app.domain.identity import birth_date_of, check_citizen_number, normal_ssn
from counter_app.domain.records import Holder, Ssn
from counter_app.domain.rulepack import PaperType, RulePack
from counter_app.domain.states import Collector
from counter_app.services.applying import SERVICE, ApplyNew, draft_of
from counter_app.services.commands import Bearer
from counter_app.services.keeping import KeptForm

_SEX_DIGIT = 16
_SHORT, _WHOLE = 8, 10
#: Papers of Chinese citizens who live elsewhere: their nationality is known (3.1).
_CHINESE = frozenset({"J", "K", "M"})


@dataclass(frozen=True, slots=True)
class ApplyForm:
    """What the clerk entered; days and numbers as typed.

    Attributes:
        seen: papers whose originals the clerk saw.
        faults: field -> message id, as they are shown.
    """

    submit_key: str
    id_type: str = "A"
    paper_no: str = ""
    ssn: str = ""
    name: str = ""
    sex: str = ""
    born: str = ""
    nationality: str = ""
    ethnicity: str = "01"
    until: str = ""
    phone: str = ""
    address: str = ""
    unit: str = ""
    occupation: str = ""
    bank: str = ""
    bearer: Collector = Collector.SELF
    guardian_name: str = ""
    guardian_id: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""
    agent_name: str = ""
    agent_id: str = ""
    agent_phone: str = ""
    seen: frozenset[str] = frozenset()
    faults: Mapping[str, str] = field(default_factory=dict)


TEXTS = tuple(f.name for f in fields(ApplyForm) if f.name not in
              ("submit_key", "bearer", "seen", "faults"))  # fmt: skip


def paper_of(form: ApplyForm, pack: RulePack) -> PaperType | None:
    """Return the kind of paper that is shown."""
    return next((p for p in pack.papers if p.code == form.id_type), None)


def is_citizen(form: ApplyForm, pack: RulePack) -> bool:
    """Tell whether the paper's number is a citizen's number."""
    paper = paper_of(form, pack)
    return paper is not None and paper.citizen_number


def number_of(form: ApplyForm, pack: RulePack) -> Ssn | None:
    """Return the social security number once it is whole."""
    number = normal_ssn(form.paper_no)
    if is_citizen(form, pack):
        return Ssn(number) if check_citizen_number(number).fault is None else None
    own = normal_ssn(form.ssn) or (number if len(number) == len(_MODEL) else "")
    whole = len(own) == len(_MODEL) and own.isascii() and own.isalnum()
    return Ssn(own) if whole else None


_MODEL = "X" * 18


def day_of(text: str) -> date | None:
    """Read a day: 19900131, 1990-1-31, 1990/01/31 or 1990.1.31."""
    plain = normal_ssn(text.replace("-", "/").replace(".", "/"))
    if len(plain) == _SHORT and plain.isdecimal():
        plain = f"{plain[:4]}/{plain[4:6]}/{plain[6:]}"
    try:
        year, month, day = (int(part) for part in plain.split("/"))
        return date(year, month, day)
    except ValueError:
        return None


def born_on(form: ApplyForm, pack: RulePack) -> date | None:
    """Return the birth date, of a citizen from the number."""
    if is_citizen(form, pack):
        number = number_of(form, pack)
        return birth_date_of(number) if number else None
    return day_of(form.born)


def sex_of(form: ApplyForm, pack: RulePack) -> str:
    """Return the sex, of a citizen from the number; "" while nobody can tell."""
    if not is_citizen(form, pack):
        return form.sex
    number = number_of(form, pack)
    if number is None:
        return ""
    return "male" if int(number[_SEX_DIGIT]) % 2 else "female"


def applicant_of(form: ApplyForm, pack: RulePack) -> Applicant:
    """Return the person of a checked form."""
    citizen = is_citizen(form, pack)
    minor = form.bearer is Collector.GUARDIAN
    return Applicant(
        name=form.name.strip(),
        id_type=form.id_type,
        paper_no=normal_ssn(form.paper_no),
        ssn="" if citizen else normal_ssn(form.ssn),
        sex="" if citizen else form.sex,
        ethnicity=form.ethnicity,
        birth_date=None if citizen else day_of(form.born),
        nationality=_nation(form, citizen=citizen),
        paper_until=day_of(form.until),
        phone=form.phone.strip(),
        address=form.address.strip(),
        occupation=form.occupation.strip(),
        unit=form.unit.strip(),
        bank=form.bank,
        guardian_name=form.guardian_name.strip() if minor else "",
        guardian_id=normal_ssn(form.guardian_id) if minor else "",
        guardian_relation=form.guardian_relation if minor else "",
        guardian_phone=form.guardian_phone.strip() if minor else "",
    )


def _nation(form: ApplyForm, *, citizen: bool) -> str:
    if citizen or form.id_type in _CHINESE:
        return "CHN"
    return form.nationality.strip().upper()


def asks_nation(form: ApplyForm, pack: RulePack) -> bool:
    """Tell whether the nationality must be asked."""
    return not is_citizen(form, pack) and form.id_type not in _CHINESE


def bearer_of(form: ApplyForm) -> Bearer:
    """Return who stands at the window."""
    if form.bearer is Collector.SELF:
        return Bearer(paper_type=form.id_type, papers_checked=True)
    guardian = form.bearer is Collector.GUARDIAN
    name, number, phone = (
        (form.guardian_name, form.guardian_id, form.guardian_phone)
        if guardian
        else (form.agent_name, form.agent_id, form.agent_phone)
    )
    return Bearer(
        form.bearer,
        name.strip(),
        normal_ssn(number),
        phone.strip(),
        papers_checked=True,
    )


def command_of(form: ApplyForm, pack: RulePack) -> ApplyNew:
    """Return what is carried out."""
    person, bearer = applicant_of(form, pack), bearer_of(form)
    return ApplyNew(form.submit_key, person, bearer, form.seen)


def holder_of(form: ApplyForm, pack: RulePack) -> Holder:
    """Return the person as the result page shows them."""
    born = born_on(form, pack)
    number = number_of(form, pack)
    if born is None or number is None:
        raise LookupError("a checked form has a number and a birth date")
    return Holder(
        ssn=number,
        name=form.name.strip(),
        sex=sex_of(form, pack),
        ethnicity=form.ethnicity,
        birth_date=born,
        birth_place="",
    )


def form_for(holder: Holder, submit_key: str, pack: RulePack) -> ApplyForm:
    """Begin with what the roll knows of the open person."""
    papers = {paper.code for paper in pack.papers}
    banks = {bank.code for bank in pack.banks}
    form = ApplyForm(
        submit_key,
        id_type=holder.id_type if holder.id_type in papers else "A",
        name=holder.name,
        ethnicity=holder.ethnicity or "01",
        phone=holder.phone,
        address=holder.address,
        unit=holder.unit,
        bank=holder.bank if holder.bank in banks else "",
        guardian_name=holder.guardian_name,
        guardian_id=holder.guardian_id,
    )
    changes: dict[str, Any] = {"paper_no": holder.ssn}
    if not is_citizen(form, pack):
        born = holder.birth_date.isoformat()
        changes = {"ssn": holder.ssn, "sex": holder.sex, "born": born}
    return _with(form, changes)


def _with(form: ApplyForm, changes: dict[str, Any]) -> ApplyForm:
    whole = {f.name: getattr(form, f.name) for f in fields(ApplyForm)}
    return ApplyForm(**(whole | changes))


# -- drafts ---------------------------------------------------------------------
def kept_of(form: ApplyForm) -> KeptForm:
    """Return what is written down: text that can be stored, no faults."""
    told: dict[str, Any] = {
        name: getattr(form, name).encode("utf-8", "ignore").decode()
        for name in TEXTS
        if getattr(form, name)
    }
    told |= {"bearer": form.bearer.value, "seen": sorted(form.seen)}
    key, content = form.submit_key, json.dumps(told, ensure_ascii=False)
    return KeptForm(draft_of(key), SERVICE, key, {"apply": content})


def form_of(kept: KeptForm) -> ApplyForm | None:
    """Return the form of a draft; None for one this program cannot read."""
    try:
        told: dict[str, Any] = json.loads(str(kept.content["apply"]))
    except (KeyError, ValueError):
        return None
    texts: dict[str, Any] = {n: str(told[n]) for n in TEXTS if n in told}
    seen = frozenset(map(str, told.get("seen", ()))) if kept.checks_hold else ()
    try:
        bearer = Collector(told.get("bearer", Collector.SELF.value))
    except ValueError:
        return None
    return ApplyForm(
        submit_key=kept.submit_key, bearer=bearer, seen=frozenset(seen), **texts
    )
