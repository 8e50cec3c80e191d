"""Drafts in memory, by the same Protocol as the store's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Ssn
from counter_app.domain.states import Role
from counter_app.ports.drafts import DraftRow
from counter_app.ports.store import Page
from counter_app.services.keeping import KeptForm
from counter_app.services.results import Session

Key = tuple[str, Ssn, str]


@dataclass
class FakeDrafts:
    """Implements :class:`counter_app.services.keeping.DraftDesk`."""

    session: Callable[[], Session]
    name_of: Callable[[Ssn], str]
    kept: dict[Key, KeptForm] = field(default_factory=dict)
    saves: int = 0

    def keep(self, forms: Sequence[KeptForm]) -> None:
        self.saves += 1
        for form in forms:
            self.kept[self.session().login, form.ssn, form.service] = form

    def mine(self) -> tuple[KeptForm, ...]:
        me = self.session().login
        return tuple(
            replace(form, checks_hold=True)
            for (login, _, _), form in self.kept.items()
            if login == me
        )

    def listing(self, page: int = 0) -> Page[DraftRow]:
        session = self.session()
        rows = tuple(
            DraftRow(login, login, ssn, self.name_of(ssn), service, datetime.now(UTC))
            for login, ssn, service in self.kept
            if session.role is Role.SUPERVISOR or login == session.login
        )
        return Page(rows, page, more=False)

    def take(self, login: str, ssn: Ssn, service: str) -> KeptForm:
        self._owner(login)
        form = self.kept.pop((login, ssn, service), None)
        if form is None:
            raise RuleError(RuleCode.NO_SUCH_DRAFT)
        self.kept[self.session().login, ssn, service] = form
        return form

    def forget(self, login: str, ssn: Ssn, service: str) -> None:
        self._owner(login)
        self.kept.pop((login, ssn, service), None)

    def done(self, ssn: Ssn) -> None:
        for key in [key for key in self.kept if key[1] == ssn]:
            del self.kept[key]

    def _owner(self, login: str) -> None:
        session = self.session()
        if login != session.login and session.role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
