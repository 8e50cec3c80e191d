"""Reading a card: every profile, every oddity (card.md 7.1, 13.10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from card_io.core.reading import read_basic
from card_io.core.softkeys import PRACTICE_KEYS, RootKeys, SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.face import CardBody, CardFace
from card_io.simulator.image import Leniency
from counter_app.domain.chip import PinState
from counter_app.domain.codes.card import CardCode, CardWarning
from counter_app.domain.errors import CardError, CenterError
from counter_app.ports.keys import CardKey, KeyRequest
from tests.labs.cards import HOLDER, LONG_NAME, CardChannel, finished

KEYS = SoftwareKeys()
WRONG_KEYS = SoftwareKeys(
    RootKeys({key: bytes(range(16)) for key in PRACTICE_KEYS.keys})
)
PROFILES = ["v1-des", "v2-des", "v3-sm4", "v3-sm4-contactless"]


class AwayProvider:
    """A key service that nobody answers for."""

    name = "away"

    def cryptogram(self, request: KeyRequest) -> bytes:
        raise CenterError("center.unreachable")


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_reads_clean(profile: str) -> None:
    """With the right keys every value is there and nothing is warned of."""
    reading = read_basic(CardChannel(finished(profile)), KEYS)
    shown = {name: getattr(reading, name) for name in HOLDER.__slots__}
    assert shown == {name: getattr(HOLDER, name) for name in HOLDER.__slots__}
    assert reading.warnings == ()
    assert reading.genuine is True
    assert not reading.blank


def test_line_has_eleven_fields() -> None:
    """The line is that of iReadCardBas (card.md 9.2)."""
    body = CardBody(
        uid="639900D15600000500BF7C7A48FB4966",
        historical_bytes=bytes.fromhex("00814E43238697159900BF7C7A"),
    )
    card = VirtualCard.personalised("v1-des", CardFace(HOLDER, body))
    line = read_basic(CardChannel(card)).line
    assert line == (
        "639900|999901198002290013|A00000003|639900D15600000500BF7C7A48FB4966|张三|"
        "00814E43238697159900BF7C7A|1.00|20240102|20340102|000000000000||"
    )


def test_basic_read_takes_few_commands() -> None:
    """A 2.00 card is read with at most 14 commands besides PIN and keys."""
    channel = CardChannel(finished("v2-des"))
    read_basic(channel, KEYS)
    counted = [apdu for apdu in channel.sent if apdu[1] in (0xA4, 0xB2, 0xC0)]
    assert len(counted) <= 14


def test_reading_without_keys_is_marked() -> None:
    """Without a provider nothing is proven, and that is said (card.md 7.1)."""
    reading = read_basic(CardChannel(finished("v2-des")))
    assert reading.name == HOLDER.name
    assert reading.genuine is None
    assert reading.warnings == (CardWarning.UNAUTHENTICATED,)


def test_v3_without_keys_shows_what_is_free() -> None:
    """EF06 of a 3.00 card stays closed; EF05 is shown (card.md 7.1)."""
    reading = read_basic(CardChannel(finished("v3-sm4")))
    assert (reading.card_no, reading.ssn, reading.name) == ("A00000003", None, None)
    assert CardWarning.PROTECTED in reading.warnings
    assert not reading.blank


def test_wrong_keys_cost_no_try() -> None:
    """A provider with wrong keys is found out before it can lock the card."""
    card = finished("v3-sm4")
    reading = read_basic(CardChannel(card), WRONG_KEYS)
    assert reading.genuine is False
    assert reading.ssn is None
    assert CardWarning.NOT_GENUINE in reading.warnings
    assert card.image.counters[CardKey.RKSSSE].left == 6


def test_refused_read_key_is_a_warning() -> None:
    """When IRK agrees and RKSSSE does not, the reading says so."""
    card = finished("v3-sm4")
    card.image.keys[CardKey.RKSSSE] = bytes(16)
    reading = read_basic(CardChannel(card), KEYS)
    assert reading.ssn is None
    assert CardWarning.READ_KEY_REFUSED in reading.warnings
    assert CardWarning.PROTECTED in reading.warnings


def test_key_service_away() -> None:
    """Reading goes on when the key service cannot be reached."""
    reading = read_basic(CardChannel(finished("v2-des")), AwayProvider())
    assert reading.name == HOLDER.name
    assert reading.warnings == (CardWarning.KEY_PROVIDER_AWAY,)


def test_ssf33_card_is_read_but_not_proven() -> None:
    """A silent card of Beijing uses SSF33: readable, with its own warning."""
    body = CardBody(uid="110000D15600000500000001FFFFFFFF")
    card = VirtualCard.personalised("v1-des", CardFace(HOLDER, body))
    reading = read_basic(CardChannel(card), KEYS)
    assert (reading.algorithm, reading.name) == ("SSF33", HOLDER.name)
    assert reading.warnings == (CardWarning.ALGORITHM,)


def test_blank_card() -> None:
    """A blank card shows its own data and nothing of a holder (card.md 14a)."""
    card = VirtualCard.blank()
    reading = read_basic(CardChannel(card), KEYS)
    assert reading.blank
    assert reading.card_uid == card.card_uid
    assert (reading.ssn, reading.card_no, reading.name) == (None, None, None)
    assert reading.issue_date is None
    assert reading.warnings == (CardWarning.BLANK,)
    assert (reading.spec_version, reading.algorithm) == ("2.00", "DES")
    assert [reading.line.split("|")[at] for at in (1, 2, 4)] == ["", "", ""]


def test_blank_card_filled_with_ff() -> None:
    """Some makers fill every empty item with FF (card.md 13.10)."""
    card = VirtualCard.blank()
    for tag, value in list(card.image.records["EF06"]):
        card.set_record("EF06", tag, b"\xff" * len(value))
    assert read_basic(CardChannel(card), KEYS).blank


def test_half_written_card() -> None:
    """A card with some items empty is neither blank nor silent about it."""
    card = finished("v2-des")
    card.set_record("EF05", 0x07, bytes(9))
    reading = read_basic(CardChannel(card), KEYS)
    assert not reading.blank
    assert reading.warnings == (CardWarning.INCOMPLETE,)


def test_long_name() -> None:
    """A long name comes out of both records (card.md 2.4)."""
    card = finished("v2-des", replace(HOLDER, name=LONG_NAME))
    assert read_basic(CardChannel(card)).name == LONG_NAME


@pytest.mark.parametrize(
    ("file", "tag", "value", "warning"),
    [
        ("EF06", 0x09, b"\x81\x20" * 15, CardWarning.NAME_UNREADABLE),
        ("EF06", 0x08, b"999901198002290014", CardWarning.SSN_CHECK),
        ("EF05", 0x07, b"A00000004", CardWarning.CARD_NO_CHECK),
        ("EF06", 0x0D, b"\x19\x80\x13\x45", CardWarning.VALUE_UNREADABLE),
        ("EF06", 0x0A, b"7", CardWarning.VALUE_UNREADABLE),
        ("EF06", 0x08, b"\xe4" * 18, CardWarning.VALUE_UNREADABLE),
        ("EF05", 0x01, b"\x99" * 16, CardWarning.UID_MALFORMED),
    ],
)
def test_odd_values_are_warnings(
    file: str, tag: int, value: bytes, warning: CardWarning
) -> None:
    """Odd content never stops a reading; its code tells what is odd."""
    card = finished("v2-des")
    card.set_record(file, tag, value)
    assert warning in read_basic(CardChannel(card)).warnings


def test_identification_code_keeps_its_32_digits() -> None:
    """Trailing FF belong to the identification code (card.md 2.4)."""
    uid = read_basic(CardChannel(finished("v2-des"))).card_uid
    assert uid == "999901D15600000500000001FFFFFFFF"


def test_missing_record_is_a_warning() -> None:
    """A card without a record of its version is read and warned of."""
    card = finished("v2-des")
    card.image.records["EF06"] = [
        row for row in card.image.records["EF06"] if row[0] != 0x4E
    ]
    reading = read_basic(CardChannel(card))
    assert reading.name == HOLDER.name
    assert CardWarning.RECORD_MISSING in reading.warnings


def test_other_count_of_historical_bytes() -> None:
    """Too few historical bytes mean no authentication, but a reading."""
    body = CardBody(historical_bytes=bytes(5))
    card = finished("v2-des")
    card.image.historical = body.historical
    reading = read_basic(CardChannel(card), KEYS)
    assert CardWarning.HISTORICAL_BYTES in reading.warnings
    assert CardWarning.UNAUTHENTICATED in reading.warnings


def no_read_all(apdu: bytes) -> int | None:
    return 0x6A86 if apdu[1] == 0xB2 and apdu[3] & 7 == 5 else None


def no_tags(apdu: bytes) -> int | None:
    return 0x6A83 if apdu[1] == 0xB2 and apdu[3] & 7 != 4 else None


def no_p1_02(apdu: bytes) -> int | None:
    return 0x6A86 if apdu[1:3] == b"\xa4\x02" else None


def no_select_mf(apdu: bytes) -> int | None:
    return 0x6A82 if apdu[5:] == b"\x3f\x00" else None


@pytest.mark.parametrize("quirk", [no_read_all, no_tags, no_p1_02, no_select_mf])
@pytest.mark.parametrize("profile", PROFILES)
def test_fallbacks(profile: str, quirk: Callable[[bytes], int | None]) -> None:
    """Cards that know fewer forms of a command give the same reading (14a)."""
    plain = read_basic(CardChannel(finished(profile)), KEYS)
    assert read_basic(CardChannel(finished(profile), quirk), KEYS) == plain


def test_lenient_card_reads_the_same() -> None:
    """A card that takes Le = 00 and answers at once is read alike (13.2)."""
    card = finished("v2-des")
    card.image.leniencies = frozenset(Leniency)
    plain = read_basic(CardChannel(finished("v2-des")), KEYS)
    assert read_basic(CardChannel(card), KEYS) == plain


@pytest.mark.parametrize(
    ("tries", "wrong", "state", "left"),
    [(3, 0, PinState.SET, 3), (3, 2, PinState.SET, 1), (3, 3, PinState.LOCKED, 0)],
)
def test_pin_state(tries: int, wrong: int, state: PinState, left: int) -> None:
    """The PIN state is told without using a try (card.md 4.2)."""
    card = finished("v2-des")
    card.set_pin("123456", tries=tries)
    card.image.pin_counter.left -= wrong
    for _ in range(3):
        pin = read_basic(CardChannel(card)).pin
        assert (pin.state, pin.tries_left) == (state, left)


def test_no_pin() -> None:
    """A card without PIN says so."""
    assert read_basic(CardChannel(finished("v2-des"))).pin.state is PinState.NONE


@pytest.mark.parametrize(
    ("sw", "code"),
    [
        (0x6A82, CardCode.FOREIGN),
        (0x6A81, CardCode.CARD_BLOCKED),
        (0x9303, CardCode.APPLICATION_LOCKED),
    ],
)
def test_cards_that_are_not_ours(sw: int, code: CardCode) -> None:
    """A foreign, blocked or locked card is told by its answer to SELECT."""
    channel = CardChannel(
        finished("v2-des"), lambda apdu: sw if apdu[1:3] == b"\xa4\x04" else None
    )
    with pytest.raises(CardError) as caught:
        read_basic(channel)
    assert caught.value.code == code


@pytest.mark.parametrize("at", range(1, 11))
def test_pulled_while_reading(at: int) -> None:
    """A card pulled at any command of a reading gives its code."""
    from card_io.simulator.faults import Fault, FaultKind

    card = finished("v2-des")
    card.arm(Fault(FaultKind.PULLED, at=at))
    with pytest.raises(CardError) as caught:
        read_basic(CardChannel(card), KEYS)
    assert caught.value.code == CardCode.REMOVED
    assert not caught.value.outcome_unknown
