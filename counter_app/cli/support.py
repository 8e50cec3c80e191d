"""``diagnostics``: one file for support, without anybody's data."""

from __future__ import annotations

from counter_app import bootstrap
from counter_app.bootstrap.diagnostics import diagnostics
from counter_app.bootstrap.workbench import DeskBench
from counter_app.cli.arguments import Arguments, file_path
from counter_app.cli.trail import place_of
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError


def _arguments(arguments: Arguments) -> None:
    arguments.add(
        "--out", type=file_path, metavar="FILE.zip", text="diagnostics", required=True
    )


def run(call: Call) -> Answer:
    """Write the file; an existing one is never written over.

    Raises:
        SystemFaultError: ``system.file_exists``, ``system.file_unwritable``.
    """
    target = call.args.out.absolute()
    bootstrap.check_target(target)
    if target.exists():
        raise SystemFaultError(SystemCode.FILE_EXISTS, file=target.name)
    place = place_of(call)
    content = diagnostics(place, DeskBench(place))
    bootstrap.write_file(target, content)
    return Answer({"ok": True, "file": str(target), "bytes": len(content)})


VERBS = (Verb("diagnostics", run, _arguments),)
