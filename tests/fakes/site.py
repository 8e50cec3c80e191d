"""Settings in memory, a reader and a printer that answer as told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import PrintError, RuleError
from counter_app.domain.states import Role
from counter_app.ports.cards import ReaderState
from counter_app.ports.workbench import Version
from counter_app.services.results import Session
from counter_app.services.site import About, Site

READER = "Alcor Micro AU9540 Smart Card Reader 00 00"


@dataclass
class FakeSite:
    """Implements :class:`counter_app.services.site.SiteDesk`."""

    who: Callable[[], Session]
    away: bool = False
    printed: list[str] = field(default_factory=list)
    values: dict[str, str] = field(
        default_factory=lambda: {
            "language": "zh_CN",
            "idle_lock_min": "10",
            "reader.name": "",
            "keys.sam_reader": "",
            "printer.target": "folder",
            "printer.name": "",
            "printer.folder": "prints",
            "printer.receipt": "a5",
        }
    )

    def look(self) -> Site:
        return Site(
            values=dict(self.values),
            readers=(READER, "Virtual PCD 00 01"),
            reader_fault=None,
            center_url="https://center.example:8443",
            proxy="",
            workstation="W1",
            office_code="99990101",
        )

    def change(self, values: Mapping[str, str]) -> None:
        if self.who().role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
        self.values.update(values)

    def try_reader(self, name: str) -> ReaderState:
        return ReaderState(service=True, reader=name or READER, card_present=True)

    def try_printer(self, values: Mapping[str, str]) -> str:
        name = values.get("printer.name") or values.get("printer.folder") or ""
        if self.away:
            raise PrintError(PrintCode.TARGET_AWAY, name=name)
        self.printed.append(name)
        return name

    def about(self) -> About:
        versions = (Version("counter-app", "1.0.0"), Version("Python", "3.11.2"))
        return About(versions, "cn-js-taizhou", 3, "泰州市", "MIT\n" * 40)

    def support_file(self) -> bytes:
        self.who()
        return b"PK invented"
