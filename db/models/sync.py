"""What sync keeps beside the outbox: reviews of refusals, departures, parcels."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from peewee import SQL

from counter_app.domain.review import Way
from db.fields import PlainText, UtcField, WordField, check
from db.models.base import Table, reference


class ReviewTable(Table):
    """What a person chose to do about a refused act, and the center's reply."""

    op_id = PlainText(primary_key=True)
    way = WordField("way", Way)
    note = PlainText(constraints=[check("note <> ''")])
    chosen_by = PlainText()
    chosen_at = UtcField()
    told_at = UtcField(null=True)
    reply = PlainText(null=True)
    reply_by = PlainText(null=True)
    replied_at = UtcField(null=True)

    class Meta:
        table_name = "review"
        constraints = (
            reference("op_id", "operation", "op_id"),
            check("(reply IS NULL) = (replied_at IS NULL)"),
        )


ReviewTable.add_index(
    ReviewTable.index(
        ReviewTable.chosen_at,
        name="review_unanswered",
        where=SQL("way = 'escalate' AND reply IS NULL"),
    )
)


class DepartedTable(Table):
    """Persons who left the office's slice; their rows stay for the cases."""

    ssn = PlainText(primary_key=True)
    departed_at = UtcField()

    class Meta:
        table_name = "departed"
        constraints = (reference("ssn", "holder", "ssn"),)


class ParcelTable(Table):
    """Sealed carry files of other workstations, passed on by the network."""

    digest = PlainText(primary_key=True)
    content = PlainText()
    taken_at = UtcField()
    sent_at = UtcField(null=True)
    outcome = PlainText(null=True)

    class Meta:
        table_name = "parcel"


ParcelTable.add_index(
    ParcelTable.index(
        ParcelTable.taken_at, name="parcel_waiting", where=SQL("sent_at IS NULL")
    )
)
