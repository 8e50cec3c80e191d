"""The verb ``serve``: in this process, or in several behind one port."""

from __future__ import annotations

import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from center.lanes import LANES, LANES_OF_SEVERAL
from center.reading import seconds, whole
from center.verbs import Verb, opened
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

_MOST = 4  # by default: PostgreSQL wants cores too
_FEWEST = 4  # threads of one of several processes


def processes_of(args: Namespace) -> int:
    """Return how many processes serve: of the command line, or one a core.

    SQLite has one writer and gains nothing; other systems than Linux pass no
    connections on to a process that dies with its parent.

    Raises:
        CenterError: ``center.usage`` for several where there can be one only.
    """
    several = sys.platform == "linux" and args.database.startswith("postgres")
    if args.processes is None:
        return min(len(os.sched_getaffinity(0)), _MOST) if several else 1
    if args.processes > 1 and not several:
        reason = "--processes: PostgreSQL on Linux only"
        raise CenterError(CenterCode.USAGE, reason=reason)
    return int(args.processes)


def threads_of(args: Namespace, processes: int) -> int:
    """Return how many threads and database connections a process has.

    Batches that wait for each other hold a thread each, so few of them would never
    share a transaction.
    """
    if processes == 1:
        return int(args.threads)
    return max(_FEWEST, -(-int(args.threads) // processes))


def _serve(args: Namespace) -> None:
    from center.serve import Options, serve  # noqa: PLC0415 - servers load slowly

    processes = processes_of(args)
    threads = threads_of(args, processes)
    options = Options(
        host=args.host,
        port=args.port,
        threads=threads,
        lanes=LANES if processes == 1 else LANES_OF_SEVERAL,
        every_s=args.every,
        practice_keys=args.practice_keys,
        keys=Path(args.keys) if args.keys else None,
        json=args.json,
        tls_cert=Path(args.tls_cert) if args.tls_cert else None,
        tls_key=Path(args.tls_key) if args.tls_key else None,
        key_module=Path(args.key_module) if args.key_module else None,
        patience_s=args.patience,
        per_s=args.rate,
        connections=args.connections,
    )
    with opened(args, pool=threads if processes == 1 else 1, make=True) as database:
        if processes == 1:
            serve(database, options)
            return
    from center import counting, supervisor, worker  # noqa: PLC0415 - not on Windows

    with counting.folder(processes) as figures:
        work = worker.Work(lambda: opened(args, pool=threads), options, figures)
        ended_by = supervisor.supervise(work, processes)
    signal.raise_signal(ended_by)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=whole(0, 65535), default=8643, metavar="N",
                        help="0 takes a free port and says which")  # fmt: skip
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS")
    parser.add_argument("--processes", type=whole(1, 64), default=None, metavar="N",
                        help="that serve behind the port; default: one a core, four "
                        "at most, with PostgreSQL on Linux, else 1")  # fmt: skip
    parser.add_argument("--threads", type=whole(1, 1000), default=8, metavar="N",
                        help="database connections of this instance, shared out to "
                        "its processes, four at least each")  # fmt: skip
    parser.add_argument("--every", type=seconds, default=30.0, metavar="SECONDS",
                        help="pause between rounds of housekeeping")  # fmt: skip
    parser.add_argument("--patience", type=seconds, default=20.0, metavar="SECONDS",
                        help="longest silence in a request")  # fmt: skip
    parser.add_argument("--rate", type=whole(0, 100_000), default=50, metavar="N",
                        help="requests a second of one address in each process, "
                        "0: any")  # fmt: skip
    parser.add_argument("--connections", type=whole(1, 100_000), default=800,
                        metavar="N", help="open at once in each process")  # fmt: skip
    parser.add_argument("--practice-keys", action="store_true",
                        help="cryptograms of invented keys (practice)")  # fmt: skip
    parser.add_argument("--tls-cert", default="", metavar="FILE",
                        help="PEM certificate; enrolment pins its key")  # fmt: skip
    parser.add_argument("--tls-key", default="", metavar="FILE",
                        help="PEM private key of the certificate")  # fmt: skip
    parser.add_argument("--key-module", default="", metavar="FILE",
                        help="TOML file: a PKCS#11 module of card keys")  # fmt: skip
    parser.add_argument("--keys", default="", metavar="FILE",
                        help="TOML file of invented root keys (practice)")  # fmt: skip


VERBS = {"serve": Verb(_serve, "serve the API", _arguments)}
