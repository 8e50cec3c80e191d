"""``receipts list|verify`` and ``audit verify``."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, number_from
from counter_app.cli.render import failure
from counter_app.cli.trail import office_store, place_of, record
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain import receipt_no
from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import PrintError, SystemFaultError
from counter_app.domain.records import Receipt
from counter_app.ports.store import UnitOfWork

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
    arguments.add("code", metavar="FILE|CODE", text="code")


def verify(call: Call) -> Answer:
    """Check a paper by its file, its number, or the text of its QR code.

    ``genuine`` is null when only a number was given: the seal was not looked at. Of a
    file the QR code is read as a scanner reads it; ``same_file`` tells whether a PDF
    is byte for byte the one this office made, null for a picture.

    Raises:
        PrintError: ``printing.no_seal_found``; ``printing.altered``: a true code on
            a PDF that is not ours.
        SystemFaultError: ``system.receipt_number``, ``system.receipt_unknown``,
            ``system.receipt_forged``.
    """
    with closing(office_store(call)) as store, store.unit_of_work() as work:
        number, genuine, same = _checked(work, call.args.code)
        if not receipt_no.is_valid(number):
            raise SystemFaultError(SystemCode.RECEIPT_NUMBER)
        receipt = work.receipts.get(number)
        sealed = "forged" if genuine is False else "known"
        result = "unknown" if receipt is None else sealed
        if same is False and result == "known":
            result = "altered"
        record(work, "receipt.verify", number, result)
        work.commit()
    if receipt is None:  # another workstation's seal has another key
        raise SystemFaultError(SystemCode.RECEIPT_UNKNOWN)
    if genuine is False:
        raise SystemFaultError(SystemCode.RECEIPT_FORGED)
    if same is False:
        raise PrintError(PrintCode.ALTERED, number=number)
    fields = {"ok": True, "genuine": genuine, "same_file": same}
    return Answer({**fields, **_row(receipt)})


def _checked(work: UnitOfWork, told: str) -> tuple[str, bool | None, bool | None]:
    """Return number, whether its seal holds, whether a file is the one we made."""
    path = Path(told)
    if not _is_file(path):
        return (*bootstrap.check_receipt(work, told), None)
    content = bootstrap.read_bytes(path)
    found = bootstrap.check_file(work, content, path.name)
    return found.receipt_no, found.genuine, found.same_file


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a code that no file can be called
        return False


def verify_audit(call: Call) -> Answer:
    """Walk the audit chain from its first row; ask the center what it knows of it."""
    with closing(office_store(call)) as store:
        with store.reading() as read:
            rows, first_bad = read.audit.verify()
        anchored = bootstrap.audit_against_center(place_of(call), store)
    fields: dict[str, object] = {
        "ok": first_bad is None and not anchored.wrong,
        "rows": rows,
        "first_bad": first_bad,
        "anchors": anchored.anchors,
        "anchor_fault": anchored.fault,
        "contradicted": [asdict(one) for one in anchored.wrong],
    }
    if anchored.wrong:
        one = anchored.wrong[0]
        contradicted = SystemFaultError(
            SystemCode.AUDIT_CONTRADICTED, anchor=one.rows, here=one.here
        )
        fields["error"] = failure(contradicted, call.words)["error"]
    if first_bad is not None:
        broken = SystemFaultError(SystemCode.AUDIT_BROKEN, first_bad=first_bad)
        fields["error"] = failure(broken, call.words)["error"]
    return Answer(fields, ok=bool(fields["ok"]))


VERBS = (
    Verb("receipts list", listing, _page_argument),
    Verb("receipts verify", verify, _code_argument),
    Verb("audit verify", verify_audit),
)
