"""Photos, applications for a first card, exchange campaigns."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from typing import Any

from peewee import SQL, AutoField

from counter_app.domain.applications import Progress
from counter_app.ports.applications import BatchState
from db.fields import (
    DayField,
    JsonField,
    KindField,
    PlainText,
    StrictField,
    UtcField,
    WholeNumber,
    check,
)
from db.models.base import Table, reference
from db.models.roll import CardTable


class BytesField(StrictField):
    """Bytes as they are."""

    field_type = "BLOB"

    def pack(self, value: Any) -> bytes:
        if not isinstance(value, bytes):
            raise self.refuse()
        return bytes(value)

    def unpack(self, value: Any) -> bytes:
        return bytes(value)


class PhotoTable(Table):
    """A picture that was looked at: the cut photo, or why there is none."""

    id = AutoField()
    digest = PlainText(unique=True, constraints=[check("length(digest) = 64")])
    source = PlainText()
    ssn = PlainText()
    fault = PlainText()
    jpeg = BytesField(null=True)
    made_at = UtcField()
    clerk = PlainText()
    uploaded_at = UtcField(null=True)
    purged_at = UtcField(null=True)

    class Meta:
        table_name = "photo"
        indexes = ((("ssn", "id"), False),)
        constraints = (
            check("jpeg IS NULL = (fault <> '' OR purged_at IS NOT NULL)"),
            check("purged_at IS NULL OR uploaded_at IS NOT NULL"),
        )


PhotoTable.add_index(
    PhotoTable.index(
        PhotoTable.id,
        name="photo_to_upload",
        where=SQL("uploaded_at IS NULL AND jpeg IS NOT NULL"),
    )
)
PhotoTable.add_index(
    PhotoTable.index(
        PhotoTable.uploaded_at,
        name="photo_to_purge",
        where=SQL("uploaded_at IS NOT NULL AND purged_at IS NULL"),
    )
)


class ApplicationTable(Table):
    """申领: one application with what the center told of its card."""

    number = PlainText(primary_key=True)
    ssn = PlainText(index=True)
    name = PlainText()
    bank = PlainText()
    state = KindField("state", Progress)
    made_at = UtcField(index=True)
    told_at = UtcField(null=True)
    promised_on = DayField(null=True)
    card_no = PlainText()
    note = PlainText()
    unit = PlainText()
    case_id = PlainText(null=True)

    class Meta:
        table_name = "application"
        indexes = ((("state", "made_at"), False),)


ApplicationTable.add_index(
    ApplicationTable.index(
        ApplicationTable.name, ApplicationTable.made_at, name="application_name"
    )
)
ApplicationTable.add_index(
    ApplicationTable.index(
        ApplicationTable.unit,
        ApplicationTable.made_at,
        name="application_unit",
        where=SQL("unit <> ''"),
    )
)


class ApplicationStepTable(Table):
    """One step on the way of an application's card, as the center told it."""

    id = AutoField()
    number = PlainText()
    state = KindField("state", Progress)
    at = UtcField()
    note = PlainText()

    class Meta:
        table_name = "application_step"
        indexes = ((("number", "state"), True),)


class ApplicationBatchTable(Table):
    """A unit's list of applications: how far it was taken in."""

    digest = PlainText(primary_key=True)
    file = PlainText()
    unit = PlainText()
    agent = JsonField("agent")
    total = WholeNumber(constraints=[check("total >= 0")])
    done = WholeNumber(constraints=[check("done BETWEEN 0 AND total")])
    taken = WholeNumber(constraints=[check("taken >= 0")])
    bad = WholeNumber(constraints=[check("bad >= 0")])
    state = KindField("state", BatchState)
    told_at = UtcField(index=True)
    clerk = PlainText()

    class Meta:
        table_name = "application_batch"


class CampaignTable(Table):
    """换卡: people whose cards end in a span of days."""

    campaign_id = PlainText(primary_key=True)
    name = PlainText(constraints=[check("length(name) > 0")])
    unit = PlainText()
    first = DayField()
    until = DayField()
    made_at = UtcField(index=True)
    clerk = PlainText()

    class Meta:
        table_name = "campaign"
        constraints = (check("until >= first"),)


class CampaignPersonTable(Table):
    """A person of a campaign, with the card to be exchanged."""

    id = AutoField()
    campaign_id = PlainText()
    ssn = PlainText()
    card_no = PlainText()
    reminders = WholeNumber(constraints=[check("reminders >= 0")])
    reminded_at = UtcField(null=True)

    class Meta:
        table_name = "campaign_person"
        indexes = (
            (("campaign_id", "card_no"), True),
            (("card_no",), False),
        )
        constraints = (
            reference("campaign_id", "campaign", "campaign_id"),
            reference("card_no", "card", "card_no"),
        )


CardTable.add_index(
    CardTable.index(
        CardTable.expiry_date,
        name="card_expires",
        where=SQL("expiry_date IS NOT NULL AND replaced_by IS NULL"),
    )
)
