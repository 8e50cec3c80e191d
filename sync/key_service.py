"""The key provider that asks the center's key service over the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from counter_app.domain.chip import CardProof
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CardError, CenterError
from counter_app.domain.secret import Secret
from counter_app.ports.center import CenterCard
from counter_app.ports.keys import KeyRequest, PinAction, PinCommandRequest
from sync.client import CenterClient
from sync.wire import card_from, holder_from
from sync.wire.card_service import CardQuery, PinCommandQuery, seal_pin

_LENGTH = 8
T = TypeVar("T")


class CenterKeys:
    """:class:`~counter_app.ports.keys.PinKeyProvider`; keys never leave the center.

    The card stays powered while the center answers; the client's time-out bounds the
    wait, and a silent center is ``center.timeout``.

    Args:
        client: signs the requests.
        recipient: the center's X25519 key, hex, told at enrolment; "" where the
            center told none: it then gets no PIN.
    """

    name = "center"

    def __init__(self, client: CenterClient, recipient: str = "") -> None:
        self._client = client
        self._recipient = recipient

    def cryptogram(self, request: KeyRequest) -> bytes:
        """Return 8 bytes of authentication data (card.md 7.7)."""
        answer = _asked(lambda: self._client.cryptogram(request))
        if len(answer) != _LENGTH:
            raise CenterError(CenterCode.ANSWER_INVALID)
        return answer

    def pin_command(self, request: PinCommandRequest, new_pin: Secret | None) -> bytes:
        """Return the data of ``84 24``; the PIN travels sealed (card.md 7.5, 7.6)."""
        query = PinCommandQuery(
            action=int(request.action),
            algorithm=request.algorithm,
            region=request.region,
            card_factor=request.card_factor.hex(),
            challenge=request.challenge.hex(),
        )
        if request.action is PinAction.SET:
            query = self._with_pin(query, new_pin)
        return _asked(lambda: self._client.pin_command(query))

    def _with_pin(self, query: PinCommandQuery, pin: Secret | None) -> PinCommandQuery:
        if pin is None:
            raise CardError(CardCode.PIN_FORMAT)
        try:
            sealed = seal_pin(pin.reveal(), self._recipient, query.bound())
        except ValueError as exc:
            raise CardError(CardCode.PROVIDER_CANNOT, provider=self.name) from exc
        return PinCommandQuery(
            action=query.action,
            algorithm=query.algorithm,
            region=query.region,
            card_factor=query.card_factor,
            challenge=query.challenge,
            sealed_pin=sealed,
        )


class CenterLookup:
    """:class:`~counter_app.ports.center.CardLookup` over the network."""

    def __init__(self, client: CenterClient) -> None:
        self._client = client

    def look_up(self, proof: CardProof) -> CenterCard:
        """Show a card to the center; see the port."""
        query = CardQuery(
            card_uid=proof.card_uid,
            card_no=proof.card_no,
            algorithm=proof.algorithm,
            region=proof.region,
            card_factor=proof.card_factor.hex(),
            challenge=proof.challenge.hex(),
            original=proof.original.hex(),
            answer=proof.answer.hex(),
        )
        told = self._client.show_card(query)
        return CenterCard(
            card=card_from(told.card),
            holder=None if told.holder is None else holder_from(told.holder),
            genuine=told.genuine,
            at=told.at,
        )


def _asked(ask: Callable[[], T]) -> T:
    """Tell a center without keys from one that cannot be reached."""
    try:
        return ask()
    except CenterError as exc:
        if exc.code == CenterCode.NO_KEY_SERVICE:
            raise CardError(CardCode.NO_KEY_PROVIDER) from exc
        raise
