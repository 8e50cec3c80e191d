"""Keep forms that were begun: they outlive a lock, a logout and a crash (G34).

:class:`DraftDesk` is ``Desk.drafts``. A draft belongs to the operator who typed it;
only a supervisor may take another's. It is gone once its form became a case, and
after :data:`KEPT_FOR` at the latest: it holds personal data (GB/T 35273 6.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Json, Ssn
from counter_app.domain.states import Role
from counter_app.ports.drafts import Draft, DraftRow
from counter_app.ports.store import Page
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import Session

KEPT_FOR = timedelta(days=7)
CHECKS_HOLD = timedelta(minutes=30)
_PAGE = 50
#: What a draft may hold; no PIN is ever a field of a form.
FIELDS = frozenset(
    {
        "kind", "card_no", "combined", "bearer", "name", "id_no", "phone", "paper",
        "papers_checked", "name_same", "number_same", "photo_same", "bank", "reason",
        "old_unreadable", "unit", "second_name", "second_id", "apply",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as the window gives it and gets it back.

    Attributes:
        content: its fields as entered; names outside :data:`FIELDS` are not kept.
        checks_hold: what was ticked still holds: the same operator, a moment ago.
    """

    ssn: Ssn
    service: str
    submit_key: str
    content: Json
    checks_hold: bool = False


class DraftDesk(Protocol):
    """Forms that were begun and not carried out."""

    def keep(self, forms: Sequence[KeptForm]) -> None:
        """Store the operator's forms as they stand now."""

    def mine(self) -> tuple[KeptForm, ...]:
        """Return the operator's drafts, latest first; what is too old goes."""

    def listing(self, page: int = 0) -> Page[DraftRow]:
        """List own drafts; a supervisor's list has everybody's."""

    def take(self, login: str, ssn: Ssn, service: str) -> KeptForm:
        """Return a draft to go on with; a colleague's becomes the supervisor's.

        Raises:
            RuleError: ``rule.not_allowed``, ``rule.no_such_draft``.
        """

    def forget(self, login: str, ssn: Ssn, service: str) -> None:
        """Throw a draft away (``rule.not_allowed`` for a colleague's)."""

    def done(self, ssn: Ssn) -> None:
        """Throw every draft of a person away: an act made them stale."""


class Keeping:
    """Implements :class:`DraftDesk` on the store."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def keep(self, forms: Sequence[KeptForm]) -> None:
        login, now = self._acting().login, self._parts.clock.now()
        with self._parts.store.unit_of_work() as uow:
            for form in forms:
                uow.drafts.keep(_draft(form, login, now))
            uow.commit()

    def mine(self) -> tuple[KeptForm, ...]:
        login, now = self._acting().login, self._parts.clock.now()
        with self._parts.store.unit_of_work() as uow:
            uow.drafts.purge(now - KEPT_FOR)
            found = uow.drafts.of_operator(login)
            uow.commit()
        return tuple(_form(draft, login, now) for draft in found)

    def listing(self, page: int = 0) -> Page[DraftRow]:
        session = self._acting()
        whose = "" if session.role is Role.SUPERVISOR else session.login
        with self._parts.store.queries() as queries:
            rows = tuple(queries.drafts(whose, page, _PAGE))
        return Page(rows[:_PAGE], page, len(rows) > _PAGE)

    def take(self, login: str, ssn: Ssn, service: str) -> KeptForm:
        session, now = self._owner(login), self._parts.clock.now()
        with self._parts.store.unit_of_work() as uow:
            draft = uow.drafts.get(login, ssn, service)
            if draft is None:
                raise RuleError(RuleCode.NO_SUCH_DRAFT)
            if login != session.login:
                uow.drafts.forget(login, ssn, service)
                uow.drafts.keep(replace(draft, login=session.login))
                uow.audit.append(
                    at=self._parts.now(),
                    actor=session.login,
                    event="draft.taken",
                    subject=subject_of(ssn),
                    detail=f"{login} {service}",
                )
                uow.commit()
        return _form(draft, session.login, now)

    def forget(self, login: str, ssn: Ssn, service: str) -> None:
        self._owner(login)
        with self._parts.store.unit_of_work() as uow:
            uow.drafts.forget(login, ssn, service)
            uow.commit()

    def done(self, ssn: Ssn) -> None:
        self._acting()
        with self._parts.store.unit_of_work() as uow:
            uow.drafts.forget_person(ssn)
            uow.commit()

    def _owner(self, login: str) -> Session:
        session = self._acting()
        if login != session.login and session.role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
        return session


def _draft(form: KeptForm, login: str, now: datetime) -> Draft:
    content = {name: form.content[name] for name in FIELDS & form.content.keys()}
    return Draft(login, form.ssn, form.service, form.submit_key, content, now)


def _form(draft: Draft, login: str, now: datetime) -> KeptForm:
    fresh = draft.login == login and now - draft.kept_at < CHECKS_HOLD
    return KeptForm(
        draft.ssn, draft.service, draft.submit_key, draft.content, checks_hold=fresh
    )
