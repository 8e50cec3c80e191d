"""Answer to reset, version, algorithm, identifiers."""

from __future__ import annotations

import pytest

from card_io.core.checks import card_no_check, card_no_ok, card_uid_ok, ssn_ok
from card_io.core.profile import (
    Atr,
    algorithm_of,
    contact_atr,
    contactless_atr,
    default_algorithm,
    generation_of,
    model_version,
)

HISTORICAL = bytes.fromhex("00814E43238697159900BF7C7A")


@pytest.mark.parametrize(
    "atr",
    [
        "3B6D000000814E43238697159900BF7C7A",
        "3B8D800100814E43238697159900BF7C7A87",
        "3B9D95801FC7 00814E43238697159900BF7C7A 55",
        "3B2D0000814E43238697159900BF7C7A",
        "3BED0000801FC7 00814E43238697159900BF7C7A00",
    ],
)
def test_historical_bytes_of_every_form(atr: str) -> None:
    """Historical bytes are found by parsing, whatever interface bytes precede."""
    parsed = Atr(bytes.fromhex(atr))
    assert parsed.historical == HISTORICAL
    assert parsed.factor.hex().upper() == "8697159900BF7C7A"
    assert parsed.well_formed


@pytest.mark.parametrize("atr", ["", "3B", "3B00", "3B68000073C84013009000", "3BFF"])
def test_odd_answers_do_not_crash(atr: str) -> None:
    """A card with other historical bytes is odd, not fatal."""
    assert not Atr(bytes.fromhex(atr)).well_formed


def test_made_answers_are_those_of_the_fact_sheet() -> None:
    """Both forms for the same card (card.md 12.2)."""
    contact, radio = contact_atr(HISTORICAL), contactless_atr(HISTORICAL)
    assert contact.hex().upper() == "3B6D000000814E43238697159900BF7C7A"
    assert radio.hex().upper() == "3B8D800100814E43238697159900BF7C7A87"
    assert not Atr(contact).contactless
    assert Atr(radio).contactless


@pytest.mark.parametrize(
    ("tail", "algorithm"),
    [("9F0C03860101", "DES"), ("9F0C03860102", "SSF33"), ("9F0C03860103", "SM4")],
)
def test_algorithm_from_the_fci(tail: str, algorithm: str) -> None:
    """9F0C/86 names the algorithm (card.md 2.2)."""
    assert algorithm_of(bytes.fromhex("6F0BA50988011E" + tail)) == algorithm


@pytest.mark.parametrize(
    "fci", ["", "6F05A50388011E", "6F0BA50988011E9F0C03860109", "6F"]
)
def test_silent_or_broken_fci(fci: str) -> None:
    """Silence, unknown values and rubbish leave the question open."""
    assert algorithm_of(bytes.fromhex(fci)) is None


def test_silent_cards_are_ssf33_in_beijing_only() -> None:
    """The identification code decides for a silent card (card.md 2.2)."""
    assert default_algorithm("110000D156000005") == "SSF33"
    assert default_algorithm("999901D156000005") == "DES"
    assert default_algorithm(None) == "DES"


@pytest.mark.parametrize(
    ("version", "model", "generation"),
    [("1.00", "1.0", 1), ("2.00", "2.0", 2), ("3.00", "3.0", 3), (None, "1.0", 1)],
)
def test_version_and_generation(
    version: str | None, model: str, generation: int
) -> None:
    """The first three characters count; an empty version is 1.0 (card.md 3.5)."""
    assert model_version(version) == model
    assert generation_of(version) == generation


@pytest.mark.parametrize(
    "card_no",
    ["D2143569X", "X00000019", "ET000077X", "HA1046924", "A00000003", "C00001238"],
)
def test_card_numbers_with_valid_check(card_no: str) -> None:
    """Check characters as published (card.md 3.2)."""
    assert card_no_check(card_no[:8]) == card_no[8]
    assert card_no_ok(card_no)


@pytest.mark.parametrize("card_no", ["A21472424", "AI666666X", "A0000000", "a00000003"])
def test_card_numbers_that_fail(card_no: str) -> None:
    """Wrong check characters and shapes are told apart."""
    assert not card_no_ok(card_no)


def test_identification_code_shape() -> None:
    """Region, registered application, serial, signature (card.md 3.1)."""
    assert card_uid_ok("639900D15600000500BF7C7A48FB4966")
    assert not card_uid_ok("639900D15600000600BF7C7A48FB4966")
    assert not card_uid_ok("63990AD15600000500BF7C7A48FB4966")


@pytest.mark.parametrize(
    ("ssn", "valid"),
    [
        ("999901198002290013", True),
        ("99990119900307005X", True),
        ("111111198101011110", True),
        ("999901198002290014", False),
        ("9999011980022900", False),
    ],
)
def test_social_security_number_check(ssn: str, valid: bool) -> None:
    """GB 11643 check digit, whatever the region (card.md 3.3)."""
    assert ssn_ok(ssn) is valid
