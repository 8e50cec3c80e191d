"""Cases with their operations, card writes and papers."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from peewee import SQL, AutoField
from playhouse.sqlite_ext import AutoIncrementField

from counter_app.domain.states import Effect, IntentState, Kind
from db.fields import (
    Flag,
    JsonField,
    KindField,
    PlainText,
    TextOrNothing,
    UtcField,
    WholeNumber,
    WordField,
    check,
)
from db.models.base import Table, reference


class CaseTable(Table):
    """业务 at the window: one form is one case, one receipt number is one case."""

    id = AutoField()
    case_id = PlainText(unique=True)
    business = KindField("business", Kind)
    ssn = PlainText()
    card_no = TextOrNothing(null=True)  # none before a first card is made
    clerk = PlainText()
    made_at = UtcField(index=True)
    receipt_no = PlainText(unique=True)
    offline = Flag("offline")
    channel = PlainText(constraints=[check("channel IN ('pcsc', 'direct')")])
    collector = JsonField("collector")
    submit_key = PlainText()
    agent_id = PlainText()  # id number of an agent in ``collector``, else ""

    class Meta:
        table_name = "case_record"
        indexes = (
            (("ssn",), False),  # references are checked from both ends
            (("card_no",), False),
        )
        constraints = (
            reference("ssn", "holder", "ssn"),
            reference("card_no", "card", "card_no"),
        )


CaseTable.add_index(
    CaseTable.index(
        CaseTable.agent_id,
        CaseTable.made_at,
        name="case_of_agent",
        where=SQL("agent_id <> ''"),
    )
)
CaseTable.add_index(
    CaseTable.index(
        CaseTable.submit_key,
        unique=True,
        name="case_one_per_form",
        where=SQL("submit_key <> ''"),
    )
)


class OperationTable(Table):
    """The outbox; ``id`` is the order in which this database took them in."""

    id = AutoIncrementField()
    op_id = PlainText(unique=True)
    case_id = PlainText()
    kind = KindField("kind", Kind)
    ssn = PlainText()
    card_no = PlainText()
    base_version = WholeNumber()
    detail = JsonField("detail")
    hlc = PlainText()
    made_at = UtcField()
    clerk = PlainText()
    receipt_no = PlainText()
    incarnation = PlainText(constraints=[check("length(incarnation) > 0")])
    sequence = WholeNumber(constraints=[check("sequence > 0")])
    effect = WordField("effect", Effect)
    refusal = PlainText(null=True)
    decided_at = UtcField(null=True)
    lane = WholeNumber(constraints=[check("lane IN (0, 1, 2)")])
    settled_at = UtcField(null=True)
    settled_by = PlainText(null=True)
    settled_note = PlainText(null=True)

    class Meta:
        table_name = "operation"
        indexes = (
            (("incarnation", "sequence"), True),
            (("case_id", "kind"), True),
            (("ssn", "id"), False),
        )
        constraints = (
            reference("case_id", "case_record", "case_id"),
            reference("ssn", "holder", "ssn"),
            check("(effect = 'pending') = (decided_at IS NULL)"),
            check("settled_at IS NULL OR effect = 'refused'"),
        )


PENDING = SQL("effect = 'pending'")
OPEN_REFUSAL = SQL("effect = 'refused' AND settled_at IS NULL")
OperationTable.add_index(
    OperationTable.index(
        OperationTable.lane,
        OperationTable.id,
        name="operation_to_send",
        where=PENDING,
    )
)
OperationTable.add_index(
    OperationTable.index(
        OperationTable.id,
        name="operation_refused",
        where=OPEN_REFUSAL,
    )
)
OperationTable.add_index(
    OperationTable.index(
        OperationTable.ssn,
        OperationTable.id,
        name="operation_open_refusal",
        where=OPEN_REFUSAL,
    )
)

OperationTable.add_index(
    OperationTable.index(
        OperationTable.decided_at,
        name="operation_decided",
        where=SQL("decided_at IS NOT NULL"),
    )
)


class IntentTable(Table):
    """Card writes that were decided (commit 1)."""

    id = AutoField()
    intent_id = PlainText(unique=True)
    case_id = PlainText()
    kind = KindField("kind", Kind)
    ssn = PlainText()
    card_uid = PlainText()
    card_no = PlainText()
    command = PlainText(constraints=[check("json_valid(command)")])
    made_at = UtcField()
    clerk = PlainText()
    state = WordField("state", IntentState)
    last_step = PlainText()
    note = PlainText()

    class Meta:
        table_name = "intent"
        indexes = (
            (("ssn",), False),
            (("made_at",), False),
            (("case_id",), False),
        )
        constraints = (reference("ssn", "holder", "ssn"),)


UNFINISHED = SQL("state IN ('open', 'doubtful')")
IntentTable.add_index(
    IntentTable.index(IntentTable.id, name="intent_unfinished", where=UNFINISHED)
)
for _column in (IntentTable.card_uid, IntentTable.card_no, IntentTable.case_id):
    IntentTable.add_index(
        IntentTable.index(
            _column,
            unique=True,
            name=f"intent_one_open_per_{_column.name}",
            where=UNFINISHED,
        )
    )


class ReceiptTable(Table):
    """受理回执; what was printed once stays as it was printed."""

    id = AutoField()
    receipt_no = PlainText(unique=True)
    case_id = PlainText(unique=True)
    kind = KindField("kind", Kind)
    made_at = UtcField()
    effect = WordField("effect", Effect, null=True)
    content = PlainText()
    printed_at = UtcField(null=True)
    copies = WholeNumber(constraints=[check("copies >= 0")])
    sha256 = PlainText()

    class Meta:
        table_name = "receipt"
        constraints = (
            reference("case_id", "case_record", "case_id"),
            check("(effect IS NULL) = (content = '')"),
        )


class PrintJobTable(Table):
    """Papers that wait for the printer."""

    id = AutoField()
    job_id = PlainText(unique=True)
    receipt_no = PlainText(index=True)
    state = PlainText(
        index=True,
        constraints=[check("state IN ('waiting', 'printed', 'failed')")],
    )
    tries = WholeNumber(constraints=[check("tries >= 0")])
    fault = PlainText(null=True)
    made_at = UtcField(null=True)

    class Meta:
        table_name = "print_job"
        constraints = (reference("receipt_no", "receipt", "receipt_no"),)
