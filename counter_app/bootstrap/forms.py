"""Papers at the command line: samples, forms filled from the store, checked files."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from zoneinfo import ZoneInfo

from counter_app.bootstrap.keep import receipt_key
from counter_app.bootstrap.machine import clock
from counter_app.bootstrap.papers import check_receipt, office_of
from counter_app.bootstrap.rules import rules_in_force
from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError
from counter_app.domain.records import Receipt
from counter_app.ports.store import Store, UnitOfWork
from counter_app.services.forms import Forms
from counter_app.services.list_facts import ListKind
from printing.catalog import PAPERS
from printing.mac import short_mac
from printing.press import ReportlabPress
from printing.scan import find_code

LISTS = tuple(str(kind) for kind in ListKind)
OF_CASE = ("application", "collection_slip", "collection_signature", "pin_reset_slip")


def paper_names() -> tuple[str, ...]:
    """Return the names of all papers, receipts first."""
    return tuple(PAPERS)


def sample_paper(name: str, language: str) -> bytes:
    """Return a paper drawn from its samples.

    Raises:
        PrintError: ``printing.paper_unknown`` with ``name``.
    """
    if name not in PAPERS:
        raise PrintError(PrintCode.PAPER_UNKNOWN, name=name)
    return ReportlabPress().sample(name, language)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form of a case to make.

    Attributes:
        name: one of :data:`OF_CASE`.
        receipt_no: of the case.
        maker: for the head.
    """

    name: str
    receipt_no: str = ""
    maker: str = ""
    language: str = "zh_CN"


def office_paper(store: Store, wanted: Wanted) -> bytes:
    """Return a form of a case, filled from the office's store.

    Raises:
        PrintError: ``printing.paper_unknown``.
        StoreError: ``store.no_such_row``: no such receipt.
    """
    if wanted.name not in OF_CASE:
        raise PrintError(PrintCode.PAPER_UNKNOWN, name=wanted.name)
    office = office_of(store)
    today = clock().now().astimezone(ZoneInfo(office.time_zone)).date()
    with store.unit_of_work() as work:
        key = receipt_key(work)
        work.commit()
    rules = rules_in_force(store, office, today)

    def seal(number: str) -> str:
        return short_mac(key, number)

    forms = Forms(store, (rules, office), clock(), seal, wanted.maker)
    content = forms.of_case(wanted.name, wanted.receipt_no)
    return ReportlabPress().form(wanted.name, content | {"language": wanted.language})


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What a receipt's file turned out to be.

    Attributes:
        receipt_no: as its QR code names it.
        genuine: the QR code's seal belongs to the number.
        same_file: byte for byte the file this office made; None for a picture, or
            where this office printed no such receipt.
    """

    receipt_no: str
    genuine: bool
    same_file: bool | None


def check_file(work: UnitOfWork, content: bytes, name: str) -> CheckedFile:
    """Read the QR code of a file's picture, prove its seal, compare a PDF's bytes.

    Raises:
        PrintError: ``printing.no_seal_found`` with ``file``.
        SystemFaultError: ``system.receipt_number``.
    """
    number, genuine = check_receipt(work, find_code(content, name))
    receipt = work.receipts.get(number)
    return CheckedFile(number, bool(genuine), _same(content, receipt))


def _same(content: bytes, receipt: Receipt | None) -> bool | None:
    if receipt is None or not receipt.sha256 or content.lstrip()[:5] != b"%PDF-":
        return None
    return sha256(content).hexdigest() == receipt.sha256
