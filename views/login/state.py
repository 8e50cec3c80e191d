"""What the login and password pages show."""

from __future__ import annotations

from dataclasses import dataclass

from views.flow.fault import Fault


@dataclass(frozen=True, slots=True)
class LoginState:
    """One picture of the page."""

    busy: bool = False
    fault: Fault | None = None
    field_fault: str | None = None  # message id beside the fields


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """An account of the practice office, shown on its login page."""

    login: str
    password: str
    role: str
