"""Settings for every test, also in the programs a test starts."""

import os

# A text that is missing in a catalogue is a fault, not a log line.
os.environ.setdefault("COUNTER_STRICT_TEXTS", "1")

import pytest

from tests.labs.pcsc import shared_lab

# The PC/SC library reads its socket's path once a process: before any test can.
# A run on a real reader (docs/card.md) needs the system's own service instead.
if "COUNTER_TEST_READER" not in os.environ:
    shared_lab()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--bless``: approve texts and pictures of papers as they are now."""
    parser.addoption("--bless", action="store_true", help="approve goldens anew")


def pytest_configure(config: pytest.Config) -> None:
    """Tell the golden tests."""
    if config.getoption("--bless"):
        os.environ["BLESS"] = "1"
