"""What this office knows of initial PINs; the chip cannot tell (R-15)."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from db.fields import PlainText, UtcField, check
from db.models.base import Table


class CardPinTable(Table):
    """Cards given out here with an initial PIN, and when it was replaced."""

    card_uid = PlainText(primary_key=True, constraints=[check("length(card_uid) > 0")])
    issued_at = UtcField(null=True)
    changed_at = UtcField(null=True)

    class Meta:
        table_name = "card_pin"
