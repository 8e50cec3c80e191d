"""Ask for what must not stand in a command's arguments: passwords and PINs."""

from __future__ import annotations

import getpass
import sys

from counter_app.cli.verb import Call
from counter_app.domain.secret import Secret


def ask(call: Call, what: str) -> Secret:
    """Ask without echo at a terminal; read one line where input is piped.

    ``what`` names the text ``cli.ask.<what>``.
    """
    if sys.stdin is not None and sys.stdin.isatty():
        return Secret(getpass.getpass(call.text(f"cli.ask.{what}") + ": "))
    line = sys.stdin.readline() if sys.stdin is not None else ""
    return Secret(line.rstrip("\r\n"))
