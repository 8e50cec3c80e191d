"""The second operator of an act at the command line (R-50)."""

from __future__ import annotations

from pathlib import Path

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, file_path, one_name
from counter_app.cli.verb import Call
from counter_app.domain.secret import Secret
from counter_app.services.approval import Approval


def second_arguments(arguments: Arguments) -> None:
    """Add who approves, the file of their password, and why."""
    arguments.add("--second", type=one_name, metavar="LOGIN", text="second")
    arguments.add(
        "--second-password-file", type=file_path, metavar="F", text="second_password"
    )
    arguments.add("--reason", default="", metavar="TEXT", text="stock_reason")


def second_of(call: Call) -> Approval | None:
    """Return the approval as given, None where nobody was named.

    Raises:
        SystemFaultError: ``system.file_unreadable``.
    """
    login, file = call.args.second, call.args.second_password_file
    if login is None or file is None:
        return None
    password = Secret(bootstrap.read_text(Path(file)).rstrip("\r\n"))
    return Approval(login, password, call.args.reason)
