"""到期换卡 and 滞留卡: who has to come, letters to those who have not (R-31..R-36).

Letters are printed with full names, for they go to the person; lists are masked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

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
from counter_app.ports.store import UnitOfWork
from counter_app.services.parts import Parts
from counter_app.services.results import Session

_MOST = 20_000
_PAGE = 500
Facts = dict[str, object]


@dataclass(frozen=True, slots=True)
class Span:
    """Cards that end in these days; None takes the renewal window (R-36)."""

    first: date | None = None
    until: date | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters in one file, one page each."""

    pdf: bytes
    count: int


class CampaignDesk(Protocol):
    """Everything done for an exchange. All calls may raise CounterError."""

    def due(self, span: Span) -> tuple[Due, ...]:
        """Return who is due, the earliest end first."""

    def make(self, name: str, span: Span) -> tuple[Campaign, int]:
        """Make a campaign of everybody who is due now."""

    def listing(self, page: int = 0) -> tuple[tuple[Campaign, ...], bool]: ...
    def show(self, campaign_id: str) -> tuple[Campaign, tuple[Due, ...]]:
        """Return a campaign with everybody as they stand now."""

    def remind(self, campaign_id: str) -> Letters:
        """Make letters to those who have not come; each is counted."""

    def uncollected(self, *, overdue: bool = False) -> tuple[UncollectedRow, ...]:
        """Return cards nobody collected since the warning, or the last day (R-34)."""

    def uncollected_letters(self, *, overdue: bool = False) -> Letters: ...


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
        size = 50
        with self._parts.store.queries() as queries:
            found = queries.campaigns(page, size)
        return tuple(found[:size]), len(found) > size

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
        letters = self._letters("letter_exchange", [_exchange(one) for one in wait])
        with parts.store.unit_of_work() as uow:
            uow.campaigns.reminded(campaign_id, [o.ssn for o in wait], parts.now())
            self._audit(uow, "campaign.letters", campaign_id, str(len(wait)))
            uow.commit()
        return letters

    def uncollected(self, *, overdue: bool = False) -> tuple[UncollectedRow, ...]:
        self._acting()
        pack, found = self._parts.pack, list[UncollectedRow]()
        days = pack.uncollected_days if overdue else pack.uncollected_warn_days
        until = self._parts.today() - timedelta(days=days)
        with self._parts.store.queries() as queries:
            page = 0
            while True:
                rows = queries.uncollected(until, page, _PAGE)
                found += rows[:_PAGE]
                if len(rows) <= _PAGE:
                    return tuple(found)
                page += 1

    def uncollected_letters(self, *, overdue: bool = False) -> Letters:
        """Make letters about cards that wait.

        Raises:
            RuleError: ``campaign.no_letters``.
        """
        parts = self._parts
        rows = self.uncollected(overdue=overdue)
        keep = timedelta(days=parts.pack.uncollected_days)
        facts = [_waiting(row, keep) for row in rows]
        letters = self._letters("letter_uncollected", facts)
        with parts.store.unit_of_work() as uow:
            self._audit(uow, "uncollected.letters", "", str(letters.count))
            uow.commit()
        return letters

    def _letters(self, form: str, people: Sequence[Facts]) -> Letters:
        if not people:
            raise RuleError(CampaignCode.NO_LETTERS)
        head = self._head(form)
        pdf = self._parts.press.form(form, *(head | {"values": v} for v in people))
        return Letters(pdf, len(people))

    def _head(self, form: str) -> Facts:
        parts = self._parts
        titles, office = parts.pack.titles, parts.office
        clause = titles.get("clause_old_card", "") if form == "letter_exchange" else ""
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
        "address": one.address,
        "unit": one.unit,
    }


def _waiting(row: UncollectedRow, keep: timedelta) -> Facts:
    until = row.arrived_on + keep if row.arrived_on else None
    return {
        "person": row.name,
        "person_ssn": row.ssn,
        "card_no": row.card_no,
        "arrived_on": row.arrived_on.isoformat() if row.arrived_on else "",
        "keep_until": until.isoformat() if until else "",
        "unit": row.unit,
    }
