"""What a second operator enters on the clerk's own page (R-50); no Tk."""

from __future__ import annotations

from dataclasses import dataclass, field

from counter_app.domain.secret import Secret
from counter_app.services.approval import MAX_REASON, Approval

FIELDS = ("login", "password", "reason")
#: Refusals of the services that belong to one of the fields.
REFUSED = {
    "rule.approval_self": "login",
    "rule.approval_role": "login",
    "rule.login_wrong": "password",
    "rule.login_locked": "login",
    "rule.password_change": "login",
    "rule.approval_reason": "reason",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields at this moment; never kept."""

    login: str
    password: str = field(repr=False)
    reason: str


def faults_of(typed: Typed, clerk: str) -> dict[str, str]:
    """Return field -> message id; the clerk cannot approve their own act (6.7-24)."""
    found: dict[str, str] = {}
    login = typed.login.strip()
    if not login:
        found["login"] = "view.approve.fault.login"
    elif login == clerk:
        found["login"] = "view.approve.fault.self"
    if not typed.password:
        found["password"] = "view.approve.fault.password"  # noqa: S105 - a message id
    if not typed.reason.strip() or len(typed.reason.strip()) > MAX_REASON:
        found["reason"] = "view.approve.fault.reason"
    return found


def approval_of(typed: Typed) -> Approval:
    """Return what goes to the services; the password is wiped there."""
    return Approval(typed.login.strip(), Secret(typed.password), typed.reason.strip())
