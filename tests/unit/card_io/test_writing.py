"""Personalising a blank card: nothing lost, nothing written twice (card.md 7.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from card_io.core.reading import read_basic
from card_io.core.softkeys import PRACTICE_KEYS, RootKeys, SoftwareKeys
from card_io.core.writing import WriteJob, compare, write_card
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError, CenterError
from counter_app.ports.cards import WriteStep
from counter_app.ports.keys import CardKey, KeyRequest
from tests.labs.cards import HOLDER, LONG_NAME, OTHER, CardChannel, finished

KEYS = SoftwareKeys()
KINDS = ["blank", "v1-des", "v3-sm4", "v3-sm4-contactless"]


def write(
    card: VirtualCard,
    job: WriteJob,
    steps: list[WriteStep] | None = None,
    refuse: Callable[[bytes], int | None] = lambda _: None,
) -> CardChannel:
    channel = CardChannel(card, refuse)
    write_card(channel, KEYS, job, (steps if steps is not None else []).append)
    return channel


def job_for(card: VirtualCard) -> WriteJob:
    return WriteJob(card.card_uid, HOLDER)


def state_of(card: VirtualCard) -> str:
    return compare(CardChannel(card), KEYS, job_for(card))


@pytest.mark.parametrize("profile", KINDS)
def test_write_and_read_back(profile: str) -> None:
    """After the write the card reads as planned, on every kind of card."""
    card = VirtualCard.blank(profile=profile)
    assert state_of(card) == "untouched"
    reading = write_card(CardChannel(card), KEYS, job_for(card), lambda _: None)
    assert reading == read_basic(CardChannel(card), KEYS)
    assert (reading.name, reading.card_no) == (HOLDER.name, HOLDER.card_no)
    assert reading.warnings == ()
    assert state_of(card) == "complete"
    assert card.holds(HOLDER)


def test_maker_records_are_never_written() -> None:
    """EF05 01-04 belong to the maker (card.md 14a)."""
    card = VirtualCard.blank()
    channel = write(card, job_for(card))
    written = [apdu[2] for apdu in channel.sent if apdu[1] == 0xDC]
    assert not {0x01, 0x02, 0x03, 0x04} & set(written)
    assert written[-1] == 0x07


def test_every_record_is_journalled_before_and_after() -> None:
    """Start comes before the UPDATE, done after the read-back."""
    card = VirtualCard.blank()
    steps: list[WriteStep] = []
    write(card, replace_name(card), steps)
    pairs = [(step.number, step.phase) for step in steps]
    expected = [(n, phase) for n in range(1, 11) for phase in ("start", "done")]
    assert pairs == expected
    assert [s.record for s in steps if s.phase == "done"][:3] == [
        "EF06/08",
        "EF06/09",
        "EF06/4E",
    ]


def replace_name(card: VirtualCard) -> WriteJob:
    return WriteJob(card.card_uid, replace(HOLDER, name=LONG_NAME))


def test_second_write_touches_nothing() -> None:
    """Records that already hold the planned value are left alone."""
    card = VirtualCard.blank()
    write(card, job_for(card))
    steps: list[WriteStep] = []
    channel = write(card, job_for(card), steps)
    assert steps == []
    assert not any(apdu[1] == 0xDC for apdu in channel.sent)


def test_journal_that_refuses_stops_the_write() -> None:
    """What cannot be journalled is not written."""
    card = VirtualCard.blank()

    def full(step: WriteStep) -> None:
        raise OSError(step.record)

    with pytest.raises(OSError, match="EF06/08"):
        write_card(CardChannel(card), KEYS, job_for(card), full)
    assert state_of(card) == "untouched"


def refused(card: VirtualCard, job: WriteJob) -> CardError:
    before = dict(card.image.records)
    with pytest.raises(CardError) as caught:
        write(card, job)
    assert card.image.records == before
    assert not caught.value.outcome_unknown
    return caught.value


def test_another_card_is_refused() -> None:
    """Nothing is written on a card the case was not opened with (card.md 7.8)."""
    card, other = VirtualCard.blank(), VirtualCard.blank()
    assert refused(other, job_for(card)).code == CardCode.ANOTHER_CARD
    with pytest.raises(CardError) as caught:
        compare(CardChannel(other), KEYS, job_for(card))
    assert caught.value.code == CardCode.ANOTHER_CARD


def test_another_holders_card_is_refused() -> None:
    """A card with other data is not overwritten."""
    card = finished("v2-des", OTHER)
    assert refused(card, job_for(card)).code == CardCode.NOT_BLANK


@pytest.mark.parametrize(
    ("profile", "name", "code"),
    [
        ("v1-des", "林" * 16, CardCode.NAME_TOO_LONG),
        ("blank", "林" * 26, CardCode.NAME_TOO_LONG),
        ("blank", "林\ud800", CardCode.NAME_UNENCODABLE),
    ],
)
def test_names_that_do_not_fit(profile: str, name: str, code: CardCode) -> None:
    """A name that does not fit is refused before anything is written."""
    card = VirtualCard.blank(profile=profile)
    job = WriteJob(card.card_uid, replace(HOLDER, name=name))
    assert refused(card, job).code == code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ssn", "9" * 19),
        ("card_no", "A0000000003"),
        ("sex", "?"),
        ("ethnicity", "汉"),
        ("birth_place", "99990199"),
    ],
)
def test_values_that_do_not_fit(field: str, value: str) -> None:
    """A value that does not fit its record is refused by name."""
    card = VirtualCard.blank()
    job = WriteJob(card.card_uid, replace(HOLDER, **{field: value}))
    error = refused(card, job)
    assert (error.code, error.params) == (CardCode.BAD_VALUE, {"item": field})


def test_no_provider() -> None:
    """Without a key provider nothing is written, with its own code."""
    card = VirtualCard.blank()
    with pytest.raises(CardError) as caught:
        write_card(CardChannel(card), None, job_for(card), lambda _: None)
    assert caught.value.code == CardCode.NO_KEY_PROVIDER


def test_wrong_keys_cost_no_try() -> None:
    """INTERNAL AUTHENTICATE finds wrong keys out before a try is used."""
    card = VirtualCard.blank()
    wrong = SoftwareKeys(
        RootKeys({key: bytes(range(16)) for key in PRACTICE_KEYS.keys})
    )
    with pytest.raises(CardError) as caught:
        write_card(CardChannel(card), wrong, job_for(card), lambda _: None)
    assert caught.value.code == CardCode.NOT_GENUINE
    assert card.image.counters[CardKey.UKSSSE].left == 6


def test_refused_write_key() -> None:
    """A refused UKSSSE tells the tries left; a locked one has its own code."""
    card = VirtualCard.blank()
    card.image.keys[CardKey.UKSSSE] = bytes(16)
    error = refused(card, job_for(card))
    assert error.code == CardCode.KEY_REFUSED
    assert error.params == {"key": "UKSSSE", "tries_left": 5}
    card.image.counters[CardKey.UKSSSE].left = 0
    assert refused(card, job_for(card)).code == CardCode.KEY_LOCKED


def test_ssf33_card() -> None:
    """An SSF33 card is refused with the algorithm's code."""
    card = VirtualCard.blank("110000D15600000500000001FFFFFFFF", profile="v1-des")
    assert refused(card, job_for(card)).code == CardCode.ALGORITHM_UNSUPPORTED


class AwayProvider:
    name = "away"

    def cryptogram(self, request: KeyRequest) -> bytes:
        raise CenterError("center.unreachable")


def test_key_service_away() -> None:
    """The provider's own fault reaches the caller."""
    card = VirtualCard.blank()
    with pytest.raises(CenterError):
        write_card(CardChannel(card), AwayProvider(), job_for(card), lambda _: None)
    assert state_of(card) == "untouched"


def test_v3_compare_without_keys() -> None:
    """What cannot be read cannot be compared."""
    card = VirtualCard.blank(profile="v3-sm4")
    with pytest.raises(CardError) as caught:
        compare(CardChannel(card), None, job_for(card))
    assert caught.value.code == CardCode.NO_KEY_PROVIDER


def no_tags(apdu: bytes) -> int | None:
    by_tag = apdu[1] in (0xB2, 0xDC) and apdu[3] & 7 != 4
    return 0x6A86 if by_tag else None


@pytest.mark.parametrize("profile", KINDS)
def test_write_by_number(profile: str) -> None:
    """Cards that address records by number only are written as well (14a)."""
    card = VirtualCard.blank(profile=profile)
    write(card, job_for(card), refuse=no_tags)
    assert card.holds(HOLDER)


def test_read_back_that_differs() -> None:
    """A record that reads otherwise than written is an error of its own."""
    card = VirtualCard.blank()
    card.arm(Fault(FaultKind.STATUS, at=3, ins=0xDC, sw=0x9000))
    with pytest.raises(CardError) as caught:
        write(card, job_for(card))
    assert caught.value.code == CardCode.READ_BACK
    assert caught.value.outcome_unknown


def commands_of_a_write() -> list[bytes]:
    card = VirtualCard.blank()
    return write(card, job_for(card)).sent


COMMANDS = commands_of_a_write()
FAULTS = [
    Fault(FaultKind.PULLED),
    Fault(FaultKind.PULLED_AFTER),
    Fault(FaultKind.LOST_REPLY),
    Fault(FaultKind.STATUS, sw=0x6581),
    Fault(FaultKind.STATUS_AFTER, sw=0x6581),
    Fault(FaultKind.STATUS, sw=0x6F00),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.kind}-{f.sw:04X}")
@pytest.mark.parametrize("at", range(1, len(COMMANDS) + 1))
def test_fault_at_every_command(at: int, fault: Fault) -> None:
    """After a fault anywhere the card is told apart and can be completed.

    An error is of unknown outcome exactly from the first UPDATE on.
    """
    first_update = next(n for n, c in enumerate(COMMANDS, 1) if c[1] == 0xDC)
    card = VirtualCard.blank()
    card.arm(replace(fault, at=at))
    unknown: bool | None = None
    try:
        write(card, job_for(card))
    except CardError as error:
        unknown = error.outcome_unknown
    card.disarm()
    state = state_of(card)
    if unknown is None:  # a fault with a fall-back
        assert state == "complete"
    else:
        assert unknown == (at >= first_update)
        assert unknown or state == "untouched"
    write(card, job_for(card))
    assert state_of(card) == "complete"
    assert card.holds(HOLDER)


def test_every_command_was_tried() -> None:
    """The walk above covers the write from SELECT to the last read-back."""
    assert len(COMMANDS) >= 30
    assert sum(command[1] == 0xDC for command in COMMANDS) == 9
