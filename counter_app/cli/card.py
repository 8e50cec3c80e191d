"""The verbs of ``card``: read, inquire, pin, rewrite, trace, serve, simulate."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

from counter_app import bootstrap
from counter_app.bootstrap.card_tools import (
    BridgeOrder,
    inquiry_fields,
    inquiry_lines,
    open_desk,
    open_traced_desk,
    serve_cards,
)
from counter_app.bootstrap.virtual import (
    DEFAULT_PORT,
    PROFILES,
    Simulation,
    one_fault,
    simulate,
)
from counter_app.cli import pins, rewriting
from counter_app.cli.arguments import Arguments, file_path, number_from
from counter_app.cli.trail import office_store, place_of, record_now
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.chip import ChipReading
from counter_app.ports.store import Store
from counter_app.services.looking import subject_of

DEFAULT_WAIT_S = 10.0
SAM_PROFILES = ("sam", "sam-sm4")
_MAX_PORT = 65535


def _read_arguments(arguments: Arguments) -> None:
    arguments.add("--reader", metavar="NAME", text="reader")
    arguments.add(
        "--wait",
        type=number_from(0, whole=False),
        default=DEFAULT_WAIT_S,
        metavar="S",
        text="wait",
    )


def read(call: Call) -> Answer:
    """Read the card on the reader; on record before it is shown.

    Raises:
        CardError: no service, reader or card, or a card that cannot be read.
        StoreError: the office's database cannot take the audit row.
    """
    args = call.args
    place = place_of(call)
    if not bootstrap.has_office(call.data):
        reading = bootstrap.read_card(place, None, reader=args.reader, wait_s=args.wait)
        return Answer(bootstrap.reading_fields(reading))
    with closing(office_store(call)) as store:
        reading = bootstrap.read_card(
            place, store, reader=args.reader, wait_s=args.wait
        )
        subject = subject_of(reading.ssn or reading.card_uid or "")
        record_now(store, "card.read", subject)
    return Answer(bootstrap.reading_fields(reading))


def _inquire_arguments(arguments: Arguments) -> None:
    _read_arguments(arguments)
    arguments.add("--online", action="store_true", text="online")


def inquire(call: Call) -> Answer:
    """Read everything on the card; on record before it is shown.

    No PIN is asked for: files behind one are marked so. ``--online`` shows the card
    to the center instead and lays the three sides side by side (S6).

    Raises:
        CardError: no service, reader or card, or a card that cannot be read.
        StoreError: the office's database cannot take the audit row.
    """
    if call.args.online:
        return pins.online(call)
    with ExitStack() as open_now:
        store = _store(call, open_now)
        desk = open_now.enter_context(
            open_desk(place_of(call), store, call.args.reader)
        )
        found = desk.inquire(wait_s=call.args.wait)
        if store is not None:
            subject = subject_of(found.reading.ssn or found.reading.card_uid or "")
            record_now(store, "card.inquire", subject)
    return Answer(inquiry_fields(found, call.words), inquiry_lines(found, call.words))


def _store(call: Call, open_now: ExitStack) -> Store | None:
    """Return the office's database, None where there is no office yet."""
    if not bootstrap.has_office(call.data):
        return None
    return open_now.enter_context(closing(office_store(call)))


def _trace_arguments(arguments: Arguments) -> None:
    arguments.add(
        "--out", type=file_path, metavar="FILE", required=True, text="trace_out"
    )
    _read_arguments(arguments)


def trace(call: Call) -> Answer:
    """Read a card and write its APDUs to a file: for support.

    PINs, cryptograms and a citizen's data are masked.

    Raises:
        CardError: what the card or the reader failed with; the file says how far.
        PrintError: the file cannot be written.
    """
    lines: list[str] = []
    try:
        with ExitStack() as open_now:
            store = _store(call, open_now)
            place = place_of(call)
            if store is not None:
                record_now(store, "card.trace")
            desk = open_now.enter_context(
                open_traced_desk(place, store, call.args.reader, lines.append)
            )
            desk.inquire(wait_s=call.args.wait)
    finally:
        text = "".join(f"{line}\n" for line in lines)
        bootstrap.write_file(call.args.out, text.encode())
    return Answer({"file": str(call.args.out), "lines": len(lines)})


def _serve_arguments(arguments: Arguments) -> None:
    arguments.add(
        "--port", type=number_from(0), default=0, metavar="PORT", text="serve_port"
    )
    arguments.add("--origin", action="append", metavar="URL", text="origin")
    arguments.add("--token-file", type=Path, metavar="FILE", text="token_file")
    arguments.add("--pin", action="store_true", text="pin_verify")
    arguments.add("--reader", metavar="NAME", text="reader")


def serve(call: Call) -> Answer:
    """Offer the reader to web pages of this machine until SIGTERM or Ctrl+C.

    Off unless started; 127.0.0.1 only; every reading is on record.

    Raises:
        SystemFaultError: ``system.usage`` when port or token file cannot be used.
    """
    args = call.args
    order = BridgeOrder(args.port, tuple(args.origin or ()), args.pin, args.token_file)
    with ExitStack() as open_now:
        store = _store(call, open_now)
        desk = open_now.enter_context(open_desk(place_of(call), store, args.reader))

        def on_record(event: str, reading: ChipReading) -> None:
            if store is not None:
                subject = subject_of(reading.ssn or reading.card_uid or "")
                record_now(store, event, subject, "bridge")

        def ready(url: str, token: str) -> None:
            shown = "" if args.token_file else f" token={token}"
            call.say(call.text("cli.serve.ready", url=url) + shown)

        serve_cards(desk, order, call.words, on_record, ready)
    return Answer(silent=True)


def _simulate_arguments(arguments: Arguments) -> None:
    profiles = (*PROFILES, *SAM_PROFILES)
    arguments.add("--profile", choices=profiles, required=True, text="profile")
    arguments.add("--keys", type=Path, metavar="FILE", text="keys")
    arguments.add("--state", type=Path, metavar="FILE", text="state")
    arguments.add(
        "--fault",
        action="append",
        default=[],
        type=one_fault,
        metavar="KIND@N[:SW]",
        text="fault",
    )
    arguments.add(
        "--port",
        type=number_from(1),
        default=DEFAULT_PORT,
        choices=_Ports(),
        metavar="PORT",
        text="port",
    )


class _Ports:
    """All port numbers, for argparse's ``choices``."""

    def __contains__(self, port: object) -> bool:
        return isinstance(port, int) and 0 < port <= _MAX_PORT

    def __iter__(self) -> object:
        return iter(("1-65535",))


def run_simulation(call: Call) -> Answer:
    """Keep a virtual card in a vpcd reader until SIGTERM or Ctrl+C.

    Raises:
        CardError: ``card.keys_file``, ``card.state_file``.
    """
    args = call.args
    wanted = Simulation(
        args.profile, args.port, args.keys, args.state, tuple(args.fault)
    )
    simulate(wanted, call.say)
    return Answer(silent=True)


VERBS = (
    Verb("card read", read, _read_arguments),
    Verb("card inquire", inquire, _inquire_arguments),
    Verb("card pin", pins.pin, pins.pin_arguments),
    Verb("card rewrite", rewriting.rewrite, rewriting.rewrite_arguments),
    Verb("card trace", trace, _trace_arguments),
    Verb("card serve", serve, _serve_arguments),
    Verb("card simulate", run_simulation, _simulate_arguments),
)
