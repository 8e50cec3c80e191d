"""Forms that were begun and not carried out."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from peewee import AutoField

from db.fields import JsonField, PlainText, UtcField, check
from db.models.base import Table


class DraftTable(Table):
    """草稿: one form per operator, person and service.

    ``ssn`` is a form's own name where nobody knows the person yet (申领).
    """

    id = AutoField()
    login = PlainText()
    ssn = PlainText()
    service = PlainText(constraints=[check("length(service) > 0")])
    submit_key = PlainText(index=True)
    content = JsonField("content")
    kept_at = UtcField(index=True)

    class Meta:
        table_name = "draft"
        indexes = (
            (("login", "ssn", "service"), True),
            (("login", "kept_at"), False),
            (("ssn",), False),
        )
