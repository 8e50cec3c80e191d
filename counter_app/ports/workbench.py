"""What stands on the desk beside the window: its settings, reader and printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from counter_app.ports.cards import ReaderState
from counter_app.ports.store import Store


@dataclass(frozen=True, slots=True)
class Version:
    """A part of the program and its version."""

    part: str
    version: str


class Workbench(Protocol):
    """Reads, changes and tries what ``config.toml`` says; all calls block."""

    def values(self) -> Mapping[str, str]:
        """Return the settings in force, by their keys (``printer.target``)."""

    def change(self, values: Mapping[str, str]) -> None:
        """Check and store settings; comments and other lines stay as they are.

        Raises:
            SystemFaultError: ``system.config_invalid``, ``system.file_unwritable``.
        """

    def readers(self) -> tuple[str, ...]:
        """Return the names of the readers that are plugged in.

        Raises:
            CardError: ``card.no_service``.
        """

    def try_reader(self, name: str) -> ReaderState:
        """Look at a reader (part of its name; "" for any); no card is touched."""

    def try_printer(self, values: Mapping[str, str]) -> str:
        """Print a sample on a printer that need not be stored yet; return its name.

        Raises:
            PrintError: it is away or refuses.
        """

    def versions(self) -> tuple[Version, ...]:
        """Return the program's version and those of what it stands on."""

    def notices(self) -> str:
        """Return the licences of everything in the program."""

    def support_file(self, store: Store) -> bytes:
        """Return one zip for support: versions, settings, figures, nobody's data."""


class NoWorkbench:
    """Where nothing can be set: an office without a window."""

    def values(self) -> Mapping[str, str]:
        return {}

    def change(self, values: Mapping[str, str]) -> None:
        """Nothing is kept."""

    def readers(self) -> tuple[str, ...]:
        return ()

    def try_reader(self, name: str) -> ReaderState:
        return ReaderState(service=False, reader=name or None, card_present=False)

    def try_printer(self, values: Mapping[str, str]) -> str:
        return values.get("printer.name", "")

    def versions(self) -> tuple[Version, ...]:
        return ()

    def notices(self) -> str:
        return ""

    def support_file(self, store: Store) -> bytes:
        del store
        return b""
