"""Unit days: jobs, people with their places, the log of what became of each."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from peewee import SQL, AutoField
from playhouse.sqlite_ext import AutoIncrementField

from counter_app.domain.list_order import ListOrder
from counter_app.domain.units import JobState, Mark, PersonState
from db.fields import (
    DayField,
    PlainText,
    UtcField,
    WholeNumber,
    WordField,
    check,
)
from db.models.base import Table, reference


class UnitJobTable(Table):
    """单位领卡: one unit's list."""

    job_id = PlainText(primary_key=True)
    unit = PlainText(constraints=[check("length(unit) > 0")])
    day = DayField(index=True)
    place = PlainText()
    order_by = WordField("order_by", ListOrder)
    box_size = WholeNumber(constraints=[check("box_size > 0")])
    state = WordField("state", JobState)
    made_at = UtcField()
    clerk = PlainText()
    digest = PlainText(unique=True)

    class Meta:
        table_name = "unit_job"


class UnitPersonTable(Table):
    """A person of a job; a slot holds one card, a card lies in one open job."""

    id = AutoField()
    job_id = PlainText()
    running = WholeNumber(constraints=[check("running > 0")])
    ssn = PlainText()
    name = PlainText()
    card_no = PlainText()
    workshop = PlainText()
    department = PlainText()
    team = PlainText()
    box = WholeNumber(constraints=[check("box > 0")])
    slot = WholeNumber(constraints=[check("slot > 0")])
    state = WordField("state", PersonState)
    closed = WholeNumber(
        constraints=[SQL("DEFAULT 0"), check("closed IN (0, 1)")]
    )  # the job is over: the card may lie in another one

    class Meta:
        table_name = "unit_person"
        indexes = (
            (("job_id", "running"), True),
            (("job_id", "ssn"), True),
            (("job_id", "box", "slot"), True),
            (("ssn",), False),
            (("card_no",), False),
        )
        constraints = (
            reference("job_id", "unit_job", "job_id"),
            reference("ssn", "holder", "ssn"),
            reference("card_no", "card", "card_no"),
        )


UnitPersonTable.add_index(
    UnitPersonTable.index(
        UnitPersonTable.card_no,
        unique=True,
        name="unit_person_one_box",
        where=SQL("closed = 0 AND state <> 'handed'"),
    )
)


class UnitMarkTable(Table):
    """Every act on site; append-only."""

    id = AutoIncrementField()
    mark_id = PlainText(unique=True)
    job_id = PlainText()
    running = WholeNumber()
    mark = WordField("mark", Mark)
    at = UtcField()
    clerk = PlainText()
    note = PlainText()
    case_id = PlainText(null=True)
    laptop = PlainText()

    class Meta:
        table_name = "unit_mark"
        indexes = ((("job_id", "running"), False), (("job_id", "at"), False))
        constraints = (
            reference("job_id", "unit_job", "job_id"),
            check("(mark IN ('handed', 'double')) = (case_id IS NOT NULL)"),
        )


class UnitBoxTable(Table):
    """A box: who packed it, who has it, what the evening counted."""

    id = AutoField()
    job_id = PlainText()
    box = WholeNumber(constraints=[check("box > 0")])
    label = PlainText(unique=True, constraints=[check("length(label) > 0")])
    packed_at = UtcField(null=True)
    packer = PlainText()
    second = PlainText()
    laptop = PlainText()
    counted = WholeNumber(null=True, constraints=[check("counted >= 0")])
    reason = PlainText()

    class Meta:
        table_name = "unit_box"
        indexes = ((("job_id", "box"), True),)
        constraints = (
            reference("job_id", "unit_job", "job_id"),
            check("(packed_at IS NULL) = (packer = '')"),
            check("second = '' OR second <> packer"),
        )


class UnitAgentTable(Table):
    """单位经办人 of a job."""

    id = AutoField()
    job_id = PlainText(index=True)
    name = PlainText(constraints=[check("length(name) > 0")])
    id_no = PlainText(constraints=[check("length(id_no) > 0")])
    phone = PlainText()

    class Meta:
        table_name = "unit_agent"
        constraints = (reference("job_id", "unit_job", "job_id"),)
