"""One private pcscd for the whole test process.

The PC/SC library reads the path of its socket once a process, so every test that
needs the real service shares this one. Import the fixture in a ``conftest.py``:
``from tests.labs.pcsc import pcsc_lab``.
"""

from __future__ import annotations

import atexit
import os
from functools import cache

import pytest

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
