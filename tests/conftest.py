"""Settings for every test, also in the programs a test starts."""

import logging
import os
from collections.abc import Iterator

import pytest

# A text that is missing in a catalogue is a fault, not a log line.
os.environ.setdefault("COUNTER_STRICT_TEXTS", "1")


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


@pytest.fixture(autouse=True)
def logs_end_with_the_test() -> Iterator[None]:
    """Take away the log targets of a program that ran in this process.

    Their streams are the test's own and closed by now; a later test's log line would
    be told as a fault on stderr, with the lines of that test in it.
    """
    root = logging.getLogger()
    before = set(root.handlers)
    yield
    for handler in set(root.handlers) - before:
        if not type(handler).__module__.startswith("_pytest"):
            root.removeHandler(handler)
