"""Parts that are made when somebody first uses them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from counter_app.bootstrap.data import KeyAhead
from counter_app.bootstrap.later import Later, later
from counter_app.bootstrap.place import Place
from counter_app.cli.parser import names_verb
from counter_app.config import Config
from counter_app.domain.errors import CounterError


class Part:
    """Counts how often it was made and closed."""

    made = 0
    closed = 0

    def __init__(self) -> None:
        type(self).made += 1

    def name(self) -> str:
        return "part"

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Count from nothing."""
    Part.made = Part.closed = 0


def test_a_part_is_made_by_its_first_use_and_once() -> None:
    """Nobody uses it: it is not made; many threads use it at once: one is made."""
    part = later(Part)
    assert Part.made == 0
    barrier = threading.Barrier(8)

    def use() -> None:
        barrier.wait()
        assert part.name() == "part"

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Part.made == 1


def test_closing_makes_nothing() -> None:
    """What was never used has nothing to close, and is not made afterwards."""
    unused, used = Later(Part), Later(Part)
    used.get()
    unused.close()
    used.close()
    assert (Part.made, Part.closed) == (1, 1)
    with pytest.raises(RuntimeError):
        unused.get()


def test_a_part_that_could_not_be_made_is_tried_again() -> None:
    """A fault reaches whoever asked; it does not stay for the next one."""
    faults = [OSError("away")]

    def make() -> Part:
        if faults:
            raise faults.pop()
        return Part()

    part = later(make)
    with pytest.raises(OSError, match="away"):
        part.name()
    assert part.name() == "part"


def test_the_fault_of_a_key_asked_for_ahead_reaches_who_wants_the_key(
    tmp_path: Path,
) -> None:
    """A vault that is missing is told where the database is opened, with its code."""
    ahead = KeyAhead(Place(tmp_path, Config(), told="a passphrase"))
    for _ in range(2):  # as often as it is asked
        with pytest.raises(CounterError) as told:
            ahead()
        assert told.value.code == "store.vault_missing"


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        ((), False),
        (("--data", "status", "--kiosk"), False),
        (("--lang=en", "--json"), False),
        (("--data", "x", "status"), True),
        (("--help",), True),
        (("--kiosks",), True),
    ],
)
def test_only_options_of_the_window_open_it_without_the_other_verbs(
    argv: Sequence[str], named: bool
) -> None:
    """A value is no verb; whatever else stands there is left to the whole parser."""
    assert names_verb(argv) is named
