"""到期换卡 and 滞留卡: who has to come, letters to those who have not (R-31..R-36).

Letters are printed with full names, for they go to the person; lists are masked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count

from counter_app.domain.campaigns import (
    Campaign,
    CampaignPerson,
    Due,
    Exchange,
    window,
)
from counter_app.domain.codes.apply import CampaignCode
from counter_app.domain.errors import RuleError
from counter_app.ports.book import UncollectedRow
from counter_app.ports.campaigns import Look, LookWaiting, Order
from counter_app.ports.store import UnitOfWork
from counter_app.services.campaign_desk import (
    ExchangePage,
    Letters,
    Span,
    WaitingPage,
    Wanted,
)
from counter_app.services.parts import Parts
from counter_app.services.results import Session

_MOST = 20_000
_PAGE = 500
_SHOWN = 50
_OF_THE_PACK = "zh_CN"  # a city writes its clauses in Chinese
Facts = dict[str, object]


class CampaignWork:
    """Implements :class:`CampaignDesk`; somebody must be logged in for every call."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def due(self, span: Span) -> tuple[Due, ...]:
        self._acting()
        first, until = self._days(span)
        with self._parts.store.queries() as queries:
            return tuple(queries.due(first, until, span.unit, _MOST))

    def _days(self, span: Span) -> tuple[date, date]:
        early, late = window(self._parts.today(), self._parts.pack)
        first, until = span.first or early, span.until or late
        if until < first:
            raise RuleError(CampaignCode.SPAN)
        return first, until

    def make(self, name: str, span: Span) -> tuple[Campaign, int]:
        """Make a campaign (:class:`CampaignDesk`).

        Raises:
            RuleError: ``campaign.span``, ``campaign.nobody_due``.
        """
        session, parts = self._acting(), self._parts
        found = [one for one in self.due(span) if one.state is Exchange.OPEN]
        if not found:
            raise RuleError(CampaignCode.NOBODY_DUE)
        first, until = self._days(span)
        made = Campaign(
            campaign_id=parts.ids.new(),
            name=name,
            unit=span.unit,
            first=first,
            until=until,
            made_at=parts.now(),
            clerk=session.login,
        )
        people = [CampaignPerson(made.campaign_id, o.ssn, o.card_no) for o in found]
        with parts.store.unit_of_work() as uow:
            uow.campaigns.add(made, people)
            self._audit(uow, "campaign.make", made.campaign_id, str(len(people)))
            uow.commit()
        return made, len(people)

    def listing(self, page: int = 0) -> tuple[tuple[Campaign, ...], bool]:
        self._acting()
        with self._parts.store.queries() as queries:
            found = queries.campaigns(page, _SHOWN)
        return tuple(found[:_SHOWN]), len(found) > _SHOWN

    def show(self, campaign_id: str) -> tuple[Campaign, tuple[Due, ...]]:
        """Show a campaign (:class:`CampaignDesk`).

        Raises:
            RuleError: ``campaign.no_campaign``.
        """
        self._acting()
        with self._parts.store.queries() as queries:
            campaign = queries.campaign(campaign_id)
            if campaign is None:
                raise RuleError(CampaignCode.NO_CAMPAIGN)
            return campaign, tuple(queries.campaign_people(campaign_id))

    def remind(self, campaign_id: str) -> Letters:
        """Make letters (:class:`CampaignDesk`).

        Raises:
            RuleError: ``campaign.no_campaign``, ``campaign.no_letters``.
        """
        parts = self._parts
        _campaign, people = self.show(campaign_id)
        wait = [one for one in people if one.state is Exchange.OPEN]
        letters = self._letters("letter_exchange", self._facts(wait))
        with parts.store.unit_of_work() as uow:
            uow.campaigns.reminded(campaign_id, [o.ssn for o in wait], parts.now())
            self._audit(uow, "campaign.letters", campaign_id, str(len(wait)))
            uow.commit()
        return letters

    def exchange(self, wanted: Wanted, page: int = 0) -> ExchangePage:
        """Return one page (:class:`CampaignDesk`).

        Raises:
            RuleError: ``campaign.span``.
        """
        self._acting()
        span = wanted.span
        first, until = self._days(span)
        look = Look(
            first, until, span.unit, wanted.state, wanted.campaign_id, wanted.order
        )
        with self._parts.store.queries() as queries:
            found = queries.exchange_rows(look, page, _SHOWN)
            counts = dict(queries.exchange_counts(look))
        return ExchangePage(tuple(found[:_SHOWN]), len(found) > _SHOWN, counts)

    def waiting(
        self,
        page: int = 0,
        *,
        overdue: bool = False,
        unit: str = "",
        order: Order = Order.DAY,
    ) -> WaitingPage:
        self._acting()
        look = self._look(unit, order, overdue=overdue)
        with self._parts.store.queries() as queries:
            found = queries.waiting_rows(look, page, _SHOWN)
            total = queries.waiting_count(look)
        return WaitingPage(tuple(found[:_SHOWN]), len(found) > _SHOWN, total)

    def _look(self, unit: str, order: Order, *, overdue: bool) -> LookWaiting:
        pack = self._parts.pack
        days = pack.uncollected_days if overdue else pack.uncollected_warn_days
        until = self._parts.today() - timedelta(days=days)
        return LookWaiting(until, unit, order)

    def uncollected(
        self, *, overdue: bool = False, unit: str = ""
    ) -> tuple[UncollectedRow, ...]:
        self._acting()
        look = self._look(unit, Order.DAY, overdue=overdue)
        found = list[UncollectedRow]()
        with self._parts.store.queries() as queries:
            for page in count():
                rows = queries.waiting_rows(look, page, _PAGE)
                found += rows[:_PAGE]
                if len(rows) <= _PAGE:
                    break
        return tuple(found)

    def print_letters(self, letters: Letters) -> None:
        """Send letters to the printer.

        Raises:
            PrintError: ``printing.*``.
        """
        self._acting()
        self._parts.printer.send(f"letters-{self._parts.ids.new()[-8:]}", letters.pdf)

    def uncollected_letters(self, *, overdue: bool = False, unit: str = "") -> Letters:
        """Make letters about cards that wait.

        Raises:
            RuleError: ``campaign.no_letters``.
        """
        parts = self._parts
        rows = self.uncollected(overdue=overdue, unit=unit)
        keep = timedelta(days=parts.pack.uncollected_days)
        facts = [_waiting(row, keep) for row in rows]
        letters = self._letters("letter_uncollected", facts)
        with parts.store.unit_of_work() as uow:
            self._audit(uow, "uncollected.letters", "", str(letters.count))
            uow.commit()
        return letters

    def _facts(self, wait: Sequence[Due]) -> list[Facts]:
        """Return what letters say; a city's clause stands for its policy (R-31)."""
        policy = self._parts.pack.old_card_policy.value
        return [_exchange(one) | {"old_card_policy": policy} for one in wait]

    def _letters(self, form: str, people: Sequence[Facts]) -> Letters:
        if not people:
            raise RuleError(CampaignCode.NO_LETTERS)
        head = self._head(form)
        pdf = self._parts.press.form(form, *(head | {"values": v} for v in people))
        return Letters(pdf, len(people))

    def _head(self, form: str) -> Facts:
        parts = self._parts
        titles, office = parts.pack.titles, parts.office
        said = form == "letter_exchange" and parts.language == _OF_THE_PACK
        clause = titles.get("clause_old_card", "") if said else ""
        return {
            "title": titles.get(form, ""),
            "office_name": office.office_name,
            "terminal": office.terminal,
            "time_zone": office.time_zone,
            "maker": self._acting().login,
            "made_at": parts.now().isoformat(),
            "practice": office.practice,
            "language": parts.language,
            "terms": [clause] if clause else [],
        }

    def _audit(self, uow: UnitOfWork, event: str, subject: str, detail: str) -> None:
        uow.audit.append(
            at=self._parts.now(),
            actor=self._acting().login,
            event=event,
            subject=subject,
            detail=detail,
        )


def _exchange(one: Due) -> Facts:
    return {
        "person": one.name,
        "person_ssn": one.ssn,
        "card_no": one.card_no,
        "expiry_day": one.expiry_date.isoformat(),
        "address": one.address or "—",
        "unit": one.unit or "—",
    }


def _waiting(row: UncollectedRow, keep: timedelta) -> Facts:
    until = row.arrived_on + keep if row.arrived_on else None
    return {
        "person": row.name,
        "person_ssn": row.ssn,
        "card_no": row.card_no,
        "arrived_on": row.arrived_on.isoformat() if row.arrived_on else "",
        "keep_until": until.isoformat() if until else "",
        "unit": row.unit or "—",
    }
