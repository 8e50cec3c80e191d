"""The key service of a practice center: cryptograms from invented root keys.

Working keys live in the ministry's and province's modules; a center that serves real
cards puts such a module behind the same protocol.
"""

from __future__ import annotations

from pathlib import Path

from card_io.core.softkeys import (  # type: ignore[attr-defined]  # the center sees the ports only through card_io.core
    PRACTICE_KEYS,
    CardKey,
    KeyRequest,
    SoftwareKeys,
    load_root_keys,
)
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from sync.wire import CryptogramQuery


class SoftwareKeyRoom:
    """Answers with keys in memory; a practice center only."""

    def __init__(self, keys: Path | None = None) -> None:
        roots = PRACTICE_KEYS if keys is None else load_root_keys(keys)
        self._keys = SoftwareKeys(roots)

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
