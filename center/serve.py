"""Serve the API with uvicorn until a signal comes."""

from __future__ import annotations

import json
import logging
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from center.answers import Json
from center.api.app import create_app
from center.database import Database
from center.facts import facts_of
from center.housekeeping import Housekeeping
from center.keyroom import SoftwareKeyRoom
from center.service import Center
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

_BACKLOG = 512
_GRACE_S = 5


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve."""

    host: str
    port: int
    threads: int = 8
    every_s: float = 30.0
    practice_keys: bool = False
    keys: Path | None = None
    json: bool = False


def _now() -> datetime:
    return datetime.now(UTC)


def build(database: Database, options: Options) -> Center:
    """Return the center over an open database."""
    keyed = options.practice_keys or options.keys is not None
    room = SoftwareKeyRoom(options.keys) if keyed else None
    return Center(database, facts_of(database), _now, room)


def serve(database: Database, options: Options) -> None:
    """Serve until SIGINT or SIGTERM; the ready line goes to stdout.

    Raises:
        CenterError: ``center.port_taken``.
    """
    app = create_app(
        build(database, options),
        threads=options.threads,
        housekeeping=Housekeeping(database, _now, options.every_s),
    )
    listener = _listen(options)
    host, port = listener.getsockname()[:2]
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        backlog=_BACKLOG,
    )
    server = _Announcing(config, {"ok": True, "url": f"http://{host}:{port}"}, options)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()


def _listen(options: Options) -> socket.socket:
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

    def __init__(self, config: uvicorn.Config, ready: Json, options: Options) -> None:
        super().__init__(config)
        self._ready = ready
        self._json = options.json

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            text = json.dumps(self._ready) if self._json else str(self._ready["url"])
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
