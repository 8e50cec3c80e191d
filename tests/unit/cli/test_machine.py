"""What this machine gives: one-time passwords and the name of who runs us."""

from __future__ import annotations

import os
import pwd
import secrets
from collections.abc import Iterator

import pytest

from counter_app import system
from counter_app.bootstrap import machine
from counter_app.services.operators import hash_password


def test_a_password_that_spells_the_login_is_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the program makes up is never refused as weak."""
    spelt: Iterator[str] = iter("Anna2345Anna2345")
    draw = secrets.choice
    monkeypatch.setattr(
        secrets, "choice", lambda letters: next(spelt, None) or draw(letters)
    )
    password = machine.new_password("anna")
    assert "anna" not in password.lower()
    assert hash_password(password, "anna")


@pytest.mark.parametrize("names", [machine.os_user, system.os_user])
def test_the_user_is_the_owner_of_the_process(
    monkeypatch: pytest.MonkeyPatch, names: object
) -> None:
    """The audit names the account, not what a variable says."""
    for name in ("USER", "USERNAME", "LOGNAME", "LNAME"):
        monkeypatch.setenv(name, "somebody")
    assert callable(names)
    assert names() == pwd.getpwuid(os.getuid()).pw_name
