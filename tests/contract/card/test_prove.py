"""The card as a credential: it answers what the key service computes (card.md 7.7)."""

from __future__ import annotations

import pytest

from card_io.core.softkeys import SoftwareKeys
from counter_app.domain.errors import CardError
from counter_app.ports.keys import CardKey, KeyRequest
from tests.labs.cards import HOLDER, finished
from tests.labs.desks import Bench

WAIT = 10.0
MOMENT = bytes.fromhex("000001939A5F7C00")


@pytest.mark.parametrize("profile", ["v1-des", "v2-des", "v3-sm4"])
def test_the_answer_is_the_key_services(bench: Bench, profile: str) -> None:
    """INTERNAL AUTHENTICATE over a time of ours, judged by who holds the keys."""
    card = finished(profile)
    bench.insert(card)
    bench.desk.read(wait_s=WAIT)
    proof = bench.desk.prove(card.card_uid, MOMENT)
    request = KeyRequest(
        CardKey.IRK,
        proof.algorithm,
        proof.region,
        proof.card_factor,
        proof.challenge,
        proof.original,
    )
    assert proof.answer == SoftwareKeys().cryptogram(request)
    assert (proof.card_no, proof.original) == (HOLDER.card_no, MOMENT)
    with pytest.raises(CardError) as caught:
        bench.desk.prove("FF" * 16, MOMENT)
    assert caught.value.code == "card.another_card"
