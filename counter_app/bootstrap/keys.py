"""Who answers for card keys, in the configured order: SAM, center, practice keys."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass

from counter_app.bootstrap.pcscd import point_to_pcscd
from counter_app.bootstrap.place import Place
from counter_app.config import FILE_NAME, KeySource
from counter_app.domain.chip import CardProof
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import CenterError, CounterError, SystemFaultError
from counter_app.domain.records import Office
from counter_app.ports.center import CenterCard
from counter_app.ports.keys import CardKey, KeyProvider, KeyRequest
from counter_app.ports.store import Store

_log = logging.getLogger(__name__)
_BYTES = 8


@dataclass(frozen=True, slots=True)
class KeySetting:
    """What key providers are made of.

    Attributes:
        store: the office's database, None where there is no office.
        open_now: what ends with the providers (connections, the SAM's reader).
    """

    place: Place
    store: Store | None
    open_now: ExitStack


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """Whether one source answers now; ``fault`` is a code."""

    source: str
    fault: str | None = None


def key_provider(
    place: Place, store: Store | None, open_now: ExitStack
) -> KeyProvider | None:
    """Return the key providers of the configuration as one, None where it says none.

    Args:
        place: the data folder.
        store: the office's database, None where there is no office: the center's
            key service is left out.
        open_now: connections and the SAM's reader end with it.

    Raises:
        CardError: ``card.keys_file``.
    """
    setting = KeySetting(place, store, open_now)
    found = [
        provider
        for source in place.config.keys.order
        if (provider := _SOURCES[source](setting)) is not None
    ]
    from card_io.providers import ProviderChain  # noqa: PLC0415 - see later.py

    return ProviderChain(found) if found else None


def office_keys(
    place: Place, store: Store, office: Office, open_now: ExitStack
) -> KeyProvider | None:
    """Return an office's key providers; their connections end with ``open_now``.

    Raises:
        SystemFaultError: ``system.config_invalid`` for invented keys in a real office
            (card.md, Keys).
        CardError: ``card.keys_file``.
    """
    if KeySource.PRACTICE in place.config.keys.order and not office.practice:
        fault = "keys.order: practice keys serve practice offices only"
        raise SystemFaultError(
            SystemCode.CONFIG_INVALID, file=FILE_NAME, faults=(fault,), listing=fault
        )
    return key_provider(place, store, open_now)


def key_answers(place: Place, store: Store) -> tuple[KeyAnswer, ...]:
    """Ask every configured source for one cryptogram of an invented card."""
    with store.reading() as read:
        office = read.settings.office()
    region = office.region if office else ""
    found = []
    with ExitStack() as open_now:
        setting = KeySetting(place, store, open_now)
        for source in place.config.keys.order:
            if source is not KeySource.NONE:
                fault = _probe(setting, source, region)
                found.append(KeyAnswer(source.value, fault))
    return tuple(found)


def _probe(setting: KeySetting, source: KeySource, region: str) -> str | None:
    """Return why a source does not answer, None when it does."""
    algorithm = "DES"
    if source is KeySource.SAM:
        algorithm = setting.place.config.keys.sam_algorithms[0]
    request = KeyRequest(
        CardKey.IRK,
        algorithm,
        region,
        os.urandom(_BYTES),
        os.urandom(_BYTES),
        os.urandom(_BYTES),
    )
    try:
        provider = _SOURCES[source](setting)
        if provider is None:
            return "center.not_enrolled"
        provider.cryptogram(request)
    except CounterError as exc:
        return exc.code
    return None


def _practice(setting: KeySetting) -> KeyProvider:
    from card_io.core.softkeys import (  # noqa: PLC0415 - see later.py
        PRACTICE_KEYS,
        SoftwareKeys,
        load_root_keys,
    )

    named = setting.place.config.keys.file
    roots = load_root_keys(setting.place.data / named) if named else PRACTICE_KEYS
    return SoftwareKeys(roots)


def _sam(setting: KeySetting) -> KeyProvider:
    point_to_pcscd(setting.place)
    # The PC/SC library is loaded here and not earlier: see point_to_pcscd.
    from card_io.pcsc.slot import PcscSlot  # noqa: PLC0415
    from card_io.sam import SamKeys  # noqa: PLC0415

    keys = setting.place.config.keys
    sam = SamKeys(PcscSlot(keys.sam_reader), frozenset(keys.sam_algorithms))
    setting.open_now.callback(sam.close)
    return sam


def _center(setting: KeySetting) -> KeyProvider | None:
    if setting.store is None:
        return None
    # Loaded where there is a center: see later.py.
    from counter_app.bootstrap.line import center_client  # noqa: PLC0415
    from sync.key_service import CenterKeys  # noqa: PLC0415
    from sync.line import CARRY_KEY  # noqa: PLC0415

    try:
        client = center_client(setting.place, setting.store)
    except CenterError as exc:  # not enrolled: no key service yet
        _log.info("no key service: %s", exc.code)
        return None
    setting.open_now.callback(client.close)
    with setting.store.reading() as read:
        recipient = read.settings.get(CARRY_KEY) or ""
    return CenterKeys(client, recipient)


def _nobody(_setting: KeySetting) -> None:
    return None


_SOURCES: dict[KeySource, Callable[[KeySetting], KeyProvider | None]] = {
    KeySource.NONE: _nobody,
    KeySource.PRACTICE: _practice,
    KeySource.SAM: _sam,
    KeySource.CENTER: _center,
}


@dataclass(frozen=True, slots=True)
class OfficeLookup:
    """:class:`~counter_app.ports.center.CardLookup` of an office, enrolled or not."""

    place: Place
    store: Store

    def look_up(self, proof: CardProof) -> CenterCard:
        """Show a card to the center; see the port."""
        # Loaded for the first such question: see later.py.
        from counter_app.bootstrap.line import center_client  # noqa: PLC0415
        from sync.key_service import CenterLookup  # noqa: PLC0415

        with closing(center_client(self.place, self.store)) as client:
            return CenterLookup(client).look_up(proof)
