"""Rows of the change feed: what the center tells an office about its slice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from counter_app.domain.applications import Progress
from counter_app.domain.states import AppStatus, StockState

Number = Annotated[str, Meta(min_length=1, max_length=32)]
Text = Annotated[str, Meta(max_length=400)]
UtcTime = Annotated[datetime, Meta(tz=True)]
Version = Annotated[int, Meta(ge=0, le=2**62)]


class HolderRow(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """持卡人 as the center keeps it; fields as in ``domain.records.Holder``.

    No value of it holds another object: the collector need not look at thousands.
    """

    ssn: Number
    name: Text
    sex: Number
    ethnicity: Text
    birth_date: date
    birth_place: Text
    id_type: Text = "A"
    alive: bool = True
    phone: Text = ""
    unit: Text = ""
    address: Text = ""
    bank: Text = ""
    guardian_name: Text = ""
    guardian_id: Text = ""
    application_running: bool = False
    version: Version = 0


class CardRow(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """社会保障卡 as the center keeps it; fields as in ``domain.records.Card``."""

    card_no: Number
    region: Number
    ssn: Number
    app_status: AppStatus
    stock_state: StockState
    card_uid: Number | None = None
    bank: Text = ""
    issue_date: date | None = None
    expiry_date: date | None = None
    spec_version: Text = "2.00"
    box_position: Text = ""
    arrived_on: date | None = None
    handed_out_on: date | None = None
    previous_card_no: Number | None = None
    replaced_by: Number | None = None
    status_before_loss: AppStatus | None = None
    loss_expires_at: UtcTime | None = None
    version: Version = 0


class HolderChange(Struct, frozen=True, tag="holder"):
    """A holder was added or changed."""

    holder: HolderRow


class CardChange(Struct, frozen=True, tag="card"):
    """A card was added or changed."""

    card: CardRow


class BlankChange(Struct, frozen=True, tag="blank"):
    """A blank card was allotted to the office, or was used."""

    card_uid: Number
    spec_version: Text = "2.00"
    used: bool = False


class NumberChange(Struct, frozen=True, tag="number"):
    """A card number was allotted to this workstation, or was used."""

    card_no: Number
    used: bool = False


class ApplicationStep(Struct, frozen=True, kw_only=True):
    """One step on the way of an application's card."""

    state: Progress
    at: UtcTime
    note: Text = ""


class ApplicationChange(Struct, frozen=True, tag="application", kw_only=True):
    """How the card of an application stands (制卡进度); ``number`` is its receipt's."""

    number: Number
    ssn: Number
    state: Progress
    made_at: UtcTime
    told_at: UtcTime
    name: Text = ""
    bank: Text = ""
    unit: Text = ""
    promised_on: date | None = None
    card_no: Text = ""
    note: Text = ""
    steps: tuple[ApplicationStep, ...] = ()


class Deletion(Struct, frozen=True, tag="deletion"):
    """A row left this office's slice; ``what`` is ``holder`` or ``card``."""

    what: Number
    key: Number


Change = (
    HolderChange
    | CardChange
    | BlankChange
    | NumberChange
    | ApplicationChange
    | Deletion
)


class RollChunk(Struct, frozen=True, kw_only=True):
    """One chunk of the first load: holders by number, with their cards.

    Attributes:
        after: the last holder of this chunk; asks for the next.
        place: cursor of the feed when the chunk was read; the first one counts.
        left: holders after the first chunk, about; later ones do not count again.
    """

    holders: tuple[HolderRow, ...]
    cards: tuple[CardRow, ...]
    after: str
    place: str
    more: bool
    left: int = 0


class RestPage(Struct, frozen=True, kw_only=True):
    """The allotment and what left the slice, as part of the first load."""

    changes: tuple[Change, ...]
    reached: int
    more: bool


class ChangePage(Struct, frozen=True, kw_only=True):
    """One page of the feed; ``cursor`` is stored with its rows."""

    changes: tuple[Change, ...]
    cursor: str
    more: bool
    left: int = 0  # changes after this page, about
