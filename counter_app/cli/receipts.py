"""``receipts list|verify``, ``audit verify`` and ``report daily``."""

from __future__ import annotations

from contextlib import closing

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, file_path, iso_day, number_from
from counter_app.cli.render import failure
from counter_app.cli.trail import office_store, record, record_now
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain import receipt_no
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.domain.records import Receipt

PAGE_SIZE = 100


def _page_argument(arguments: Arguments) -> None:
    arguments.add("--page", type=number_from(0), default=None, metavar="N", text="page")


def listing(call: Call) -> Answer:
    """List receipts, newest first; without ``--page`` all of them."""
    rows: list[dict[str, object]] = []
    with closing(office_store(call)) as store, store.unit_of_work() as work:
        page, more = call.args.page or 0, True
        while more:
            found = work.receipts.listing(page, PAGE_SIZE)
            rows += [_row(receipt) for receipt in found.rows]
            page, more = page + 1, found.more and call.args.page is None
        record(work, "receipt.list", detail=str(len(rows)))
        work.commit()
    fields: dict[str, object] = {"rows": rows}
    if call.args.page is not None:
        fields["more"] = found.more
    return Answer(fields)


def _row(receipt: Receipt) -> dict[str, object]:
    return {
        "receipt_no": receipt.receipt_no,
        "kind": str(receipt.kind),
        "effect": receipt.effect and str(receipt.effect),
        "printed_at": receipt.printed_at,
        "copies": receipt.copies,
    }


def _code_argument(arguments: Arguments) -> None:
    arguments.add("code", metavar="CODE", text="code")


def verify(call: Call) -> Answer:
    """Check a paper by its number, or by the text of its QR code.

    ``genuine`` is null when only a number was given: the seal was not looked at.

    Raises:
        SystemFaultError: ``system.receipt_number``, ``system.receipt_unknown``,
            ``system.receipt_forged``.
    """
    with closing(office_store(call)) as store, store.unit_of_work() as work:
        number, genuine = bootstrap.check_receipt(work, call.args.code)
        if not receipt_no.is_valid(number):
            raise SystemFaultError(SystemCode.RECEIPT_NUMBER)
        receipt = work.receipts.get(number)
        sealed = "forged" if genuine is False else "known"
        result = "unknown" if receipt is None else sealed
        record(work, "receipt.verify", number, result)
        work.commit()
    if receipt is None:  # another workstation's seal has another key
        raise SystemFaultError(SystemCode.RECEIPT_UNKNOWN)
    if genuine is False:
        raise SystemFaultError(SystemCode.RECEIPT_FORGED)
    return Answer({"ok": True, "genuine": genuine, **_row(receipt)})


def verify_audit(call: Call) -> Answer:
    """Walk the audit chain from its first row."""
    with closing(office_store(call)) as store, store.unit_of_work() as work:
        rows, first_bad = work.audit.verify()
    fields: dict[str, object] = {
        "ok": first_bad is None,
        "rows": rows,
        "first_bad": first_bad,
    }
    if first_bad is not None:
        broken = SystemFaultError(SystemCode.AUDIT_BROKEN, first_bad=first_bad)
        fields["error"] = failure(broken, call.words)["error"]
    return Answer(fields, ok=first_bad is None)


def _report_arguments(arguments: Arguments) -> None:
    arguments.add("--date", type=iso_day, required=True, metavar="D", text="date")
    arguments.add("--out", type=file_path, required=True, metavar="FILE", text="out")


def daily(call: Call) -> Answer:
    """Write the daily report of one of the office's days as PDF.

    Raises:
        SystemFaultError: ``system.file_unwritable``.
    """
    day, out = call.args.date, call.args.out
    with closing(office_store(call)) as store:
        pdf = bootstrap.daily_report(store, day)
        bootstrap.write_file(out, pdf)
        record_now(store, "report.daily", detail=day.isoformat())
    return Answer({"ok": True, "date": day, "file": str(out), "bytes": len(pdf)})


VERBS = (
    Verb("receipts list", listing, _page_argument),
    Verb("receipts verify", verify, _code_argument),
    Verb("audit verify", verify_audit),
    Verb("report daily", daily, _report_arguments),
)
