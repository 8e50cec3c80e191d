"""The card as a credential: INTERNAL AUTHENTICATE for somebody else to judge (7.7)."""

from __future__ import annotations

import os
from collections.abc import Callable

from card_io.core.apdu import Channel, Command
from card_io.core.pins import expect_card
from card_io.core.reading import open_issuer
from card_io.core.session import CardSession
from card_io.core.status import SW, card_error
from counter_app.domain.chip import CardProof

_CARD_NO_TAG = 0x07
#: Answers of a card that has no such key or command: it proves nothing.
_CANNOT = frozenset(
    (SW.KEY_NOT_FOUND, SW.WRONG_INS, SW.SECURITY, SW.CONDITIONS, SW.NOT_SUPPORTED)
)


def prove(
    channel: Channel,
    expected_uid: str,
    original: bytes,
    stopped: Callable[[], bool] | None = None,
) -> CardProof:
    """Let the expected card answer a challenge of ours.

    Raises:
        CardError: ``card.another_card`` and what the card answers.
    """
    session = CardSession(channel, stopped)
    contents = open_issuer(session, None)
    expect_card(contents.card_uid, expected_uid)
    challenge = os.urandom(8)
    answer = session.send(Command(0x00, 0x88, 0, 0, challenge + original, le=256))
    if not answer.ok and answer.sw not in _CANNOT:
        raise card_error(answer.sw, "INTERNAL AUTHENTICATE")
    number = contents.ef05.get(_CARD_NO_TAG, b"").rstrip(b"\x00\xff ")
    return CardProof(
        card_uid=expected_uid,
        card_no=number.decode("ascii", "replace"),
        algorithm=session.algorithm,
        region=expected_uid[:6],
        card_factor=session.atr.factor,
        challenge=challenge,
        original=original,
        answer=answer.data if answer.ok else b"",
    )
