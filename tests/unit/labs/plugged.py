"""The options of the second try as a plug-in, for a pytest without this conftest."""

from __future__ import annotations

import pytest

from tests.labs import again
from tests.labs.again import pytest_terminal_summary

__all__ = ["pytest_addoption", "pytest_terminal_summary"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add both options."""
    again.add_options(parser)
