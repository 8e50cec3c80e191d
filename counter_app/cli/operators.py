"""``operators add|list|reset``: the way back in for an administrator of the machine.

Whoever holds the database's key owns the office; every change is audited.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, one_name
from counter_app.cli.trail import office_store, record
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.domain.states import Role
from counter_app.services.operators import add_operator


def _add_arguments(arguments: Arguments) -> None:
    _one_login(arguments)
    arguments.add("--name", type=one_name, text="name")
    arguments.add(
        "--role", choices=[str(r) for r in Role], default=str(Role.CLERK), text="role"
    )


def _one_login(arguments: Arguments) -> None:
    arguments.add("login", type=one_name, metavar="LOGIN", text="login")


def add(call: Call) -> Answer:
    """Make an account with a random one-time password, shown once.

    Raises:
        SystemFaultError: ``system.operator_exists``.
    """
    login = call.args.login
    with closing(office_store(call)) as store, store.unit_of_work() as work:
        if work.operators.get(login) is not None:
            raise SystemFaultError(SystemCode.OPERATOR_EXISTS, login=login)
        password = bootstrap.new_password(login)
        role = Role(call.args.role)
        add_operator(work, login, call.args.name or login, role, password)
        record(work, "operator.add", detail=f"{login} {role}")
        work.commit()
    return _told(call, login, password)


def reset(call: Call) -> Answer:
    """Give an account a new one-time password and lift its lock.

    Raises:
        SystemFaultError: ``system.operator_unknown``.
    """
    login = call.args.login
    with closing(office_store(call)) as store, store.unit_of_work() as work:
        known = work.operators.get(login)
        if known is None:
            raise SystemFaultError(SystemCode.OPERATOR_UNKNOWN, login=login)
        password = bootstrap.new_password(login)
        fresh = add_operator(work, login, known.name, known.role, password)
        work.operators.put(replace(fresh, failed=0, locked_until=None, active=True))
        record(work, "operator.reset", detail=login)
        work.commit()
    return _told(call, login, password)


def listing(call: Call) -> Answer:
    """List the accounts; names of staff are personal data, so it is audited."""
    now = bootstrap.clock().now()
    with closing(office_store(call)) as store, store.unit_of_work() as work:
        rows = [
            {
                "login": operator.login,
                "name": operator.name,
                "role": str(operator.role),
                "active": operator.active,
                "locked": operator.locked_until is not None
                and operator.locked_until > now,
            }
            for operator in work.operators.all()
        ]
        record(work, "operator.list")
        work.commit()
    return Answer({"rows": rows})


def _told(call: Call, login: str, password: str) -> Answer:
    line = call.text("cli.operators.password", login=login, password=password)
    return Answer({"ok": True, "login": login, "password": password}, (line,))


VERBS = (
    Verb("operators add", add, _add_arguments),
    Verb("operators list", listing),
    Verb("operators reset", reset, _one_login),
)
