"""``practice acts``: the random clerk in a practice office, through all its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from counter_app import bootstrap
from counter_app.bootstrap import OpenOffice
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.practice import record
from counter_app.practice.acts import RandomClerk, Reader
from counter_app.practice.cards import card_id
from counter_app.practice.office import CLERK, place_of, running, tray_of
from counter_app.practice.people import make_roll
from counter_app.services.results import CaseResult


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many acts, drawn by which seed, with or without the line."""

    count: int
    seed: int
    offline: bool = False


@dataclass(slots=True)
class Training:
    """What the random clerk did; one receipt an act."""

    receipts: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)

    def add(self, result: CaseResult) -> None:
        """Count one act."""
        self.receipts.append(result.receipt_no)
        kind = result.business.value
        self.kinds[kind] = self.kinds.get(kind, 0) + 1


def carry_out(
    data: Path,
    environment: Mapping[str, str],
    wanted: Wanted,
    tell: Callable[[CaseResult], None] = lambda _result: None,
) -> Training:
    """Carry out random lawful acts; the practice office runs meanwhile.

    Raises:
        SystemFaultError: ``system.not_practice``, ``system.office_in_use``,
            ``practice.no_lawful_act``.
    """
    made = record.load(data)
    training = Training()

    def done(result: CaseResult) -> None:
        training.add(result)
        tell(result)

    with running(data), bootstrap.open_office(place_of(data, environment)) as office:
        if not office.office.practice:
            raise SystemFaultError(SystemCode.NOT_PRACTICE)
        office.line.hold(wanted.offline)
        _log_in(office, made)
        _clerk(office, data, made, wanted.seed).acts(wanted.count, done)
    return training


def _log_in(office: OpenOffice, made: record.Record) -> None:
    account = next(one for one in made.accounts if one.login == CLERK)
    office.desk.login(account.login, account.password)


def _clerk(
    office: OpenOffice, data: Path, made: record.Record, seed: int
) -> RandomClerk:
    tray = tray_of(data, office.cards)
    reader = Reader(lambda uid: tray.lay(card_id(uid)), tray.lay_blank, tray.take_off)
    roll = make_roll(made.made_on, seed=made.seed, crowd=made.crowd)
    return RandomClerk(office.desk, reader, roll.for_training(), seed)
