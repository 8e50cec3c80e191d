"""The form of a service as one frozen value; every key press makes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol, TypeVar

from counter_app.domain.records import CardNo
from counter_app.domain.states import MAKING_KINDS, Collector, Kind


class Service(StrEnum):
    """The services on the rail."""

    ISSUE = "issue"  # F4
    LOSS = "loss"  # F5
    LIFT = "lift"  # F6
    RENEW = "renew"  # F7


KINDS: Mapping[Service, tuple[Kind, ...]] = {
    Service.ISSUE: (Kind.HAND_OUT, Kind.INSTANT),
    Service.LOSS: (Kind.LOSS_FORMAL, Kind.LOSS_TEMP),
    Service.LIFT: (Kind.LOSS_LIFT,),
    Service.RENEW: (Kind.REISSUE_LOST, Kind.REPLACE),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One business of a service for this person, allowed or not (and why not)."""

    kind: Kind
    card_no: CardNo | None
    allowed: bool
    code: str | None = None
    params: Mapping[str, object] | None = None
    combined: bool = False


class Stander(Protocol):
    """Who stands at the window, as any form keeps it."""

    @property
    def bearer(self) -> Collector: ...
    @property
    def name(self) -> str: ...
    @property
    def id_no(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def paper(self) -> str: ...
    @property
    def papers_checked(self) -> bool: ...
    @property
    def faults(self) -> Mapping[str, str]: ...


AnyForm = TypeVar("AnyForm", bound=Stander)


def with_field(form: AnyForm, name: str, value: object) -> AnyForm | None:
    """Return the form with one field taken over and its fault gone; None if it was so.

    Args:
        form: a dataclass.
        name: of the field.
        value: what the view tells.
    """
    if getattr(form, name) == value:
        return None
    faults = {field: fault for field, fault in form.faults.items() if field != name}
    change = {name: value, "faults": faults}
    return replace(form, **change)  # type: ignore[type-var]  # every form is one


class NeedCard(StrEnum):
    """What must lie on the reader for a business."""

    NONE = "none"
    OWN = "own"  # the card of the case
    BLANK = "blank"
    OLD = "old"  # the old card now, the blank on the confirm page


@dataclass(frozen=True, slots=True)
class FormState:
    """What the clerk entered, and the faults found on Enter (field -> message id)."""

    service: Service
    kind: Kind
    submit_key: str
    card_no: CardNo | None = None
    combined: bool = False
    bearer: Collector = Collector.SELF
    name: str = ""
    id_no: str = ""
    phone: str = ""
    paper: str = "A"
    papers_checked: bool = False
    name_same: bool = False
    number_same: bool = False
    photo_same: bool = False
    bank: str = ""
    reason: str = ""
    old_uid: str | None = None
    old_unreadable: bool = False
    unit: str = ""
    second_name: str = ""  # where two sign for a unit
    second_id: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Name of the business for texts: the combined act has its own."""
        return "combined" if self.combined else self.kind.value

    @property
    def face(self) -> bool:
        """Whether this business compares the printed face (2.2 step 3)."""
        return self.kind is Kind.HAND_OUT

    @property
    def writes(self) -> bool:
        """Whether this business writes a blank card."""
        return self.kind in MAKING_KINDS
