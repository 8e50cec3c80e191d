"""The virtual card, command by command (card.md 13)."""

from __future__ import annotations

from pathlib import Path

import pytest

from card_io.core import crypto
from card_io.core.files import SSSE_AID
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import CardPulledError, Fault, FaultKind
from card_io.simulator.image import Leniency
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.keys import CardKey
from tests.labs.cards import finished

SELECT = "00A404000F" + SSSE_AID.hex()


def send(card: VirtualCard, apdu: str) -> str:
    return card.exchange(bytes.fromhex(apdu)).hex().upper()


def opened(profile: str = "v2-des") -> VirtualCard:
    card = finished(profile)
    card.power_on()
    send(card, SELECT)
    return card


def authenticate(card: VirtualCard, key: CardKey, *, wrong: bool = False) -> str:
    """Run EXTERNAL AUTHENTICATE with the card's own key."""
    challenge = bytes.fromhex(send(card, "0084000008")[:16])
    algorithm = "SM4" if card.image.profile.startswith("v3") else "DES"
    session = crypto.session_key(algorithm, card.image.keys[key], challenge)
    proof = crypto.authentication_data(algorithm, session, bytes(8))
    if wrong:
        proof = bytes(8)
    return send(card, f"008200{key:02X}10{proof.hex()}{bytes(8).hex()}")


def test_t0_keeps_the_answer_for_one_get_response() -> None:
    """61xx data go to exactly the next GET RESPONSE (13.2)."""
    card = finished("v2-des")
    assert send(card, SELECT) == "611E"
    assert send(card, "00C000001E").startswith("6F1C840F")
    assert send(card, "00C000001E") == "6F00"
    send(card, SELECT)
    send(card, "0084000008")
    assert send(card, "00C000001E") == "6F00"


def test_contactless_answers_at_once() -> None:
    """A contactless card gives data and status together (13.2)."""
    card = finished("v3-sm4-contactless")
    assert send(card, SELECT + "00").endswith("8601039000")


def test_fci_of_a_v1_card_names_no_algorithm() -> None:
    """A v1 card is silent about its algorithm (13.1)."""
    card = opened("v1-des")
    send(card, SELECT)
    assert "9F0C" not in send(card, "00C0000016")


@pytest.mark.parametrize(
    ("apdu", "answer"),
    [
        ("00B2052806", "050420240102" + "9000"),
        ("00B2052800", "6C06"),
        ("00B2052807", "6C06"),
        ("00B2052C06", "050420240102" + "9000"),
        ("00B2202806", "6A83"),
        ("00B2092C06", "6A83"),
        ("00B2010500", "6986"),
        ("00B2013806", "6981"),
        ("00B2014806", "6A82"),
        ("00B2052F06", "6A86"),
        ("00DC0528060504AABBCCDD", "6982"),
        ("00D0000000", "6D00"),
        ("04B2052806", "6E00"),
        ("00A40000023F01", "6A82"),
        ("00A4020002EF05", "9000"),
        ("00A4000002EF05", "9000"),
        ("00A4000002DF05", "6A82"),
        ("00B0870004", "6982"),
    ],
)
def test_single_commands(apdu: str, answer: str) -> None:
    """Answers after SELECT SSSE on a 2.00 card (13.3, 13.4)."""
    assert send(opened(), apdu) == answer


def test_read_all_records() -> None:
    """P2 = 101 reads from a record to the last (4.1)."""
    card = opened()
    send(card, "00A4020002EF06")
    assert len(bytes.fromhex(send(card, "00B201055B"))) == 91 + 2
    assert send(card, "00B2010540") == "6C5B"


def test_lenient_card_accepts_le_zero() -> None:
    """A lenient card returns data for Le = 00 (13.2)."""
    card = opened()
    card.image.leniencies = frozenset((Leniency.LE_ZERO,))
    assert send(card, "00B2052800") == "0504202401029000"


def test_ef06_of_a_v3_card_needs_its_key() -> None:
    """EF06 of a 3.00 card opens with RKSSSE, and closes on power-off (13.1)."""
    card = opened("v3-sm4")
    assert send(card, "00B2083014") == "6982"
    assert authenticate(card, CardKey.RKSSSE) == "9000"
    assert send(card, "00B2083014").startswith("0812")
    card.power_on()
    send(card, SELECT)
    assert send(card, "00B2083014") == "6982"


def test_selecting_the_mf_clears_rights() -> None:
    """Leaving the application forgets its rights (13.3)."""
    card = opened("v3-sm4")
    authenticate(card, CardKey.RKSSSE)
    send(card, "00A40000023F00")
    send(card, SELECT)
    assert send(card, "00B2083014") == "6982"


def test_challenge_serves_once() -> None:
    """A challenge is used up, right or wrong (13.5)."""
    card = opened()
    assert send(card, "0082000410" + "00" * 16) == "6984"
    assert authenticate(card, CardKey.UKSSSE) == "9000"
    assert send(card, "0082000410" + "00" * 16) == "6984"


def test_key_counter_locks_and_recovers() -> None:
    """Wrong authentication counts down; a right one resets; none left locks (13.6)."""
    card = opened()
    assert authenticate(card, CardKey.UKSSSE, wrong=True) == "63C5"
    assert authenticate(card, CardKey.UKSSSE) == "9000"
    for left in (5, 4, 3, 2, 1, 0):
        assert authenticate(card, CardKey.UKSSSE, wrong=True) == f"63C{left}"
    assert authenticate(card, CardKey.UKSSSE) == "6983"


def test_unknown_key_and_wrong_length() -> None:
    """6A88 for an unknown key id, 6700 for other lengths (13.6)."""
    card = opened()
    send(card, "0084000008")
    assert send(card, "0082003310" + "00" * 16) == "6A88"
    assert send(card, "0082000408" + "00" * 8) == "6700"


@pytest.mark.parametrize(
    ("apdu", "answer"),
    [
        ("00DC052806050420350101", "9000"),
        ("00DC052C06050420350101", "9000"),
        ("00DC05280505032035FF", "6A85"),
        ("00DC052806050520350101", "6A85"),
        ("00DC052806060420350101", "6A80"),
        ("00DC202803200100", "6A83"),
    ],
)
def test_update_record(apdu: str, answer: str) -> None:
    """UPDATE RECORD takes the record's own form and length only (13.8)."""
    card = opened()
    authenticate(card, CardKey.UKSSSE)
    assert send(card, apdu) == answer


def test_missing_record_is_appended() -> None:
    """A record of the specification that is missing is appended (13.8)."""
    card = opened()
    card.image.records["EF05"].pop()
    authenticate(card, CardKey.UKSSSE)
    assert send(card, "00B207280B") == "6A83"
    assert send(card, "00DC07280B0709583030303030303139") == "9000"
    assert send(card, "00B207280B") == "07095830303030303031399000"


def test_empty_verify_only_tells() -> None:
    """The empty VERIFY tells the state and counts nothing (4.2)."""
    card = opened()
    assert send(card, "00200000") == "9000"
    card.set_pin("123456", tries=3)
    assert [send(card, "00200000") for _ in range(5)] == ["63C3"] * 5
    assert send(card, "0020000000") == "63C3"


def test_pin_counter() -> None:
    """A wrong PIN counts down, a right one resets, none left locks (4.2, 13.9)."""
    card = opened()
    card.set_pin("123456", tries=3)
    assert send(card, "0020000003111111") == "63C2"
    assert send(card, "0020000003123456") == "9000"
    assert [send(card, "0020000003111111") for _ in range(3)] == [
        "63C2",
        "63C1",
        "63C0",
    ]
    assert send(card, "0020000003123456") == "6983"
    assert send(card, "805E010007123456FF654321") == "6983"
    assert send(card, "002000000112") == "6700"


def test_change_pin() -> None:
    """CHANGE PIN checks the old one itself; an empty new one removes it (4.2)."""
    card = opened()
    assert send(card, "805E010004FF123456") == "9000"
    assert send(card, "805E010007111111FF654321") == "63C5"
    assert send(card, "805E010007123456FF654321") == "9000"
    assert send(card, "0020000003654321") == "9000"
    assert send(card, "805E010004654321FF") == "9000"
    assert send(card, "00200000") == "9000"


@pytest.mark.parametrize("profile", ["v2-des", "v3-sm4"])
def test_reset_pin_under_mac(profile: str) -> None:
    """84 24 needs PUK, a fresh challenge and a right MAC (13.7)."""
    card = opened(profile)
    card.set_pin("111111", tries=3)
    algorithm = "SM4" if profile == "v3-sm4" else "DES"
    assert send(card, "842400000400000000") == "6982"
    authenticate(card, CardKey.PUK)
    assert send(card, "842400000400000000") == "6984"
    assert send(card, "84240000050000000000") == "6700"
    challenge = bytes.fromhex(send(card, "0084000008")[:16])
    assert send(card, "842400000400000000") == "6988"
    challenge = bytes.fromhex(send(card, "0084000008")[:16])
    key = card.image.keys[CardKey.STKSSSE]
    session = crypto.session_key(algorithm, key, challenge)
    plain = crypto.pad_command(bytes.fromhex("123456"), crypto.block_size(algorithm))
    body = crypto.encrypt(algorithm, session, plain)
    message = bytes((0x84, 0x24, 0, 1, len(body) + 4)) + body
    seal = crypto.mac(algorithm, session, message)
    assert card.exchange(message + seal).hex() == "9000"
    assert send(card, "0020000003123456") == "9000"


def test_state_file_survives_insertions(tmp_path: Path) -> None:
    """What is written stays on the card between insertions."""
    path = tmp_path / "state" / "card.json"
    card = VirtualCard.blank(state_file=path)
    card.power_on()
    send(card, SELECT)
    authenticate(card, CardKey.UKSSSE)
    send(card, "00DC052806050420350101")
    card.set_pin("123456", tries=3)
    send(card, "0020000003111111")
    again = VirtualCard.from_file(path)
    assert again.card_uid == card.card_uid
    again.power_on()
    send(again, SELECT)
    assert send(again, "00B2052806") == "0504203501019000"
    assert send(again, "00200000") == "63C2"
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}', '{"format": 1}'])
def test_bad_state_file(tmp_path: Path, text: str) -> None:
    """A state file that is none has its code."""
    path = tmp_path / "card.json"
    path.write_text(text, encoding="ascii")
    with pytest.raises(CardError) as caught:
        VirtualCard.from_file(path)
    assert caught.value.code == CardCode.STATE_FILE


def test_faults_happen_once_at_their_command() -> None:
    """A fault is due at the n-th command of its kind, and only then."""
    card = opened()
    card.arm(Fault(FaultKind.STATUS, at=2, ins=0xB2, sw=0x6F00))
    assert send(card, "00B2052806").endswith("9000")
    assert send(card, "0084000008").endswith("9000")
    assert send(card, "00B2052806") == "6F00"
    assert send(card, "00B2052806").endswith("9000")
    card.arm(Fault(FaultKind.PULLED))
    with pytest.raises(CardPulledError):
        send(card, "00B2052806")


def test_slow_card_answers_rightly() -> None:
    """A slow card answers in the end."""
    card = opened()
    card.arm(Fault(FaultKind.SLOW, seconds=0.01))
    assert send(card, "00B2052806").endswith("9000")
