"""Readers, and one card read for the command line."""

from __future__ import annotations

from contextlib import ExitStack

from counter_app.bootstrap.keys import key_provider, office_keys
from counter_app.bootstrap.papers import office_of
from counter_app.bootstrap.pcscd import PCSC_SOCKET, point_to_pcscd
from counter_app.bootstrap.place import Place
from counter_app.domain.chip import ChipReading
from counter_app.ports.cards import CardDesk
from counter_app.ports.keys import KeyProvider
from counter_app.ports.store import Store

__all__ = [
    "PCSC_SOCKET",
    "card_desk",
    "keys_of",
    "point_to_pcscd",
    "read_card",
    "reading_fields",
]


def card_desk(
    place: Place, keys: KeyProvider | None, *, reader: str | None = None
) -> CardDesk:
    """Start the card thread on a reader; nothing is touched before it is asked.

    Args:
        place: the data folder.
        keys: who answers for card keys, None for nobody.
        reader: part of a reader's name; the configured one when None.
    """
    point_to_pcscd(place)
    # The PC/SC library is loaded here and not earlier: see point_to_pcscd.
    from card_io.worker import DirectDesk, PcscDesk  # noqa: PLC0415

    if place.config.reader.role == "direct":
        return DirectDesk(keys)
    sam = place.config.keys.sam_reader or None  # no card is looked for there
    return PcscDesk(keys, reader or place.config.reader.name or None, sam)


def keys_of(
    place: Place, store: Store | None, open_now: ExitStack
) -> KeyProvider | None:
    """Return the configured keys, those of the office where there is one.

    Raises:
        CardError: ``card.keys_file``.
        SystemFaultError: ``system.config_invalid`` for invented keys in a real office.
    """
    if store is None:
        return key_provider(place, None, open_now)
    return office_keys(place, store, office_of(store), open_now)


def read_card(
    place: Place, store: Store | None, *, reader: str | None, wait_s: float
) -> ChipReading:
    """Read one card with the configured keys.

    Args:
        place: the data folder.
        store: the office's database, None where there is no office.
        reader: part of a reader's name; the configured one when None.
        wait_s: how long to wait for a card.

    Raises:
        CardError: no service, reader or card, or a card that cannot be read.
    """
    with ExitStack() as open_now:
        desk = card_desk(place, keys_of(place, store, open_now), reader=reader)
        open_now.callback(desk.close)
        return desk.read(wait_s=wait_s)


def reading_fields(reading: ChipReading) -> dict[str, object]:
    """Return the flat object of ``card read --json``; personal data unmasked."""
    from card_io.commands import reading_as_json  # noqa: PLC0415 - of this verb only

    return reading_as_json(reading)
