"""``list show|export`` and ``forms print``: the office's lists, empty forms."""

from __future__ import annotations

from collections.abc import Sequence

from counter_app import bootstrap
from counter_app.bootstrap.books import open_books
from counter_app.cli.arguments import Arguments, file_path, number_from
from counter_app.cli.second import second_arguments, second_of
from counter_app.cli.trail import place_of
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.services.books import FORMS
from counter_app.services.list_facts import ListKind
from counter_app.services.listing import Export


def out_arguments(arguments: Arguments, forms: Sequence[str]) -> None:
    """Add the file to write and its format."""
    arguments.add("--out", type=file_path, required=True, metavar="FILE", text="out")
    arguments.add("--format", choices=forms, default=None, text="format")


def form_of(call: Call, forms: Sequence[str]) -> str:
    """Return the format: as said, else as the file is called, else PDF."""
    named = call.args.format or call.args.out.suffix.lstrip(".").lower()
    return named if named in forms else forms[0]


def _list_arguments(arguments: Arguments) -> None:
    kinds = [str(kind) for kind in ListKind]
    arguments.add("kind", choices=kinds, metavar="KIND", text="list_kind")


def _show_arguments(arguments: Arguments) -> None:
    _list_arguments(arguments)
    arguments.add("--page", type=number_from(1), default=1, metavar="N", text="page")


def show(call: Call) -> Answer:
    """Show one page of a list, masked."""
    with open_books(place_of(call)) as (books, _store):
        found = books.listing(ListKind(call.args.kind), int(call.args.page) - 1)
    rows = list(found.rows)
    return Answer({"rows": rows, "page": found.number + 1, "more": found.more})


def _export_arguments(arguments: Arguments) -> None:
    _list_arguments(arguments)
    out_arguments(arguments, FORMS)
    arguments.add("--plain", action="store_true", text="list_plain")
    second_arguments(arguments)


def export(call: Call) -> Answer:
    """Write a whole list to a file; audited.

    Masked, unless ``--plain`` asks for names and numbers in full and a second
    operator approves (R-50).

    Raises:
        RuleError: ``rule.approval_*``.
        SystemFaultError: ``system.file_unwritable``.
    """
    form, kind = form_of(call, FORMS), ListKind(call.args.kind)
    bootstrap.check_target(call.args.out)
    command = Export(kind, form, plain=call.args.plain, approval=second_of(call))
    with open_books(place_of(call)) as (books, _store):
        made = books.export(command)
        bootstrap.write_file(call.args.out, made)
    fields = {"ok": True, "plain": call.args.plain}
    return Answer({**fields, "file": str(call.args.out), "bytes": len(made)})


def _forms_arguments(arguments: Arguments) -> None:
    arguments.add("--count", type=number_from(1), default=10, metavar="N", text="forms")
    arguments.add("--out", type=file_path, required=True, metavar="FILE", text="out")


def forms(call: Call) -> Answer:
    """Print numbered empty forms for a power cut."""
    bootstrap.check_target(call.args.out)
    with open_books(place_of(call)) as (books, _store):
        made = books.blank_forms(int(call.args.count))
        bootstrap.write_file(call.args.out, made)
    return Answer({"ok": True, "file": str(call.args.out), "bytes": len(made)})


VERBS = (
    Verb("list show", show, _show_arguments),
    Verb("list export", export, _export_arguments),
    Verb("forms print", forms, _forms_arguments),
)
