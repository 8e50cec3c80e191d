"""``card read`` and ``card simulate``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from counter_app import bootstrap
from counter_app.bootstrap.virtual import DEFAULT_PORT, PROFILES, Simulation, simulate
from counter_app.cli.arguments import Arguments, number_from
from counter_app.cli.trail import office_store, place_of, record_now
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.services.looking import subject_of

DEFAULT_WAIT_S = 10.0
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


def _simulate_arguments(arguments: Arguments) -> None:
    arguments.add("--profile", choices=PROFILES, required=True, text="profile")
    arguments.add("--keys", type=Path, metavar="FILE", text="keys")
    arguments.add("--state", type=Path, metavar="FILE", text="state")
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
    simulate(Simulation(args.profile, args.port, args.keys, args.state), call.say)
    return Answer(silent=True)


VERBS = (
    Verb("card read", read, _read_arguments),
    Verb("card simulate", run_simulation, _simulate_arguments),
)
