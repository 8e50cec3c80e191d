"""Where a verb works and what the audit keeps of it: actor ``cli:<os user>``."""

from __future__ import annotations

from counter_app import bootstrap
from counter_app.bootstrap import Place
from counter_app.cli.verb import Call
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.ports.store import Store, UnitOfWork


def actor() -> str:
    """Return who is at the command line, as the audit names it: ``cli:<os user>``."""
    return f"cli:{bootstrap.os_user()}"


def place_of(call: Call) -> Place:
    """Return the data folder with its checked configuration."""
    return Place(call.data, call.config(), call.environment, call.unlock_file())


def office_store(call: Call) -> Store:
    """Open the office's database.

    Raises:
        SystemFaultError: ``system.no_office``.
        StoreError: the key or the file is at fault.
    """
    if not bootstrap.has_office(call.data):
        raise SystemFaultError(SystemCode.NO_OFFICE)
    return bootstrap.open_data(place_of(call))


def record(work: UnitOfWork, event: str, subject: str = "", detail: str = "") -> None:
    """Add an audit row to a unit of work; the caller commits."""
    work.audit.append(
        at=bootstrap.clock().now(),
        actor=actor(),
        event=event,
        subject=subject,
        detail=detail,
    )


def record_now(store: Store, event: str, subject: str = "", detail: str = "") -> None:
    """Write one audit row: what is shown or changed next is thereby on record."""
    with store.unit_of_work() as work:
        record(work, event, subject, detail)
        work.commit()
