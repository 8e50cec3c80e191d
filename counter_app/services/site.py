"""The workstation's settings and what the program is made of; ``Desk.site``.

What holds for the whole office (reader, SAM, printer, receipt, idle lock, language of
papers) is a supervisor's to change, and on record. The look of the window is nobody's
data and is kept by the window itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CounterError, RuleError
from counter_app.domain.states import Role
from counter_app.ports.cards import ReaderState
from counter_app.ports.workbench import Version
from counter_app.services.parts import Parts
from counter_app.services.results import Session

#: What may be changed here; everything else of ``config.toml`` is an administrator's.
OPEN_KEYS = (
    "language",
    "idle_lock_min",
    "reader.name",
    "keys.sam_reader",
    "printer.target",
    "printer.name",
    "printer.folder",
    "printer.receipt",
)


@dataclass(frozen=True, slots=True)
class Site:
    """The settings in force, and facts that cannot be changed here.

    Attributes:
        values: of :data:`OPEN_KEYS`.
        readers: names of the readers that are plugged in.
        reader_fault: code why they could not be listed.
        proxy: host and port between here and the center; "" for none.
    """

    values: Mapping[str, str]
    readers: tuple[str, ...]
    reader_fault: str | None
    center_url: str
    proxy: str
    workstation: str
    office_code: str


@dataclass(frozen=True, slots=True)
class About:
    """Versions, the rules in force, and everybody's licences."""

    versions: tuple[Version, ...]
    pack: str
    pack_version: int
    city: str
    notices: str = field(repr=False)


class SiteDesk(Protocol):
    """What the settings page and the about page ask for."""

    def look(self) -> Site: ...
    def change(self, values: Mapping[str, str]) -> None:
        """Store settings of the office; they count from the next start.

        Raises:
            RuleError: ``rule.not_allowed``: a supervisor must do it.
            SystemFaultError: ``system.config_invalid``, ``system.file_unwritable``.
        """

    def try_reader(self, name: str) -> ReaderState: ...
    def try_printer(self, values: Mapping[str, str]) -> str:
        """Print a sample (audited).

        Raises:
            PrintError: it is away or refuses.
        """

    def about(self) -> About: ...
    def support_file(self) -> bytes:
        """Return a zip for support without anybody's data (audited)."""


class SiteBook:
    """Implements :class:`SiteDesk` on ports."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def look(self) -> Site:
        self._acting()
        bench, office = self._parts.workbench, self._parts.office
        fault: str | None = None
        readers: tuple[str, ...] = ()
        try:
            readers = bench.readers()
        except CounterError as exc:
            fault = str(exc.code)
        said = bench.values()
        return Site(
            values={key: said.get(key, "") for key in OPEN_KEYS},
            readers=readers,
            reader_fault=fault,
            center_url=office.center_url,
            proxy=said.get("proxy", ""),
            workstation=office.workstation,
            office_code=office.office_code,
        )

    def change(self, values: Mapping[str, str]) -> None:
        session = self._acting()
        if session.role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
        now = self._parts.workbench.values()
        wanted = {
            key: value
            for key, value in values.items()
            if key in OPEN_KEYS and now.get(key) != value
        }
        if not wanted:
            return
        self._parts.workbench.change(wanted)
        self._on_record(session, "settings.changed", ",".join(sorted(wanted)))

    def try_reader(self, name: str) -> ReaderState:
        self._acting()
        return self._parts.workbench.try_reader(name)

    def try_printer(self, values: Mapping[str, str]) -> str:
        session = self._acting()
        printed = self._parts.workbench.try_printer(values)
        self._on_record(session, "print.sample", printed)
        return printed

    def about(self) -> About:
        pack = self._parts.pack
        return About(
            versions=self._parts.workbench.versions(),
            pack=pack.name,
            pack_version=pack.version,
            city=pack.city,
            notices=self._parts.workbench.notices(),
        )

    def support_file(self) -> bytes:
        session = self._acting()
        content = self._parts.workbench.support_file(self._parts.store)
        self._on_record(session, "support.file", str(len(content)))
        return content

    def _on_record(self, session: Session, event: str, detail: str) -> None:
        with self._parts.store.unit_of_work() as uow:
            uow.audit.append(
                at=self._parts.now(), actor=session.login, event=event, detail=detail
            )
            uow.commit()
