"""Local operators: log in, lock out, change the password (business.md 11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Operator
from counter_app.domain.states import Role
from counter_app.ports.clock import Clock
from counter_app.ports.store import Store, UnitOfWork
from counter_app.services.results import Session

MAX_FAILED = 5
LOCKED_FOR = timedelta(minutes=15)
MIN_LENGTH = 10
_KINDS_NEEDED = 3
_LOGIN_SPELT = 4

_hasher = PasswordHasher()
# Hashing an unknown name takes as long as a known one, so that names do not leak.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA"
    "$aXsL7/f38FOXM4WTPqcE1YZc0pN2k9eRDQX0zS5Xb8E"
)


def log_in(store: Store, clock: Clock, login: str, password: str) -> Session:
    """Check a password; five failures lock the account for 15 minutes.

    Raises:
        RuleError: ``rule.login_wrong`` or ``rule.login_locked`` (with ``minutes``).
    """
    now = clock.now()
    with store.unit_of_work() as uow:
        operator = uow.operators.get(login)
        locked = operator.locked_until if operator is not None else None
        if locked is not None and locked > now:
            minutes = int((locked - now).total_seconds() // 60) + 1
            raise RuleError(RuleCode.LOGIN_LOCKED, minutes=minutes)
        good = _matches(operator.password_hash if operator else _NOBODY, password)
        if operator is None or not operator.active or not good:
            _count_failure(uow, clock, login, operator)
            uow.commit()
            raise RuleError(RuleCode.LOGIN_WRONG)
        uow.operators.put(replace(operator, failed=0, locked_until=None))
        uow.audit.append(at=now, actor=login, event="operator.login")
        uow.commit()
    return Session(login, operator.name, operator.role, operator.must_change)


def _count_failure(
    uow: UnitOfWork, clock: Clock, login: str, operator: Operator | None
) -> None:
    now = clock.now()
    known = operator is not None
    uow.audit.append(
        at=now,
        actor=login if known else "unknown",
        event="operator.login_failed",
    )
    if operator is None:
        return
    failed = operator.failed + 1
    locked = now + LOCKED_FOR if failed >= MAX_FAILED else None
    uow.operators.put(
        replace(operator, failed=0 if locked else failed, locked_until=locked)
    )


def change_password(store: Store, clock: Clock, login: str, old: str, new: str) -> None:
    """Change a password; the old one must be right, the new one strong.

    Raises:
        RuleError: ``rule.login_wrong``, ``rule.password_weak``.
    """
    with store.unit_of_work() as uow:
        operator = uow.operators.get(login)
        if operator is None or not _matches(operator.password_hash, old):
            raise RuleError(RuleCode.LOGIN_WRONG)
        if old == new:
            raise RuleError(RuleCode.PASSWORD_WEAK, minimum=MIN_LENGTH)
        hashed = hash_password(new, login)
        uow.operators.put(replace(operator, password_hash=hashed, must_change=False))
        uow.audit.append(at=clock.now(), actor=login, event="operator.password")
        uow.commit()


def hash_password(password: str, login: str) -> str:
    """Return the argon2id hash of a strong password.

    Raises:
        RuleError: ``rule.password_weak``: at least ten characters of three kinds,
            not containing the login.
    """
    if not is_strong(password, login):
        raise RuleError(RuleCode.PASSWORD_WEAK, minimum=MIN_LENGTH)
    return _hasher.hash(password)


def is_strong(password: str, login: str) -> bool:
    """Tell whether :func:`hash_password` would take this password."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    used = sum(any(kind(c) for c in password) for kind in kinds)
    long_enough = len(password) >= MIN_LENGTH and used >= _KINDS_NEEDED
    return long_enough and not _holds(login, password)


def _holds(login: str, password: str) -> bool:
    """A password that spells the login is weak; two letters spell nothing."""
    return len(login) >= _LOGIN_SPELT and login.lower() in password.lower()


def add_operator(
    uow: UnitOfWork, login: str, name: str, role: Role, password: str
) -> Operator:
    """Make or reset a local account; its first login must change the password."""
    operator = Operator(
        login=login,
        name=name,
        role=role,
        password_hash=hash_password(password, login),
        must_change=True,
    )
    uow.operators.put(operator)
    return operator


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
