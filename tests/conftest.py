"""Settings for every test, also in the programs a test starts."""

import gc
import logging
import os
from collections.abc import Iterator

import pytest

# A text that is missing in a catalogue is a fault, not a log line.
os.environ.setdefault("COUNTER_STRICT_TEXTS", "1")


from tests.labs import again, examples, tidy
from tests.labs.pcsc import shared_lab

examples.register_profiles()

# The PC/SC library reads its socket's path once a process: before any test can.
# A run on a real reader (docs/card.md) needs the system's own service instead.
if "COUNTER_TEST_READER" not in os.environ:
    shared_lab()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--bless``: approve texts and pictures of papers as they are now."""
    parser.addoption("--bless", action="store_true", help="approve goldens anew")
    again.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Tell the golden tests; let a failed test leave nothing behind."""
    config.pluginmanager.register(tidy)
    config.pluginmanager.register(again)
    if config.getoption("--bless"):
        os.environ["BLESS"] = "1"


def pytest_collection_finish() -> None:
    """Spare the collector what lives as long as the run: modules and tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def light_work() -> Iterator[None]:
    """Hash lightly and migrate once in this process (``tests.labs.quick``)."""
    from tests.labs.quick import make_quick

    with pytest.MonkeyPatch.context() as patch:
        make_quick(patch)
        yield


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
