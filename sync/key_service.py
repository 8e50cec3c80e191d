"""The key provider that asks the center's key service over the network."""

from __future__ import annotations

from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CardError, CenterError
from counter_app.ports.keys import KeyRequest
from sync.client import CenterClient

_LENGTH = 8


class CenterKeys:
    """:class:`~counter_app.ports.keys.KeyProvider`; keys never leave the center."""

    name = "center"

    def __init__(self, client: CenterClient) -> None:
        self._client = client

    def cryptogram(self, request: KeyRequest) -> bytes:
        """Return 8 bytes of authentication data (card.md 7.7)."""
        try:
            answer = self._client.cryptogram(request)
        except CenterError as exc:
            if exc.code == CenterCode.NO_KEY_SERVICE:
                raise CardError(CardCode.NO_KEY_PROVIDER) from exc
            raise
        if len(answer) != _LENGTH:
            raise CenterError(CenterCode.ANSWER_INVALID)
        return answer
