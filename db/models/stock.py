"""The stock book, closed days, reversals and paper numbers."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from peewee import SQL, AutoField
from playhouse.sqlite_ext import AutoIncrementField

from counter_app.domain.stock import TWO_PERSONS, Account, ActKind, Item
from db.fields import (
    DayField,
    KindField,
    PlainText,
    UtcField,
    WholeNumber,
    WordField,
    check,
)
from db.models.base import Table, reference

_TWO = ", ".join(f"'{kind.value}'" for kind in sorted(TWO_PERSONS))


class StockActTable(Table):
    """Who moved stock, with whom, on which paper and why."""

    id = AutoIncrementField()
    act_id = PlainText(unique=True)
    kind = KindField("kind", ActKind)
    at = UtcField(index=True)
    actor = PlainText(constraints=[check("length(actor) > 0")])
    second = PlainText()
    paper_no = PlainText()
    reason = PlainText()
    receipt_no = PlainText()

    class Meta:
        table_name = "stock_act"
        constraints = (
            check("second = '' OR second <> actor"),
            check(f"kind NOT IN ({_TWO}) OR second <> ''"),
        )


class StockMoveTable(Table):
    """Moves; written by triggers, booked under an act in the same transaction."""

    id = AutoIncrementField()
    act = WholeNumber(null=True)
    at = UtcField(null=True, index=True)
    item = WordField("item", Item)
    number = PlainText()
    before = WholeNumber(null=True)
    after = WholeNumber()
    place_before = PlainText()
    place_after = PlainText()

    class Meta:
        table_name = "stock_move"
        indexes = ((("number", "id"), False),)
        constraints = (
            reference("act", "stock_act", "id"),
            check("(act IS NULL) = (at IS NULL)"),
        )


StockMoveTable.add_index(
    StockMoveTable.index(
        StockMoveTable.act, name="stock_move_unbooked", where=SQL("act IS NULL")
    )
)


class StockCountTable(Table):
    """盘点 by account or box."""

    id = AutoField()
    count_id = PlainText(unique=True)
    at = UtcField(index=True)
    account = WordField("account", Account)
    box = PlainText()
    book = WholeNumber(constraints=[check("book >= 0")])
    counted = WholeNumber(constraints=[check("counted >= 0")])
    reason = PlainText()
    actor = PlainText()
    second = PlainText()

    class Meta:
        table_name = "stock_count"
        constraints = (
            check("second <> '' AND second <> actor"),
            check("book = counted OR reason <> ''"),
        )


class BlankBoxTable(Table):
    """Boxes of blanks; no serial number stands in two boxes (trigger)."""

    box = PlainText(primary_key=True, constraints=[check("length(box) > 0")])
    prefix = PlainText()
    first = WholeNumber(constraints=[check("first >= 0")])
    last = WholeNumber()
    at = UtcField()
    actor = PlainText()
    second = PlainText()
    paper_no = PlainText()

    class Meta:
        table_name = "blank_box"
        constraints = (
            check("last >= first"),
            check("second <> '' AND second <> actor"),
        )


class ClosedDayTable(Table):
    """日结: frozen days, closed in their order."""

    day = DayField(primary_key=True)
    ends_at = UtcField()
    closed_at = UtcField()
    closed_by = PlainText()
    content = PlainText(constraints=[check("json_valid(content)")])
    sha256 = PlainText(constraints=[check("length(sha256) = 64")])
    audit_row = WholeNumber()

    class Meta:
        table_name = "closed_day"
        constraints = (check("ends_at <= closed_at"),)


class ReversalTable(Table):
    """冲正: a case and the opposite case, each once."""

    case_id = PlainText(primary_key=True)
    by_case_id = PlainText(unique=True)
    at = UtcField()
    actor = PlainText()
    second = PlainText()
    reason = PlainText(constraints=[check("length(reason) > 0")])

    class Meta:
        table_name = "reversal"
        constraints = (
            reference("case_id", "case_record", "case_id"),
            reference("by_case_id", "case_record", "case_id"),
            check("second <> actor"),
        )


class PaperCaseTable(Table):
    """A numbered paper form and the case that was entered from it."""

    paper_no = PlainText(primary_key=True, constraints=[check("length(paper_no) > 0")])
    case_id = PlainText(unique=True)
    entered_by = PlainText()
    entered_at = UtcField()

    class Meta:
        table_name = "paper_case"
        constraints = (reference("case_id", "case_record", "case_id"),)
