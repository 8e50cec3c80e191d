"""Audit, operators and the facts of this office."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from playhouse.sqlite_ext import AutoIncrementField

from counter_app.domain.states import Role
from db.fields import Flag, PlainText, UtcField, WholeNumber, WordField, check
from db.models.base import Table


class AuditTable(Table):
    """The audit chain; numbers are never used again, so a cut tail shows."""

    row_id = AutoIncrementField()
    at = UtcField()
    actor = PlainText()
    event = PlainText()
    subject = PlainText()
    detail = PlainText()
    previous = PlainText()
    digest = PlainText()

    class Meta:
        table_name = "audit"


class OperatorTable(Table):
    """操作员: local accounts."""

    login = PlainText(primary_key=True, constraints=[check("length(login) > 0")])
    name = PlainText()
    role = WordField("role", Role)
    password_hash = PlainText()
    must_change = Flag("must_change")
    failed = WholeNumber(constraints=[check("failed >= 0")])
    locked_until = UtcField(null=True)
    active = Flag("active")

    class Meta:
        table_name = "operator"


class SettingTable(Table):
    """Small persistent facts."""

    name = PlainText(primary_key=True)
    value = PlainText()

    class Meta:
        table_name = "setting"


class IncarnationTable(Table):
    """Lives of this database; the newest is the one that gives numbers."""

    id = AutoIncrementField()
    incarnation = PlainText(unique=True)
    began_at = UtcField()
    reason = PlainText()

    class Meta:
        table_name = "incarnation"


class TallyTable(Table):
    """Counts kept by triggers, so that no list counts the roll."""

    name = PlainText(primary_key=True)
    value = WholeNumber()

    class Meta:
        table_name = "tally"
