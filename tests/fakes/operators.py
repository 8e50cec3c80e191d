"""Who works at the fake desk, with their passwords."""

from __future__ import annotations

from counter_app.domain.states import Role
from counter_app.services.results import Session

PASSWORDS = {"zhang": "practice-1", "wang": "practice-2", "new": "first-time"}
SESSIONS = {
    "zhang": Session("zhang", "张敏", Role.CLERK),
    "wang": Session("wang", "王主管", Role.SUPERVISOR),
    "new": Session("new", "新人", Role.CLERK, must_change=True),
}
