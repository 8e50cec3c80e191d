"""What a person decides about photos, and how far each folder of them is."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from peewee import SQL, AutoField

from db.fields import PlainText, UtcField, WholeNumber, check
from db.models.base import Table


class PhotoFindingTable(Table):
    """A file that gave no photo, with the people it may belong to."""

    id = AutoField()
    folder = PlainText()
    file = PlainText()
    fault = PlainText(constraints=[check("length(fault) > 0")])
    seen_at = UtcField()
    people = PlainText()
    digest = PlainText()
    left_at = UtcField(null=True)
    left_by = PlainText()

    class Meta:
        table_name = "photo_finding"
        indexes = ((("folder", "file"), True),)
        constraints = (check("left_at IS NULL = (left_by = '')"),)


PhotoFindingTable.add_index(
    PhotoFindingTable.index(
        PhotoFindingTable.fault,
        PhotoFindingTable.id,
        name="photo_finding_open",
        where=SQL("left_at IS NULL"),
    )
)


class PhotoNightTable(Table):
    """How far the work on one folder or archive is."""

    folder = PlainText(primary_key=True)
    total = WholeNumber()
    done = WholeNumber()
    taken = WholeNumber()
    known = WholeNumber()
    begun_at = UtcField(index=True)
    clerk = PlainText()
    ended_at = UtcField(null=True)

    class Meta:
        table_name = "photo_night"
        constraints = (check("done BETWEEN 0 AND total"),)
