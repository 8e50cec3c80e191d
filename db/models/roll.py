"""Holders, cards and the allotment."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from peewee import SQL, AutoField

from counter_app.domain.states import AppStatus, BlankState, StockState
from db.fields import CodeField, DayField, Flag, PlainText, UtcField, WholeNumber, check
from db.models.base import Table, reference


class HolderTable(Table):
    """持卡人 AC01, with search keys beside the data."""

    id = AutoField()
    ssn = PlainText(unique=True, constraints=[check("length(ssn) > 0")])
    name = PlainText(index=True)
    sex = PlainText(constraints=[check("sex IN ('male', 'female', 'unknown')")])
    ethnicity = PlainText()
    birth_date = DayField()
    birth_place = PlainText()
    id_type = PlainText()
    alive = Flag("alive")
    phone = PlainText()
    unit = PlainText()
    address = PlainText()
    bank = PlainText()
    guardian_name = PlainText()
    guardian_id = PlainText()
    application_running = Flag("application_running")
    version = WholeNumber()
    pinyin = PlainText(index=True)
    initials = PlainText(index=True)
    phone_tail = PlainText(index=True)

    class Meta:
        table_name = "holder"


class CardTable(Table):
    """社会保障卡 AZ01."""

    id = AutoField()
    card_no = PlainText(unique=True, constraints=[check("length(card_no) > 0")])
    region = PlainText()
    card_uid = PlainText(null=True, unique=True)
    ssn = PlainText()
    app_status = CodeField("app_status", AppStatus)
    stock_state = CodeField("stock_state", StockState)
    bank = PlainText()
    issue_date = DayField(null=True)
    expiry_date = DayField(null=True)
    spec_version = PlainText()
    box_position = PlainText()
    arrived_on = DayField(null=True)
    handed_out_on = DayField(null=True)
    previous_card_no = PlainText(null=True)
    replaced_by = PlainText(null=True)
    status_before_loss = CodeField("status_before_loss", AppStatus, null=True)
    loss_expires_at = UtcField(null=True)
    version = WholeNumber()

    class Meta:
        table_name = "card"
        indexes = ((("ssn", "issue_date"), False),)
        constraints = (reference("ssn", "holder", "ssn"),)


# What is at the office is little; the roll may be large.
CardTable.add_index(
    CardTable.index(
        CardTable.box_position,
        CardTable.card_no,
        name="card_here",
        where=SQL("stock_state IN (1, 2, 3, 4, 5, 8, 12)"),
    )
)
CardTable.add_index(
    CardTable.index(
        CardTable.loss_expires_at,
        name="card_loss_ends",
        where=SQL("loss_expires_at IS NOT NULL"),
    )
)
CardTable.add_index(
    CardTable.index(
        CardTable.card_no, name="card_lost", where=SQL("app_status IN (2, 4)")
    )
)


class BlankTable(Table):
    """空白卡 of this office's allotment."""

    card_uid = PlainText(primary_key=True)
    state = CodeField("state", BlankState, index=True)
    spec_version = PlainText()
    keeper = PlainText(constraints=[SQL("DEFAULT ''")])  # who drew it; "" is the safe

    class Meta:
        table_name = "blank_card"
        indexes = ((("keeper", "state"), False),)


class NumberTable(Table):
    """Card numbers of the allotment; a taken one never becomes free by import."""

    card_no = PlainText(primary_key=True)
    taken = Flag("taken")

    class Meta:
        table_name = "card_number"
        indexes = ((("taken", "card_no"), False),)
