"""Facts of the forms of a case, gathered from the store (business.md 9.1).

They are the JSON-able content that ``Press.form`` draws, and agree with the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.making import fresh_number
from counter_app.domain.records import Card, Case, Holder, Office, Receipt
from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import Kind
from counter_app.ports.clock import Clock
from counter_app.ports.store import Reading, Store

Facts = dict[str, object]
_SERVICES: Mapping[Kind, str] = {
    Kind.HAND_OUT: "enable",
    Kind.INSTANT: "issue",
    Kind.APPLY_NEW: "issue",
    Kind.REISSUE_LOST: "reissue",
    Kind.PIN_UNLOCK: "pin_reset",
    Kind.EXPIRY: "info_change",
}


class Forms:
    """Makes the facts of papers for one office.

    Args:
        store: the office's.
        pack: rules in force.
        office: for head and time zone.
        clock: tells when a paper is made.
        seal: short code of a number under the workstation's key.
        maker: who makes the papers, for their head.
    """

    def __init__(  # the parts of a paper, not options
        self,
        store: Store,
        rules: tuple[RulePack, Office],
        clock: Clock,
        seal: Callable[[str], str],
        maker: str = "",
    ) -> None:
        self._store, self._clock = store, clock
        self._pack, self._office = rules
        self._seal, self._maker = seal, maker

    # -- forms of a case -------------------------------------------------------
    def of_case(self, name: str, receipt_no: str) -> Facts:
        """Return a form filled from a case: application, slip or signature.

        Raises:
            StoreError: ``store.no_such_row``.
        """
        with self._store.reading() as read:
            receipt = read.receipts.get(receipt_no)
            case = read.cases.get(receipt.case_id) if receipt else None
            holder = read.holders.get(case.ssn) if case else None
            if receipt is None or case is None or holder is None:
                raise StoreError(StoreCode.NO_SUCH_ROW, what="receipt")
            values = self._case_values(read, receipt, case, holder)
        return self._numbered(name, receipt.receipt_no, values)

    def _case_values(
        self, uow: Reading, receipt: Receipt, case: Case, holder: Holder
    ) -> Facts:
        operations = uow.operations.of_case(case.case_id)
        detail = operations[-1].detail if operations else {}
        fresh = fresh_number(detail)
        card = uow.cards.get(case.card_no)
        kinds = [operation.kind for operation in operations] or [receipt.kind]
        return {
            **_person(holder),
            **_acting(case),
            **self._place(card, holder),
            "services": [_SERVICES.get(kind, kind.value) for kind in kinds],
            "card_no": fresh or case.card_no,
            "old_card_no": case.card_no if fresh else "",
            "replace_reason": detail.get("reason") or "",
            "old_returned": bool(detail.get("old_taken_back", False)),
            "id_type": self._paper(holder.id_type),
            "checked_by": self._seen(case, holder),
            "checker": _name(uow, str(detail.get("approved_by") or "")),
            "clerk_login": _name(uow, case.clerk),
        }

    def _place(self, card: Card | None, holder: Holder) -> Facts:
        bank = (card.bank if card else "") or holder.bank
        return {
            "service_bank": self._pack.bank_name(bank) if bank else "",
            "collect_place": self._office.office_name,
        }

    def _seen(self, case: Case, holder: Holder) -> str:
        """Return the paper that whoever came proved their identity with."""
        shown = str(case.collector.get("paper_type") or "")
        return self._paper(shown or holder.id_type)

    def _paper(self, code: str) -> str:
        return next((p.name for p in self._pack.papers if p.code == code), code)

    # -- what all have -----------------------------------------------------------
    def _numbered(self, name: str, number: str, values: Facts) -> Facts:
        head = self._head(name)
        return {**head, "number": number, "mac": self._seal(number), "values": values}

    def _head(self, name: str) -> Facts:
        office, titles = self._office, self._pack.titles
        terms = titles.get(f"terms_{name}", "")
        return {
            "title": titles.get(name, ""),
            "office_name": office.office_name,
            "terminal": office.terminal,
            "time_zone": office.time_zone,
            "maker": self._maker,
            "made_at": self._clock.now().isoformat(),
            "practice": office.practice,
            "terms": [terms] if terms else [],
        }


def _name(uow: Reading, login: str) -> str:
    found = uow.operators.get(login) if login else None
    return found.name if found else login


def _person(holder: Holder) -> Facts:
    return {
        "person": holder.name,
        "person_ssn": holder.ssn,
        "full_ssn": holder.ssn,
        "sex": holder.sex,
        "ethnicity": holder.ethnicity,
        "birth_date": holder.birth_date.isoformat(),
        "phone": holder.phone,
        "address": holder.address,
        "unit": holder.unit,
        "guardian": holder.guardian_name,
        "guardian_id": holder.guardian_id,
    }


def _acting(case: Case) -> Facts:
    told = case.collector
    kind = str(told.get("collector_kind") or "1")
    if kind == "1":
        return {"collector_kind": kind}
    return {
        "collector_kind": kind,
        "agent": told.get("collector_name") or "",
        "agent_id": told.get("collector_id") or "",
        "agent_phone": told.get("collector_phone") or "",
    }
