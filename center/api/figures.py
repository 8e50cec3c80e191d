"""``/metrics``: to this machine, or to whoever brings the token of the environment."""

from __future__ import annotations

import hmac
import os

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from center.console.app import InThread
from center.database import Tx
from center.metrics import CONTENT_TYPE, Labels
from center.origin import is_loopback
from center.service import Center
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

TOKEN = "COUNTER_CENTER_METRICS_TOKEN"  # noqa: S105 - the name of a variable
_HOUR_MS = 3_600_000
_UP = "center_database_up"
_OPEN_ALARMS = "SELECT kind, count(*) FROM alarm WHERE closed_at IS NULL GROUP BY kind"
_GAUGES = {
    "center_workstations": "SELECT count(*) FROM workstation WHERE revoked_at IS NULL",
    "center_workstations_silent": (
        "SELECT count(*) FROM workstation WHERE revoked_at IS NULL "
        "AND (last_seen IS NULL OR last_seen < ?)"
    ),
    "center_acts_waiting": "SELECT coalesce(sum(waiting), 0) FROM workstation_state",
    "center_escalations_open": (
        "SELECT count(*) FROM escalation WHERE replied_at IS NULL"
    ),
}


def metrics_route(center: Center, in_thread: InThread) -> Route:
    """Return the route."""

    def work() -> Response:
        now = center.now_ms()
        try:
            gauges = center.database.read(lambda tx: _gauges(tx, now))
            gauges[_UP, ()] = 1.0
        except CenterError:
            gauges = {(_UP, ()): 0.0}
        return Response(center.metrics.text(gauges), media_type=CONTENT_TYPE)

    async def handle(request: Request) -> Response:
        if not _may_read(request):
            return Response(status_code=403)
        return await in_thread(work)

    return Route("/metrics", handle)


def _gauges(tx: Tx, now_ms: int) -> dict[tuple[str, Labels], float]:
    found: dict[tuple[str, Labels], float] = {}
    for name, sql in _GAUGES.items():
        row = tx.row(sql, (now_ms - _HOUR_MS,) if "?" in sql else ())
        found[name, ()] = float(row[0]) if row else 0.0
    kinds = dict.fromkeys((CenterCode.AUDIT_ANCHOR, CenterCode.SEQUENCE_REUSED), 0)
    rows = tx.rows(_OPEN_ALARMS)
    for kind, count in (*kinds.items(), *rows):
        found["center_alarms_open", (("kind", str(kind)),)] = float(count)
    return found


def _may_read(request: Request) -> bool:
    token = os.environ.get(TOKEN, "")
    if token:
        given = request.headers.get("authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {token}".encode())
    return is_loopback(request)
