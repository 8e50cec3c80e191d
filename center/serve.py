"""Serve the API with uvicorn until a signal comes: one process.

``center.supervisor`` runs several of them behind one port.
"""

from __future__ import annotations

import gc
import json
import logging
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from center.answers import Json
from center.api.app import Manners, create_app
from center.database import Database
from center.facts import facts_of
from center.housekeeping import Housekeeping
from center.keyroom import PRACTICE_DIVISION, ProviderKeyRoom, SoftwareKeyRoom
from center.lanes import LANES, Lanes
from center.limits import PATIENCE_S
from center.listening import MOST_CONNECTIONS, guarded
from center.metrics import Metrics
from center.service import Center
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.wire.pins import pin_of_pem

BACKLOG = 512
GRACE_S = 5
_COLLECT_AFTER = 20_000
PER_S = 50.0


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve.

    Attributes:
        threads: requests at work at once, and database connections, of a process.
        lanes: batches it writes at once (``center.lanes``).
        connections: open at once in a process.
        per_s: requests a second of one address that a process serves.
    """

    host: str
    port: int
    threads: int = 8
    lanes: int = LANES
    every_s: float = 30.0
    practice_keys: bool = False
    keys: Path | None = None
    json: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None
    key_module: Path | None = None
    patience_s: float = PATIENCE_S
    per_s: float = PER_S
    connections: int = MOST_CONNECTIONS


def _now() -> datetime:
    return datetime.now(UTC)


def build(
    database: Database, options: Options, metrics: Metrics | None = None
) -> Center:
    """Return the center over an open database."""
    room = _key_room(database, options)
    pin = _pin(options.tls_cert) if options.tls_cert else ""
    return Center(
        database,
        facts_of(database),
        _now,
        room,
        pin,
        metrics=metrics or Metrics(),
        lanes=Lanes(options.lanes),
    )


def _key_room(database: Database, options: Options) -> ProviderKeyRoom | None:
    """Open the key module, or keys in software where every office is for practice.

    Raises:
        CenterError: ``center.key_module``, ``center.practice_keys``.
    """
    if options.key_module is not None:
        from center.hsm import ModuleKeys, load_module_config  # noqa: PLC0415 - only where there is one

        return ProviderKeyRoom(ModuleKeys(load_module_config(options.key_module)))
    if not options.practice_keys and options.keys is None:
        return None
    rows = database.read(lambda tx: tx.rows("SELECT DISTINCT region FROM office"))
    real = [
        str(row[0]) for row in rows if not str(row[0]).startswith(PRACTICE_DIVISION)
    ]
    if real:
        raise CenterError(CenterCode.PRACTICE_KEYS, region=", ".join(sorted(real)))
    return SoftwareKeyRoom(options.keys)


def serve(database: Database, options: Options) -> None:
    """Serve until SIGINT or SIGTERM; the ready line goes to stdout.

    Raises:
        CenterError: ``center.port_taken``, ``center.tls_files``.
    """
    check_tls(options)
    app = application(build(database, options), options, keeps_house=True)
    listener = listen(options)
    spare_the_collector()
    server = _Announcing(
        configuration(app, options), lambda: announce(listener, options)
    )
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()


def application(center: Center, options: Options, *, keeps_house: bool) -> Starlette:
    """Return the application of one process."""
    house = Housekeeping(center.database, _now, options.every_s)
    return create_app(
        center,
        Manners(options.threads, options.patience_s, options.per_s),
        housekeeping=house if keeps_house else None,
    )


def configuration(app: Starlette, options: Options) -> uvicorn.Config:
    """Return how uvicorn serves it."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    return uvicorn.Config(
        app,
        http=guarded(options.patience_s, options.connections),
        ws="none",  # there are none, and the library for them loads slowly
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        backlog=BACKLOG,
        ssl_certfile=options.tls_cert,
        ssl_keyfile=options.tls_key,
    )


def announce(listener: socket.socket, options: Options) -> None:
    """Say where it serves, in one line of stdout."""
    host, port = listener.getsockname()[:2]
    scheme = "https" if options.tls_cert else "http"
    ready: Json = {"ok": True, "url": f"{scheme}://{host}:{port}"}
    sys.stdout.write((json.dumps(ready) if options.json else str(ready["url"])) + "\n")
    sys.stdout.flush()


def spare_the_collector() -> None:
    """A batch makes thousands of records and no cycles; what is loaded stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 50)


def _pin(certificate: Path) -> str:
    try:
        return pin_of_pem(certificate.read_bytes())
    except (OSError, ValueError) as exc:
        raise CenterError(CenterCode.TLS_FILES, file=certificate.name) from exc


def check_tls(options: Options) -> None:
    """Certificate and key come together and fit.

    Raises:
        CenterError: ``center.tls_files``.
    """
    if options.tls_cert is None and options.tls_key is None:
        return
    if options.tls_cert is None or options.tls_key is None:
        raise CenterError(CenterCode.TLS_FILES, file="--tls-cert, --tls-key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(options.tls_cert, options.tls_key)
    except (OSError, ssl.SSLError) as exc:
        raise CenterError(CenterCode.TLS_FILES, file=options.tls_cert.name) from exc


def listen(options: Options) -> socket.socket:
    """Take the port; it is not listened on yet.

    Raises:
        CenterError: ``center.port_taken``.
    """
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except (OSError, OverflowError) as exc:
        listener.close()
        raise CenterError(CenterCode.PORT_TAKEN, port=options.port) from exc
    return listener


class _Announcing(uvicorn.Server):
    """Says where it serves once it does."""

    def __init__(self, config: uvicorn.Config, say: Callable[[], None]) -> None:
        super().__init__(config)
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._say()
