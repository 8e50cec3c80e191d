"""Make, start and stop the practice office."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from card_io.simulator.lab import PcscLab
from card_io.simulator.vpcd import DEFAULT_PORT
from counter_app import bootstrap
from counter_app.bootstrap import Place
from counter_app.bootstrap.place import make_folder
from counter_app.config import FILE_NAME as CONFIG_FILE
from counter_app.config import load_config
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.practice import PracticeCode
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import CardError, SystemFaultError
from counter_app.domain.states import Role
from counter_app.ports.cards import CardDesk
from counter_app.ports.store import Store
from counter_app.practice import processes, record
from counter_app.practice.cards import CardBox, make_cards
from counter_app.practice.center_side import CenterSide, url_of
from counter_app.practice.people import REGION, make_roll
from counter_app.practice.processes import Part
from counter_app.practice.record import Account, Record, folder_of
from counter_app.practice.tray import CardPlace, Tray, VirtualReader
from counter_app.services.commands import Enrol, SetUp
from counter_app.services.operators import add_operator

NAME = "练习网点 Practice office"
SUPERVISOR, CLERK = "banzhang", "jingban"
_LOOK_S = 0.02
_LONGEST_SOCKET = 100  # of 107 characters that AF_UNIX allows


@dataclass(frozen=True, slots=True)
class Started:
    """A running practice office.

    Attributes:
        channel: ``pcsc``, or ``direct`` where namespaces are forbidden.
        notice: code that says why it is not ``pcsc``.
    """

    channel: str
    center_url: str
    notice: str | None = None


def place_of(data: Path, environment: Mapping[str, str]) -> Place:
    """Return the data folder as the composition root takes it."""
    return Place(data, load_config(data, environment), environment)


def init(
    data: Path, environment: Mapping[str, str], *, seed: int = 1, crowd: int = 100
) -> Record:
    """Make a practice office: people, cards, accounts, center; nothing stays running.

    Raises:
        SystemFaultError: ``system.office_exists``, ``system.data_unwritable``.
    """
    if bootstrap.has_office(data):
        raise SystemFaultError(SystemCode.OFFICE_EXISTS)
    make_folder(data)
    folder, config = folder_of(data), data / CONFIG_FILE
    shutil.rmtree(folder, ignore_errors=True)  # left by an init that was broken off
    configured = config.exists()
    try:
        return _init(data, environment, seed, crowd)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if not configured:
            config.unlink(missing_ok=True)
        raise


def _init(data: Path, environment: Mapping[str, str], seed: int, crowd: int) -> Record:
    folder = folder_of(data)
    folder.mkdir(mode=0o700)
    record.write_config(data)
    record.write_passphrase(data, secrets.token_urlsafe(24))
    today = bootstrap.clock().now().astimezone().date()
    roll = make_roll(today, seed=seed, crowd=crowd)
    make_cards(folder / record.CARDS, roll)
    center = CenterSide(folder)
    center.verb("migrate")
    made = center.verb("enrol-office", "--name", NAME, "--region", REGION)
    center.fill(roll, str(made["office_code"]))
    with _office_or_nothing(data, environment) as (accounts, recovery):
        port = _enrol(data, environment, center, str(made["code"]))
        whole = Record(accounts, recovery, today, seed, crowd, port)
        record.save(data, whole)
    return whole


@contextmanager
def _office_or_nothing(
    data: Path, environment: Mapping[str, str]
) -> Iterator[tuple[tuple[Account, ...], str]]:
    """Make the office for a block; a block that fails leaves none behind."""
    place = place_of(data, environment)
    made = _make_office(place)
    try:
        with closing(bootstrap.open_data(place)) as store:
            _open_accounts(store, made[0])
        yield made
    except BaseException:
        bootstrap.discard_office(place)
        raise


def _make_office(place: Place) -> tuple[tuple[Account, ...], str]:
    accounts = (
        Account(CLERK, "张敏", str(Role.CLERK), bootstrap.new_password(CLERK)),
        Account(
            SUPERVISOR,
            "李班长",
            str(Role.SUPERVISOR),
            bootstrap.new_password(SUPERVISOR),
        ),
    )
    command = SetUp(
        office_name=NAME,
        admin_login=SUPERVISOR,
        admin_name=accounts[1].name,
        admin_password=accounts[1].password,
        passphrase=place.passphrase(),
    )
    made = bootstrap.make_office(place, command, practice=True)
    return accounts, made.recovery_key


def _open_accounts(store: Store, accounts: tuple[Account, ...]) -> None:
    """Make the accounts; practice passwords are shown, so they need no change."""
    with store.unit_of_work() as uow:
        for account in accounts:
            operator = add_operator(
                uow, account.login, account.name, Role(account.role), account.password
            )
            uow.operators.put(replace(operator, must_change=False))
        uow.audit.append(at=bootstrap.clock().now(), actor="practice", event="practice")
        uow.commit()


def _enrol(
    data: Path, environment: Mapping[str, str], center: CenterSide, code: str
) -> int:
    """Enrol at the running center, fetch the whole roll, return the center's port."""
    server = center.start()
    try:
        record.change_config(data, center_url=server.url)
        place = place_of(data, environment)
        with closing(bootstrap.open_data(place)) as store:
            bootstrap.enrol_workstation(place, store, Enrol(server.url, code))
            bootstrap.sync_once(place, store)
    finally:
        processes.stop(server.part)
    return server.port


def start(data: Path) -> Started:
    """Start what does not run yet: the center, and the private PC/SC service.

    Raises:
        SystemFaultError: ``system.not_practice``, ``practice.part_failed``.
    """
    record.load(data)
    folder = folder_of(data)
    running = {p.name: p for p in processes.remembered(folder) if p.running()}
    notice = None
    if "center" not in running:
        running["center"] = start_center(data)
    if "pcscd" not in running:
        part, notice = _start_pcscd(data)
        if part is not None:
            running["pcscd"] = part
    processes.remember(folder, tuple(running.values()))
    channel = "pcsc" if "pcscd" in running else "direct"
    record.change_config(data, role="counter" if channel == "pcsc" else "direct")
    return Started(channel, url_of(record.load(data).center_port), notice)


def start_center(data: Path) -> Part:
    """Start the center alone (the line is back)."""
    made = record.load(data)
    server = CenterSide(folder_of(data)).start(made.center_port)
    _replace(folder_of(data), server.part)
    if server.port != made.center_port:
        _moved(data, replace(made, center_port=server.port), server.url)
    return server.part


def _moved(data: Path, made: Record, url: str) -> None:
    """Tell the office that its center has another address: its port was taken."""
    with (
        closing(bootstrap.open_data(place_of(data, {}))) as store,
        store.unit_of_work() as uow,
    ):
        office = uow.settings.office()
        if office is not None:
            uow.settings.put_office(replace(office, center_url=url))
            uow.commit()
    record.change_config(data, center_url=url)
    record.save(data, made)


def stop_center(data: Path) -> None:
    """Stop the center alone (the line is cut)."""
    for part in processes.remembered(folder_of(data)):
        if part.name == "center":
            processes.stop(part)


def _replace(folder: Path, part: Part) -> None:
    others = [p for p in processes.remembered(folder) if p.name != part.name]
    processes.remember(folder, [*others, part])


def _start_pcscd(data: Path) -> tuple[Part | None, str | None]:
    home = folder_of(data) / record.PCSCD
    if len(str(home / "run" / "pcscd.comm")) > _LONGEST_SOCKET:
        home = Path(tempfile.mkdtemp(prefix="pcscd-"))
    lab = PcscLab(home, die_with_parent=False)
    try:
        lab.start()
    except CardError as exc:
        _forget_pcscd(data, home)
        if exc.code in (CardCode.LAB_FORBIDDEN, CardCode.LAB_MISSING):
            return None, PracticeCode.READER_DIRECT
        raise
    record.change_config(data, pcscd_socket=lab.socket_path)
    return Part("pcscd", lab.pid, processes.birth_of(lab.pid)), None


def _forget_pcscd(data: Path, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    record.change_config(data, pcscd_socket="")


def stop(data: Path) -> tuple[str, ...]:
    """Stop everything that was started; return the names of what was running.

    Raises:
        SystemFaultError: ``system.not_practice``, ``practice.part_failed`` when a
            program does not end.
    """
    record.load(data)
    folder = folder_of(data)
    ended = []
    for part in reversed(processes.remembered(folder)):
        if part.running():
            ended.append(part.name)
        if not processes.stop(part):
            raise SystemFaultError(
                PracticeCode.PART_FAILED, part=part.name, reason="still running"
            )
    socket = load_config(data, {}).practice.pcscd_socket
    if socket:
        _forget_pcscd(data, Path(socket).parent.parent)
    with suppress(OSError):
        processes.forget(folder)
    return tuple(ended)


def tray_of(data: Path, desk: CardDesk) -> Tray:
    """Return the card tray for a card desk of this practice office.

    Raises:
        SystemFaultError: ``practice.not_started`` where the virtual reader is away.
    """
    box = CardBox(folder_of(data) / record.CARDS)
    gone = threading.Event()

    def empty(seconds: float) -> bool:
        """Wait until the card desk has noticed that nothing lies there."""
        for _ in range(int(seconds / _LOOK_S)):
            if not desk.state().card_present:
                return True
            gone.wait(_LOOK_S)
        return False

    if isinstance(desk, CardPlace):
        return Tray(box, desk, empty)
    reader = reader_of(data)
    if reader is None:
        raise SystemFaultError(PracticeCode.NOT_STARTED)
    return Tray(box, VirtualReader(*reader), empty)


def reader_of(data: Path) -> tuple[int, int] | None:
    """Return port and pcscd's process id of the virtual reader; None when direct."""
    for part in processes.remembered(folder_of(data)):
        if part.name == "pcscd" and part.running():
            return DEFAULT_PORT, part.pid
    return None


@contextmanager
def running(data: Path) -> Iterator[Started]:
    """Keep the practice office running for a block; stop it only if it did not."""
    before = {p.name for p in processes.remembered(folder_of(data)) if p.running()}
    started = start(data)
    try:
        yield started
    finally:
        if not before:
            stop(data)
