"""Faults that a test allows."""

from __future__ import annotations

from collections.abc import Callable


def check_only(fault: type[Exception], act: Callable[[], object]) -> None:
    """Do it; it may end with this exception, and fails by any other."""
    try:
        act()
    except fault as allowed:
        assert isinstance(allowed, fault)  # noqa: PT017 - it may, it need not
