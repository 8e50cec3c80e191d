from __future__ import annotations

import pytest

from tests.labs.cli import CommandLine, command_line
from tests.labs.pcsc import pcsc_lab

__all__ = ["command_line", "pcsc_lab"]


@pytest.fixture
def office(command_line: CommandLine) -> CommandLine:
    """A command line on a data folder with an office."""
    command_line.set_up()
    return command_line
