"""Who answers for card keys: practice keys, the center's key service, or nobody."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack

from card_io.core.softkeys import PRACTICE_KEYS, SoftwareKeys, load_root_keys
from counter_app.bootstrap.line import center_client
from counter_app.bootstrap.place import Place
from counter_app.config import FILE_NAME, KeySource
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import CardError, CenterError, SystemFaultError
from counter_app.domain.records import Office
from counter_app.ports.keys import KeyProvider, KeyRequest
from counter_app.ports.store import Store
from sync.key_service import CenterKeys

_NEXT_PLEASE = frozenset({CardCode.NO_KEY_PROVIDER, CardCode.ALGORITHM_UNSUPPORTED})
_log = logging.getLogger(__name__)


class KeyOrder:
    """Asks the configured key providers one after another.

    The next one is asked only where the first has no keys or cannot be reached; a
    refusal by a provider that has them is final.
    """

    def __init__(self, providers: Sequence[KeyProvider]) -> None:
        self._providers = tuple(providers)
        self.name = "+".join(provider.name for provider in self._providers)

    def cryptogram(self, request: KeyRequest) -> bytes:
        fault: CardError | CenterError = CardError(CardCode.NO_KEY_PROVIDER)
        for provider in self._providers:
            try:
                return provider.cryptogram(request)
            except CenterError as exc:
                fault = exc
            except CardError as exc:
                if exc.code not in _NEXT_PLEASE:
                    raise
                fault = exc
        raise fault


def key_provider(place: Place, center: KeyProvider | None = None) -> KeyProvider | None:
    """Return the key provider of the configuration, None where it says none.

    Args:
        place: the data folder.
        center: the center's key service, where this workstation is enrolled.

    Raises:
        CardError: ``card.keys_file``.
    """
    found: list[KeyProvider] = []
    for source in place.config.keys.order:
        if source is KeySource.PRACTICE:
            named = place.config.keys.file
            roots = load_root_keys(place.data / named) if named else PRACTICE_KEYS
            found.append(SoftwareKeys(roots))
        elif source is KeySource.CENTER and center is not None:
            found.append(center)
    if not found:
        return None
    return found[0] if len(found) == 1 else KeyOrder(found)


def office_keys(
    place: Place, store: Store, office: Office, open_now: ExitStack
) -> KeyProvider | None:
    """Return an office's key provider; its connections end with ``open_now``.

    Raises:
        SystemFaultError: ``system.config_invalid`` for invented keys in a real office
            (card.md, Keys).
        CardError: ``card.keys_file``.
    """
    order = place.config.keys.order
    if KeySource.PRACTICE in order and not office.practice:
        fault = "keys.order: practice keys serve practice offices only"
        raise SystemFaultError(
            SystemCode.CONFIG_INVALID, file=FILE_NAME, faults=(fault,), listing=fault
        )
    center = _key_service(place, store, open_now) if KeySource.CENTER in order else None
    return key_provider(place, center)


def _key_service(place: Place, store: Store, open_now: ExitStack) -> KeyProvider | None:
    try:
        client = center_client(place, store)
    except CenterError as exc:  # not enrolled: no key service yet
        _log.info("no key service: %s", exc.code)
        return None
    open_now.callback(client.close)
    return CenterKeys(client)
