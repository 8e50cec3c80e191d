"""The SAM as key provider, and the order of providers (card.md 6.2)."""

from __future__ import annotations

import os

import pytest

from card_io.core import pin_reset
from card_io.core.pins import PinEntry
from card_io.core.reading import read_basic
from card_io.core.softkeys import PRACTICE_REGION, SoftwareKeys
from card_io.core.writing import WriteJob, write_card
from card_io.providers import ProviderChain
from card_io.sam import SamKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from card_io.simulator.sam import SamKind, VirtualSam
from card_io.simulator.slot import DirectSlot
from counter_app.domain.codes.card import CardCode, CardWarning
from counter_app.domain.errors import CardError, CenterError
from counter_app.domain.secret import Secret
from counter_app.ports.keys import (
    CardKey,
    KeyProvider,
    KeyRequest,
    PinAction,
    PinCommandRequest,
    PinKeyProvider,
)
from tests.labs.cards import HOLDER, CardChannel, finished

SOFTWARE = SoftwareKeys()
FACTOR = bytes.fromhex("8697999900000001")
ONE = dict.fromkeys(CardKey, 1)
TWO = dict.fromkeys(CardKey, 2)
THREE = dict.fromkeys(CardKey, 3)


def sam_in_slot(kind: SamKind | None = None) -> tuple[VirtualSam, SamKeys]:
    sam = VirtualSam(kind)
    slot = DirectSlot()
    slot.insert(sam)
    return sam, SamKeys(slot, frozenset((sam.kind.algorithm,)))


def request_for(key: CardKey, algorithm: str = "DES") -> KeyRequest:
    return KeyRequest(
        key, algorithm, PRACTICE_REGION, FACTOR, os.urandom(8), os.urandom(8)
    )


def pin_request(action: PinAction, algorithm: str) -> PinCommandRequest:
    return PinCommandRequest(action, algorithm, PRACTICE_REGION, FACTOR, os.urandom(8))


def code_of(act: object, *args: object) -> CardError:
    with pytest.raises(CardError) as caught:
        act(*args)  # type: ignore[operator]
    return caught.value


@pytest.mark.parametrize("algorithm", ["DES", "SM4"])
@pytest.mark.parametrize(
    "levels", [ONE, TWO, THREE], ids=["city", "province", "nation"]
)
@pytest.mark.parametrize("key", list(CardKey), ids=lambda key: key.name)
def test_sam_answers_like_software(
    key: CardKey, levels: dict[CardKey, int], algorithm: str
) -> None:
    """National, provincial and city SAMs give the cryptogram of the root keys."""
    _, keys = sam_in_slot(SamKind(algorithm, levels))
    for _ in range(2):  # the second time it knows how many factors
        request = request_for(key, algorithm)
        assert keys.cryptogram(request) == SOFTWARE.cryptogram(request)


def test_number_of_factors_is_found_once() -> None:
    """3, 2, 1 are tried in this order, then the way that worked is kept."""
    sam, keys = sam_in_slot(SamKind(levels=ONE))
    keys.cryptogram(request_for(CardKey.UKSSSE))
    assert [header.hex() for header in sam.seen if header[1] == 0xDE] == [
        "bfde4812"
    ] * 3
    sam.seen.clear()
    keys.cryptogram(request_for(CardKey.UKSSSE))
    assert sum(header[1] == 0xDE for header in sam.seen) == 1


@pytest.mark.parametrize("algorithm", ["DES", "SM4"])
@pytest.mark.parametrize("action", list(PinAction))
@pytest.mark.parametrize("use", [0x46, 0x48])
@pytest.mark.parametrize("whole", [False, True])
def test_pin_commands(algorithm: str, action: PinAction, use: int, whole: bool) -> None:
    """Encryption and MAC in the SAM equal the software's, under either use of STK."""
    _, keys = sam_in_slot(SamKind(algorithm, stk_use=use, whole_block=whole))
    request = pin_request(action, algorithm)
    new = Secret("314159") if action is PinAction.SET else None
    assert keys.pin_command(request, new) == SOFTWARE.pin_command(request, new)


def test_whole_work_with_a_sam() -> None:
    """Read, personalise and reset a PIN with nothing but a SAM."""
    _, keys = sam_in_slot()
    card = VirtualCard.blank()
    write_card(CardChannel(card), keys, WriteJob(card.card_uid, HOLDER), lambda _: None)
    assert card.holds(HOLDER)
    assert read_basic(CardChannel(card), keys).genuine is True
    entry = PinEntry(card.card_uid, Secret("314159"))
    pin_reset.reset_pin(CardChannel(card), keys, entry, lambda _: None)
    assert card.image.pin == bytes.fromhex("314159")


def test_no_sam() -> None:
    """An empty slot, a card in it, a SAM pulled out: one code, not the card's own."""
    empty = SamKeys(DirectSlot())
    request = request_for(CardKey.IRK)
    assert code_of(empty.cryptogram, request).code == CardCode.SAM_ABSENT
    slot = DirectSlot()
    slot.insert(finished("v2-des"))
    assert code_of(SamKeys(slot).cryptogram, request).code == CardCode.SAM_ABSENT
    sam, keys = sam_in_slot()
    sam.arm(Fault(FaultKind.PULLED, at=2))
    assert code_of(keys.cryptogram, request).code == CardCode.SAM_ABSENT


def test_sam_refuses() -> None:
    """A SAM's own refusal names the key and the status, nothing secret."""
    sam, keys = sam_in_slot()
    sam.arm(Fault(FaultKind.STATUS, ins=0xFA, sw=0x6982))
    fault = code_of(keys.cryptogram, request_for(CardKey.PUK))
    assert fault.code == CardCode.SAM_REFUSED
    assert fault.params == {"key": "PUK", "sw": "6982"}


class Away:
    name = "center"

    def cryptogram(self, request: KeyRequest) -> bytes:
        raise CenterError("center.unreachable")


class Refuses:
    name = "strict"

    def cryptogram(self, request: KeyRequest) -> bytes:
        raise CardError(CardCode.KEY_REFUSED, key=request.key.name, tries_left=1)


def test_order_of_providers() -> None:
    """Absent, unable or away: the next one answers; a refusal is final."""
    request = request_for(CardKey.IRK)
    absent = SamKeys(DirectSlot())
    for first in (absent, Away(), sam_in_slot(SamKind("SM4"))[1]):
        chain = ProviderChain([first, SOFTWARE])
        assert chain.cryptogram(request) == SOFTWARE.cryptogram(request)
    strict = ProviderChain([Refuses(), SOFTWARE])
    assert code_of(strict.cryptogram, request).code == CardCode.KEY_REFUSED
    assert (
        code_of(ProviderChain([]).cryptogram, request).code == CardCode.NO_KEY_PROVIDER
    )
    with pytest.raises(CenterError):
        ProviderChain([absent, Away()]).cryptogram(request)
    assert chain.name == "sam+software"


def test_chain_secures_pin_commands() -> None:
    """A provider without PIN commands is passed over."""
    request = pin_request(PinAction.UNBLOCK, "DES")
    chain: KeyProvider = ProviderChain([Away(), SOFTWARE])
    assert isinstance(chain, PinKeyProvider)
    assert chain.pin_command(request, None) == SOFTWARE.pin_command(request, None)
    fault = code_of(ProviderChain([Away()]).pin_command, request, None)
    assert fault.code == CardCode.PROVIDER_CANNOT


def test_reading_without_the_sam_goes_on() -> None:
    """A reading only warns when the SAM is away."""
    reading = read_basic(CardChannel(finished("v2-des")), SamKeys(DirectSlot()))
    assert reading.card_no == HOLDER.card_no
    assert CardWarning.KEY_PROVIDER_AWAY in reading.warnings


def test_ssf33_is_sams_work() -> None:
    """Software says that it cannot; a SAM is asked (card.md 15.4)."""
    request = request_for(CardKey.IRK, "SSF33")
    assert code_of(SOFTWARE.cryptogram, request).code == CardCode.ALGORITHM_UNSUPPORTED
    sam = VirtualSam(SamKind("SM4"))  # stands in for a cipher that is not public
    slot = DirectSlot()
    slot.insert(sam)
    assert len(SamKeys(slot).cryptogram(request)) == 8
