"""Every form and list the office prints (business.md 9.1), as data.

A form is a name, a sheet and its blocks. Its title comes from the rule pack
(``titles.<name>``), and where a city says nothing from the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from printing.forms.blocks import Block, Col, Count, Grid, Rows, Signs, Texts, Ticks
from printing.forms.labels import Labels
from printing.paper import Align, PageSize

SERVICES = (
    *("issue", "enable", "info_change", "pin_change", "pin_reset", "loss_temp"),
    *("loss_formal", "loss_lift", "reissue", "replace", "cancel", "other"),
)
_PERSON = (
    *("person", "full_ssn", "sex", "ethnicity", "birth_date", "id_type"),
    *("id_validity", "phone"),
)
_RIGHT = Align.RIGHT


@dataclass(frozen=True, slots=True)
class Form:
    """One document.

    Attributes:
        name: its text ids are ``form.<name>``; the key of its title in the pack.
        numbered: carries a number with bars and QR code.
    """

    name: str
    size: PageSize
    blocks: tuple[Block, ...]
    numbered: bool = False


def _list(
    name: str,
    *columns: Col,
    size: PageSize = PageSize.A4,
    **more: tuple[str, ...] | str,
) -> Form:
    """Return a list that two persons sign."""
    sums, alarm = more.get("sums", ()), more.get("alarm", "")
    signed = any(column.name == "signature" for column in columns)
    rows = Rows(columns, sums=tuple(sums), alarm=str(alarm), writing=signed)
    sign = Signs(("maker", "second", "head", "date"))
    return Form(name, size, (Count(), rows, sign))


_CARD_COLUMNS = (
    Col("running_no", 0.6, _RIGHT),
    Col("person", 1.1),
    Col("person_ssn", 1.9),
)

APPLICATION = Form(
    "application",
    PageSize.A4,
    (
        Ticks("services", "service", SERVICES, head="services", columns=6),
        Grid(_PERSON, head="person", photo=True),
        Grid(("address", "unit"), columns=2),
        Grid(("guardian", "guardian_id", "guardian_relation"), "guardian", 3),
        Grid(("agent", "agent_id", "agent_phone"), "agent", 3),
        Grid(("service_bank", "replace_reason", "mailing"), "wishes", 3),
        Texts(("true", "read", "bank"), head="declaration"),
        Signs(("applicant", "clerk", "checker", "date")),
    ),
    numbered=True,
)
COLLECTION_SLIP = Form(
    "collection_slip",
    PageSize.A5,
    (
        Grid(("person", "person_ssn", "old_card_no", "replace_reason")),
        Grid(("old_returned", "fee", "collect_span", "collect_place")),
        Texts(("collect_bring", "collect_late"), head="notice"),
        Signs(("applicant", "clerk", "seal"), per_row=3),
    ),
    numbered=True,
)
COLLECTION_SIGNATURE = Form(
    "collection_signature",
    PageSize.A5,
    (
        Grid(("person", "person_ssn", "card_no", "service_bank")),
        Grid(("collector_kind", "face_checked", "agent", "agent_id")),
        Texts(("received", "initial_pin", "bank_part"), head="notice"),
        Signs(("collector", "clerk", "date"), per_row=3, height=22),
    ),
    numbered=True,
)
PIN_RESET_SLIP = Form(
    "pin_reset_slip",
    PageSize.A5,
    (
        Grid(("person", "person_ssn", "card_no", "service_bank")),
        Grid(("checked_by", "checker"), head="identity"),
        Texts(("pin_secret", "pin_bank"), head="notice"),
        Signs(("applicant", "clerk", "checker"), per_row=3),
    ),
    numbered=True,
)
UNIT_HANDOVER = Form(
    "unit_handover",
    PageSize.A4,
    (
        Grid(("unit", "batch", "day", "collect_place"), head="unit"),
        Rows(
            (
                Col("box", 2.4),
                Col("ordered", 1, _RIGHT),
                Col("handed", 1, _RIGHT),
                Col("returned", 1, _RIGHT),
                Col("remark", 2.4),
            ),
            sums=("ordered", "handed", "returned"),
            head="boxes",
        ),
        Texts(("handover_vault", "handover_check"), head="notice"),
        Signs(
            (
                *("unit_agent_1", "unit_agent_2", "unit_seal"),
                *("office_1", "office_2", "office_seal"),
            ),
            per_row=3,
            height=26,
        ),
    ),
    numbered=True,
)
UNIT_SIGNATURES = Form(
    "unit_signatures",
    PageSize.A4,
    (
        Grid(("unit", "batch", "day", "collect_place"), columns=4),
        Rows(
            (
                *_CARD_COLUMNS,
                Col("card_tail", 0.8),
                Col("box_slot", 1.0),
                Col("signature", 1.8),
                Col("remark", 1.2),
            ),
            writing=True,
            per_page=True,
        ),
        Signs(("unit_agent_1", "unit_agent_2", "office_1", "office_2")),
    ),
)
UNIT_PICKLIST = Form(
    "unit_picklist",
    PageSize.A4,
    (
        Grid(("unit", "batch", "day", "collect_place"), columns=4),
        Rows(
            (
                Col("box_slot", 0.9),
                *_CARD_COLUMNS,
                Col("card_no", 1.1),
                Col("lies_in", 1.8),
                Col("remark", 0.9),
            ),
            per_page=True,
        ),
        Signs(("office_1", "office_2", "date"), per_row=3),
    ),
)
UNIT_LABELS = Form("unit_labels", PageSize.A4, (Labels(),))
WRONG_DATA = _list(
    "wrong_data",
    *_CARD_COLUMNS,
    Col("card_no", 1.15),
    Col("data_wrong", 2.2),
    Col("data_right", 1.8),
    Col("remark", 1.0),
)
UNCOLLECTED = _list(
    "uncollected",
    *_CARD_COLUMNS,
    Col("card_no", 1.15),
    Col("box_slot", 1.3),
    Col("arrived_on", 1.75),
    Col("days_here", 0.7, _RIGHT),
    Col("unit", 1.9),
    Col("remark", 0.6),
)
WAITING = _list(
    "waiting",
    *_CARD_COLUMNS,
    Col("person_phone", 1.4),
    Col("card_no", 1.15),
    Col("box_slot", 1.5),
    Col("arrived_on", 1.5),
    Col("stock_state", 1.0),
    Col("unit", 1.8),
    Col("signature", 1.6),
    size=PageSize.A4_WIDE,
)
LOSSES_ENDING = _list(
    "losses_ending",
    *_CARD_COLUMNS,
    Col("person_phone", 1.4),
    Col("card_no", 1.15),
    Col("expires_at", 1.7),
    Col("remark", 1.6),
)
RECYCLED = _list(
    "recycled",
    Col("running_no", 0.6, _RIGHT),
    Col("day", 1.4),
    Col("card_no", 1.15),
    Col("person", 1.0),
    Col("act", 1.0),
    Col("why", 2.0),
    Col("clerk_login", 0.9),
    Col("remark", 1.2),
)
STOCK_COUNT = _list(
    "stock_count",
    Col("box", 2.4),
    Col("book", 1.0, _RIGHT),
    Col("counted", 1.0, _RIGHT),
    Col("difference", 1.0, _RIGHT),
    Col("why", 3.0),
    sums=("book", "counted", "difference"),
    alarm="difference",
)
LOSS_REGISTER = _list(
    "loss_register",
    *_CARD_COLUMNS,
    Col("card_no", 1.15),
    Col("app_status", 1.1),
    Col("reported_at", 1.6),
    Col("expires_at", 1.6),
    Col("upload", 1.1),
)
LETTER_EXCHANGE = Form(
    "letter_exchange",
    PageSize.A5,
    (
        Grid(("person", "person_ssn", "card_no", "expiry_day")),
        Grid(("address", "unit")),
        Texts(("exchange_bring", "exchange_free"), head="notice"),
        Signs(("seal", "date"), per_row=2),
    ),
)
LETTER_UNCOLLECTED = Form(
    "letter_uncollected",
    PageSize.A5,
    (
        Grid(("person", "person_ssn", "card_no", "arrived_on")),
        Grid(("keep_until", "unit")),
        Texts(("uncollected_bring", "uncollected_end"), head="notice"),
        Signs(("seal", "date"), per_row=2),
    ),
)
FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        *(APPLICATION, COLLECTION_SLIP, COLLECTION_SIGNATURE, PIN_RESET_SLIP),
        *(UNIT_HANDOVER, UNIT_SIGNATURES, UNIT_PICKLIST, UNIT_LABELS),
        *(WRONG_DATA, WAITING, LOSSES_ENDING, UNCOLLECTED, RECYCLED),
        *(LETTER_EXCHANGE, LETTER_UNCOLLECTED),
        *(STOCK_COUNT, LOSS_REGISTER),
    )
}
