"""One private pcscd for the whole test process.

The PC/SC library reads the path of its socket once a process, so every test that
needs the real service shares this one. Import the fixture in a ``conftest.py``:
``from tests.labs.pcsc import pcsc_lab``.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache

import pytest

from card_io.simulator.chip import Chip
from card_io.simulator.lab import ENVIRONMENT, PcscLab


@cache
def shared_lab() -> PcscLab:
    """Return the lab of this process, made at the first call."""
    lab = PcscLab()
    os.environ[ENVIRONMENT] = lab.socket_path
    atexit.register(lab.close)
    return lab


def running_lab() -> PcscLab:
    """Return the lab of this process, running."""
    lab = shared_lab()
    if not lab.running:
        lab.start()
    return lab


@pytest.fixture
def pcsc_lab() -> PcscLab:
    """A running pcscd with two empty virtual readers."""
    return running_lab()


@contextmanager
def noticed(lab: PcscLab, card: Chip, slot: int, reader: str) -> Iterator[None]:
    """Keep a card on a reader from the moment pcscd has seen it.

    The service looks for cards a few times a second: whoever acts sooner finds the
    reader empty, as with a card that is still in the hand.
    """
    from card_io.pcsc.slot import PcscSlot  # loads the library: after shared_lab

    with lab.inserted(card, slot=slot), closing(PcscSlot(reader)) as watch:
        for _ in range(60):
            if watch.poll(0.5).card_present:
                break
        else:
            raise AssertionError("pcscd does not see the card")
        yield
