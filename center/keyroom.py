"""The key service: cryptograms from a key provider, without any key on the wire.

Working keys live in the ministry's and province's modules (``center.hsm``); invented
ones in software serve practice only, and are refused to any real region.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from card_io.core.softkeys import (  # type: ignore[attr-defined]  # the center sees the ports only through card_io.core
    PRACTICE_KEYS,
    CardKey,
    KeyRequest,
    PinAction,
    PinCommandRequest,
    SoftwareKeys,
    load_root_keys,
)
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from sync.wire import CryptogramQuery
from sync.wire.card_service import PinCommandQuery

PRACTICE_DIVISION = "9999"  # regions that no office of the country has


class Provider(Protocol):
    """Where keys are: a module, or software."""

    def cryptogram(self, request: KeyRequest) -> bytes: ...
    def pin_command(
        self, request: PinCommandRequest, new_pin: Secret | None
    ) -> bytes: ...


class ProviderKeyRoom:
    """Answers with what a key provider computes."""

    def __init__(self, provider: Provider) -> None:
        self._keys = provider

    def cryptogram(self, query: CryptogramQuery) -> bytes:
        """Make one cryptogram.

        Raises:
            CardError: ``card.no_key_provider`` for a key this room does not hold,
                and what the provider says.
        """
        try:
            request = KeyRequest(
                key=CardKey(query.key),
                algorithm=query.algorithm,
                region=query.region,
                card_factor=bytes.fromhex(query.card_factor),
                challenge=bytes.fromhex(query.challenge),
                original=bytes.fromhex(query.original),
            )
        except ValueError as exc:
            raise CardError(CardCode.NO_KEY_PROVIDER) from exc
        return self._keys.cryptogram(request)

    def pin_command(self, query: PinCommandQuery, new_pin: Secret | None) -> bytes:
        """Secure one PIN command; the PIN is neither kept nor wiped here.

        Raises:
            CardError: ``card.pin_format`` and what the provider says.
        """
        request = PinCommandRequest(
            action=PinAction(query.action),
            algorithm=query.algorithm,
            region=query.region,
            card_factor=bytes.fromhex(query.card_factor),
            challenge=bytes.fromhex(query.challenge),
        )
        return self._keys.pin_command(request, new_pin)


class SoftwareKeyRoom(ProviderKeyRoom):
    """Answers with keys in memory; a practice center only."""

    def __init__(self, keys: Path | None = None) -> None:
        roots = PRACTICE_KEYS if keys is None else load_root_keys(keys)
        super().__init__(SoftwareKeys(roots))
