"""The first start, done: :class:`counter_app.services.firstrun.FirstSteps`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from counter_app.bootstrap.data import asks_passphrase, make_office, open_data
from counter_app.bootstrap.line import enrol_workstation
from counter_app.bootstrap.machine import clock, has_display, new_password
from counter_app.bootstrap.office import OpenOffice, open_office
from counter_app.bootstrap.place import Place, has_office
from counter_app.bootstrap.workbench import DeskBench
from counter_app.config import load_config
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.domain.packfile import SHIPPED
from counter_app.services.commands import Enrol, SetUp
from counter_app.services.firstrun import AtCenter, LoadNow, MadeOffice, NewOffice
from sync.line import CENTER_KEY
from views.firstrun.window import run_first_window

_GROUP = 4


@dataclass
class Starter:
    """Makes an office step by step.

    Attributes:
        place: the data folder.
        actor: who acts where no operator is logged in, e.g. ``cli:root``.
        office: the running office, once the first load was asked for.
    """

    place: Place
    actor: str
    make_practice: Callable[[], None]
    office: OpenOffice | None = None
    rules: tuple[str, ...] = SHIPPED

    @property
    def bench(self) -> DeskBench:
        """Reader and printer of this machine."""
        return DeskBench(self._fresh())

    @property
    def asks_passphrase(self) -> bool:
        """Whether this machine has no key store and no file names a passphrase."""
        return asks_passphrase(self.place)

    def make(self, order: NewOffice) -> MadeOffice:
        if order.passphrase:
            self.place = replace(self.place, told=order.passphrase)
        command = SetUp(
            office_name=order.name,
            admin_login=order.login,
            admin_name=order.person or order.login,
            admin_password=new_password(order.login),
            passphrase=self.place.passphrase(),
            rule_pack=order.rules,
        )
        made = make_office(self.place, command)
        self._on_record("setup.window", order.login)
        return MadeOffice(order.login, command.admin_password, made.recovery_key)

    def enrol(self, address: str, code: str) -> AtCenter:
        with closing(open_data(self.place)) as store:
            command = Enrol(address, code)
            office = enrol_workstation(self._fresh(), store, command)
            with store.reading() as read:
                key = read.settings.get(CENTER_KEY) or ""
        self._on_record("enrol.window", office.workstation)
        return AtCenter(office.office_name, office.workstation, _grouped(key))

    def load(self) -> LoadNow:
        if self.office is None:
            self.office = open_office(self._fresh(), actor=self.actor)
        report = self.office.desk.syncing.report()
        line = report.line
        return LoadNow(
            holders=report.holders,
            left=line.load.left if line.load else None,
            seconds=line.load.seconds if line.load else None,
            done=not line.enrolled or line.data_as_of is not None,
            fault=line.fault,
        )

    def practice(self) -> None:
        self.make_practice()

    def close(self) -> None:
        """Close the office that the assistant opened."""
        if self.office is not None:
            self.office.close()
            self.office = None

    def _fresh(self) -> Place:
        """Return the folder with the settings as they are stored now."""
        config = load_config(self.place.data, self.place.environment)
        return replace(self.place, config=config)

    def _on_record(self, event: str, detail: str) -> None:
        with closing(open_data(self.place)) as store, store.unit_of_work() as work:
            now = clock().now()
            work.audit.append(at=now, actor=self.actor, event=event, detail=detail)
            work.commit()


def first_run(starter: Starter, language: str) -> bool:
    """Show the assistant; tell whether there is an office now.

    Raises:
        SystemFaultError: ``system.no_display``.
    """
    if not has_display():
        raise SystemFaultError(SystemCode.NO_DISPLAY)
    try:
        run_first_window(starter, starter.place.data, language)
    finally:
        starter.close()
    return has_office(starter.place.data)


def _grouped(key: str) -> str:
    """Return a key in groups that can be read out and compared."""
    groups = (key[at : at + _GROUP] for at in range(0, len(key), _GROUP))
    return " ".join(groups).upper()
