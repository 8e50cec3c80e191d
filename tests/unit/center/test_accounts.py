"""Accounts, sessions and the audit chain of the console, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from center.console import accounts, journal, sessions
from center.console.accounts import LOCK_MS, ConsoleRole, NewAccount
from center.console.sessions import PAUSE_MS, WHOLE_MS
from counter_app.domain.errors import CenterError
from tests.labs.centers import Lab, sqlite_lab

PASSWORD = "Korrekt-Pferd-9-Heft"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A center with one account."""
    made = sqlite_lab(tmp_path)
    new = NewAccount(
        "wang", "王", ConsoleRole.VIEWER, accounts.hashed("wang", PASSWORD)
    )
    made.database.write(lambda tx: accounts.make(tx, new, 0))
    yield made
    made.database.close()


def enter(lab: Lab, at: int, *, right: bool) -> bool:
    """Try to come in."""
    found = lab.database.write(lambda tx: accounts.enter(tx, "wang", at, right=right))
    return found is not None


def test_five_wrong_tries_lock_for_fifteen_minutes(lab: Lab) -> None:
    """A locked account does not open to the right password either."""
    for _ in range(4):
        assert not enter(lab, 0, right=False)
    assert enter(lab, 0, right=True)  # and the count begins anew
    for _ in range(5):
        assert not enter(lab, 0, right=False)
    assert not enter(lab, LOCK_MS - 1, right=True)
    assert enter(lab, LOCK_MS, right=True)


@pytest.mark.parametrize(
    "weak", ["", "kurz1A!", "alllowercaseletters", "wang-Wang-1234-x", "Aa1-Aa1-Aa1-"]
)
def test_a_weak_password_is_refused(weak: str) -> None:
    """Length, mixture and the login decide."""
    with pytest.raises(CenterError) as caught:
        accounts.hashed("wang", weak)
    assert caught.value.code == "center.password_weak"


def test_a_one_time_password_is_strong_and_checked_by_its_hash() -> None:
    """What the console hands out passes its own rule."""
    word = accounts.one_time_password()
    known = accounts.hashed("wang", word)
    assert accounts.is_password(known, word)
    assert not accounts.is_password(known, word + "x")
    assert not accounts.is_password("no hash at all", word)


def test_a_session_ends_by_pause_by_age_and_with_its_account(lab: Lab) -> None:
    """Fifteen minutes of silence, eight hours in all, or a closed account."""
    write = lab.database.write
    for at, alive in ((PAUSE_MS, True), (PAUSE_MS + 1, False)):
        token = write(lambda tx: sessions.begin(tx, "wang", 0))
        found = write(lambda tx, t=token, a=at: sessions.resume(tx, t, a))
        assert (found is not None) is alive
    token = write(lambda tx: sessions.begin(tx, "wang", 0))
    for at in range(0, WHOLE_MS, PAUSE_MS // 2):
        assert write(lambda tx, a=at: sessions.resume(tx, token, a)) is not None
    assert write(lambda tx: sessions.resume(tx, token, WHOLE_MS + 1)) is None
    token = write(lambda tx: sessions.begin(tx, "wang", 0))
    write(lambda tx: accounts.set_active(tx, "wang", active=False))
    assert write(lambda tx: sessions.resume(tx, token, 1)) is None


def test_tokens_and_passwords_are_stored_as_digests_only(lab: Lab) -> None:
    """Whoever reads the database can open no session with it."""
    token = lab.database.write(lambda tx: sessions.begin(tx, "wang", 0))
    stored = str(lab.rows("SELECT * FROM console_session"))
    stored += str(lab.rows("SELECT * FROM console_account"))
    assert token not in stored
    assert PASSWORD not in stored


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE console_audit SET subject = 'x' WHERE number = 2",
        "DELETE FROM console_audit WHERE number = 2",
        "UPDATE console_audit SET number = 9 WHERE number = 2",
    ],
)
def test_a_changed_audit_shows(lab: Lab, harm: str) -> None:
    """Each entry holds the digest of the one before."""
    for number in range(4):
        entry = journal.Entry("wang", "login", str(number))
        lab.database.write(lambda tx, e=entry, n=number: journal.write(tx, e, n))
    assert lab.database.read(journal.first_fault) is None
    lab.database.write(lambda tx: tx.run(harm))
    assert lab.database.read(journal.first_fault) == 2


def test_roles_hold_those_before_them() -> None:
    """A viewer decides nothing, an administrator may do all."""
    viewer, supervisor, admin = ConsoleRole
    assert admin.may(supervisor)
    assert admin.may(viewer)
    assert supervisor.may(viewer)
    assert not viewer.may(supervisor)
    assert not supervisor.may(admin)
