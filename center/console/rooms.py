"""The administrators' pages: workstations, rule packs, accounts, audit."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from center import offices, packs
from center.console import accounts, board, journal, web
from center.console.accounts import ConsoleRole, NewAccount
from center.console.web import Visit
from center.database import Tx
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError


def workstations(visit: Visit) -> Response:
    """Show all workstations, with the acts of an administrator."""
    return _workstations(visit, None)


def _workstations(visit: Visit, code: dict[str, object] | None) -> Response:
    rows = visit.center.database.read(board.offices)
    return web.show(visit, "workstations.html", offices=rows, code=code)


def take_workstation(visit: Visit) -> Response:
    """Shut a workstation out, or make a one-time code for another."""
    if visit.field("act") == "code":
        return _new_code(visit)
    name, login, now = visit.field("workstation"), visit.login, visit.now

    def revoke(tx: Tx) -> None:
        offices.revoke(tx, name, now)
        journal.write(tx, journal.Entry(login, "revoke", name), now)

    visit.center.database.write(revoke)
    return web.go("/console/workstations?done=revoked")


def _new_code(visit: Visit) -> Response:
    """The code is shown once, on this answer; only its digest is kept."""
    office, login, now = visit.field("office"), visit.login, visit.now
    with_pin = visit.field("pin") == "1"

    def make(tx: Tx) -> dict[str, object]:
        found = offices.which_office(tx, office or "?")
        made = offices.new_code(tx, found, now, with_pin=with_pin)
        journal.write(tx, journal.Entry(login, "enrol_code", found), now)
        return {"office": found, **made}

    return _workstations(visit, visit.center.database.write(make))


def packs_page(visit: Visit) -> Response:
    """Show published rule packs and what the offices work by."""
    database, now = visit.center.database, visit.now
    rows = database.read(board.offices)
    keys = database.read(
        lambda tx: packs.packs_of(tx, [office.code for office in rows], now)
    )
    in_force = {code: packs.pack_of(key) for code, key in keys.items()}
    published = database.read(packs.listed)
    return web.show(
        visit, "packs.html", offices=rows, in_force=in_force, published=published
    )


def take_pack(visit: Visit) -> Response:
    """Publish a rule pack."""
    text, login, now = visit.form.get("text", ""), visit.login, visit.now
    if len(text) > packs.LARGEST:
        raise CenterError(CenterCode.REQUEST_TOO_LARGE)
    plain = text.replace("\r\n", "\n")

    def publish(tx: Tx) -> None:
        pack = packs.publish(tx, plain, now)
        entry = journal.Entry(login, "pack", pack.name, str(pack.version))
        journal.write(tx, entry, now)

    visit.center.database.write(publish)
    return web.go("/console/packs?done=published")


def accounts_page(visit: Visit) -> Response:
    """Show the accounts."""
    return _accounts(visit, None)


def _accounts(visit: Visit, fresh: tuple[str, str] | None) -> Response:
    rows = visit.center.database.read(accounts.listed)
    return web.show(
        visit, "accounts.html", rows=rows, roles=list(ConsoleRole), fresh=fresh
    )


def take_account(visit: Visit) -> Response:
    """Make an account, give it another password, shut it or open it again.

    Nobody shuts their own account.
    """
    act, login = visit.field("act"), visit.field("login", 40).lower()
    if act in {"close", "open"}:
        return _switch(visit, login, active=act == "open")
    password = accounts.one_time_password()
    hashed = accounts.hashed(login, password)
    role = visit.field("role")
    if act == "make" and role not in set(ConsoleRole):
        raise CenterError(CenterCode.ACCOUNT_NAME)
    now, by = visit.now, visit.login

    def change(tx: Tx) -> None:
        if act == "make":
            new = NewAccount(
                login, visit.field("name", 60), ConsoleRole(role), hashed,
                must_change=True,
            )  # fmt: skip
            accounts.make(tx, new, now)
        else:
            accounts.change_password(tx, login, hashed, must=True)
        event = "account.made" if act == "make" else "account.password"
        journal.write(tx, journal.Entry(by, event, login, role), now)

    visit.center.database.write(change)
    return _accounts(visit, (login, password))


def _switch(visit: Visit, login: str, *, active: bool) -> Response:
    by, now = visit.login, visit.now
    if login == by:
        return web.show(visit, "forbidden.html", HTTPStatus.FORBIDDEN)

    def switch(tx: Tx) -> None:
        accounts.set_active(tx, login, active=active)
        event = "account.opened" if active else "account.closed"
        journal.write(tx, journal.Entry(by, event, login), now)

    visit.center.database.write(switch)
    return web.go("/console/accounts?done=saved")


def audit(visit: Visit) -> Response:
    """Show the console's audit, and whether its chain holds."""
    text = visit.query("before")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004
    database = visit.center.database
    rows = database.read(lambda tx: journal.page(tx, before))
    fault = database.read(journal.first_fault)
    return web.show(visit, "audit.html", rows=rows, fault=fault, page=journal.PAGE)
