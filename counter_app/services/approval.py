"""A second operator approves a sensitive act on the same screen (R-50).

The clerk's session goes on; the second operator proves who they are with their own
password and gives a reason. Never the same person (6.7-24), never a clerk.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.rulepack import RulePack
from counter_app.domain.secret import Secret
from counter_app.domain.states import Role
from counter_app.services import operators
from counter_app.services.parts import Parts
from counter_app.services.results import Session

MAX_REASON = 200


@dataclass(frozen=True, slots=True)
class Approval:
    """What the second operator typed; the password is wiped by whoever checks it.

    Attributes:
        login: of a supervisor, not of the clerk who acts.
        password: the second operator's own.
        reason: why the act is right; kept in the audit, no PIN, no id number.
    """

    login: str
    password: Secret = field(repr=False)
    reason: str


@dataclass(frozen=True, slots=True)
class Approved:
    """A checked approval: who, and why; goes into case and audit."""

    login: str
    name: str
    reason: str


def needs_approval(pack: RulePack, act: str) -> bool:
    """Tell whether the city asks for a second operator for this act (R-50).

    Args:
        pack: the city's rules.
        act: a word of the pack's ``dual_control``: ``pin_reset``, ``pin_unlock``,
            ``cancel``, ``reverse``, ``export_plain``, ``bulk_close``...
    """
    return act in pack.dual_control


def approve(
    parts: Parts, session: Session, act: str, approval: Approval | None, subject: str
) -> Approved | None:
    """Check the approval of a sensitive act; audited, granted or not.

    Args:
        parts: the services' parts.
        session: of the clerk who acts; it stays open.
        act: a word of the pack's ``dual_control``.
        approval: what the second operator typed, None when nobody was asked.
        subject: what the audit calls the person or thing (``looking.subject_of``).

    Returns:
        Who approved; None where the city asks for nobody and nobody was asked.

    Raises:
        RuleError: ``rule.approval_needed``, ``rule.approval_self`` (6.7-24),
            ``rule.approval_role``, ``rule.approval_reason``, ``rule.login_wrong``,
            ``rule.login_locked``, ``rule.password_change``.
    """
    if approval is None:
        if needs_approval(parts.pack, act):
            raise RuleError(RuleCode.APPROVAL_NEEDED, act=act)
        return None
    try:
        found = _checked(parts, session, approval)
    except RuleError as refusal:
        _record(parts, session, f"approval.refused.{act}", subject, refusal.code)
        raise
    finally:
        approval.password.wipe()
    detail = f"{session.login}: {found.reason}"
    _record(parts, found, f"approval.{act}", subject, detail)
    return found


def _checked(parts: Parts, session: Session, approval: Approval) -> Approved:
    reason = approval.reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise RuleError(RuleCode.APPROVAL_REASON, maximum=MAX_REASON)
    if approval.login.strip() == session.login:
        raise RuleError(RuleCode.APPROVAL_SELF)
    password = approval.password.reveal().decode("utf-8", "replace")
    second = operators.log_in(
        parts.store, parts.clock, approval.login.strip(), password
    )
    if second.login == session.login:
        raise RuleError(RuleCode.APPROVAL_SELF)
    if second.role is not Role.SUPERVISOR:
        raise RuleError(RuleCode.APPROVAL_ROLE)
    if second.must_change:
        raise RuleError(RuleCode.PASSWORD_CHANGE)
    return Approved(second.login, second.name, reason)


def _record(
    parts: Parts, who: Session | Approved, event: str, subject: str, detail: str
) -> None:
    with parts.store.unit_of_work() as uow:
        uow.audit.append(
            at=parts.now(),
            actor=who.login,
            event=event,
            subject=subject,
            detail=detail,
        )
        uow.commit()
