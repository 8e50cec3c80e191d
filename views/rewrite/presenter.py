"""Write to a card in use: the record's data, or a later date of expiry; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from counter_app.domain.states import Kind
from counter_app.services.desk import Desk
from counter_app.services.results import CaseResult
from counter_app.services.rewriting import RewriteChip, RewriteLook, UpdateExpiry
from views.cardact.confirm import ActConfirm
from views.cardact.form import ActPresenter
from views.cardact.state import ActOption
from views.flow.screens import Presenter, Screen
from views.service.build import bearer_of

_NOTHING = "rule.nothing_to_write"


class RewritePresenter(ActPresenter[RewriteLook]):
    """The record wins: what the chip has otherwise is written over."""

    screen = Screen.REWRITE
    rail = "inquiry"
    acts = (Kind.INFO_CHANGE, Kind.EXPIRY)
    _suggestion_made = False

    def ask(self, desk: Desk) -> RewriteLook:
        return desk.rewriting.look()

    def options(self) -> tuple[ActOption, ...]:
        look = self.look
        if look is None:
            return tuple(ActOption(act, allowed=False) for act in self.acts)
        changes = look.allowed and bool(look.changes)
        code = None if changes else look.code or _NOTHING
        other = None if look.allowed or look.code == _NOTHING else look.code
        return (
            ActOption(Kind.INFO_CHANGE, changes, code),
            ActOption(Kind.EXPIRY, other is None, other),
        )

    def confirm(self) -> Presenter:
        until = parsed(self.state.expiry)
        if until is not None:
            self.state = replace(self.state, expiry=until.isoformat())
        return RewriteConfirm(self._ctx, self)

    def preferred(self, first: str) -> str:
        """The first look also suggests a date of expiry; it is not put back."""
        if not self._suggestion_made:
            self._suggestion_made = True
            self.state = replace(self.state, expiry=self._suggested().isoformat())
        return first

    def more_faults(self) -> dict[str, str]:
        """The new date must be a date, and later than the chip's."""
        if self.state.act != Kind.EXPIRY:
            return {}
        wanted = parsed(self.state.expiry)
        if wanted is None:
            return {"expiry": "view.rewrite.fault.date"}
        if wanted <= self._known():
            return {"expiry": "view.rewrite.fault.not_later"}
        return {}

    def _known(self) -> date:
        """The later of the dates on chip and record, and today at least."""
        found = [date.today()]  # noqa: DTZ011 - the service checks by the office's day
        if self.look is not None:
            card = self.look.seen.card
            dates = (self.look.seen.reading.expiry_date, card and card.expiry_date)
            found += [day for day in dates if day]
        return max(found)

    def _suggested(self) -> date:
        """One more span of validity after what is known (R-36)."""
        start, years = self._known(), self.visit.facts.pack.card_valid_years
        leap = (start.month, start.day) == (2, 29)
        return start.replace(year=start.year + years, day=28 if leap else start.day)


class RewriteConfirm(ActConfirm):
    """Ctrl+Enter writes; the card must stay where it is."""

    def send(self) -> Callable[[Desk], CaseResult]:
        form = self.form.state
        key, bearer = form.submit_key, bearer_of(form)
        ssn, card_no, uid = self.form.ssn, self.form.card_no, self.uid
        if self.act == Kind.INFO_CHANGE:
            change = RewriteChip(key, ssn, card_no, uid, bearer)
            return lambda desk: desk.rewriting.rewrite(change)
        until = parsed(form.expiry) or date.max
        renewal = UpdateExpiry(key, ssn, card_no, uid, until, bearer)
        return lambda desk: desk.rewriting.update_expiry(renewal)

    def done(self, result: CaseResult) -> None:
        self.finish(result)


def parsed(text: str) -> date | None:
    """Return the typed date: ``2036-04-03``, ``20360403`` or with points, else None."""
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None
