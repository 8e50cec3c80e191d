"""Card cryptography against vectors, for DES and SM4.

The DES vectors are those of the card's fact sheet (12.3). The SM4 and STKSSSE ones
were computed a second way with the openssl command line: ``enc -sm4-ecb``,
``-sm4-cbc``, ``-des-ecb`` and ``-des-cbc``, each with ``-nopad``, joined and folded
by hand as clauses 5.1 to 5.5 say.
"""

from __future__ import annotations

import pytest

from card_io.core import crypto
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

REGION = "639900"
FACTOR = bytes.fromhex("8697159900BF7C7A")
CHALLENGE = bytes.fromhex("1122334455667788")
ORIGINAL = bytes.fromhex("0102030405060708")
PIN_CHALLENGE = bytes.fromhex("A1B2C3D4E5F60718")

# algorithm, root, province, city, card, session key, authentication data
LADDERS = [
    ("DES", "0F1E2D3C4B5A69788796A5B4C3D2E1F0", "F9D2258E498C4883A2D8780072B4EFFC",
     "5AF6CC4EEA7C4E3EBEB42A48EE1CBB7D", "FA585F865C1847CD0C9C3ADA1DAF7E00",
     "B68D46D3176BC025", "482B889A3311FF02"),
    ("DES", "202122232425262728292A2B2C2D2E2F", "285D63F518E02F261B01C5C50A9ACE30",
     "E7E76611A38B2827DD8FED6FC78DE7BE", "92BCFFE72929E998AA06AF335687B2FC",
     "022C98044194C55E", "F51CB03C90EFBB09"),
    ("DES", "303132333435363738393A3B3C3D3E3F", "607BACDE9D77855BE72AFD6CF6CE2E9F",
     "88D7A4C9D58EB5B12C7C6BCD9229C9AE", "37796C7C92E0D64F9BE2784AA9C0C428",
     "1ECD8A8668AC2211", "AEBB24B219D2C057"),
    ("SM4", "0F1E2D3C4B5A69788796A5B4C3D2E1F0", "F6A9047BA05C2BA876E5ED253481961A",
     "7579F6BE7F436040ED643E52F7D97F7F", "3157875AD1B0DED8E0B0266666C7F67C",
     "F5C6A2E806AF59360DD6C463C99FFF0F", "69093B9875496F03"),
    ("SM4", "202122232425262728292A2B2C2D2E2F", "6A12F6B6C42C28AADC2BF7CEC3FD42D5",
     "2C73085EE49E137A03BC925EDDC77286", "70C445A013D321D056DC8CD0831DACB3",
     "61617CEC4B35FCEBFE9ADB14E8224996", "933489E0263FEF42"),
    ("SM4", "303132333435363738393A3B3C3D3E3F", "7E051483F6F3C4C830349AA0815D5A44",
     "4C10FA55A4104C9F7C3334090864BF1D", "2E2E323F803BFE3F5A29697F18D8B0ED",
     "20DC4DAC65FFE69003083DE97373C4D7", "B21897BEE7DC5EE4"),
    ("SM4", "404142434445464748494A4B4C4D4E4F", "967C14B43B71D8400678B2CE1077EF1A",
     "64CE05D59BE00215DE4635BC0A971184", "B656039EA8AC5537667CDFFDD31464A9",
     "6026594B66B533A3EC457150C79F4F6A", "297131A9491A5138"),
]  # fmt: skip

# algorithm, STKSSSE root, card key, session key, encrypted PIN 123456, MAC
PIN_RESETS = [
    ("SM4", "505152535455565758595A5B5C5D5E5F", "A710C8675ADD30E320548949FF0B832A",
     "DDEA255C157DFF3FA0D2C2BD43F1B16E", "ACDCA0BF8D358AE746B357D5FB44EE66",
     "ECA82C5B"),
    ("DES", "5051525354555657", "426C668E892F804C",
     "6260AA7E857ADBD4", "9784F871CAE8FD53", "7BDB133A"),
]  # fmt: skip


@pytest.mark.parametrize("ladder", LADDERS)
def test_keys_are_derived_level_by_level(ladder: tuple[str, ...]) -> None:
    """Root, province, city and card key as in the vector (5.1)."""
    algorithm, root, *levels = ladder
    key = bytes.fromhex(root)
    for factor, expected in zip(
        crypto.factors(REGION, FACTOR), levels[:3], strict=True
    ):
        key = crypto.diversify(algorithm, key, factor)
        assert key.hex().upper() == expected


@pytest.mark.parametrize("ladder", LADDERS)
def test_authentication_data(ladder: tuple[str, ...]) -> None:
    """Session key and authentication data as in the vector (5.2, 5.3)."""
    algorithm, root, _, _, card, session, proof = ladder
    key = crypto.card_key(algorithm, bytes.fromhex(root), REGION, FACTOR)
    assert key.hex().upper() == card
    made = crypto.session_key(algorithm, key, CHALLENGE)
    assert made.hex().upper() == session
    data = crypto.authentication_data(algorithm, made, ORIGINAL)
    assert data.hex().upper() == proof


@pytest.mark.parametrize("vector", PIN_RESETS)
def test_pin_reset_message(vector: tuple[str, ...]) -> None:
    """Encryption and MAC of a new PIN as in the vector (5.4, 5.5)."""
    algorithm, root, card, session, encrypted, seal = vector
    key = crypto.card_key(algorithm, bytes.fromhex(root), REGION, FACTOR)
    assert key.hex().upper() == card
    made = crypto.session_key(algorithm, key, PIN_CHALLENGE)
    assert made.hex().upper() == session
    plain = crypto.pad_command(bytes.fromhex("123456"), crypto.block_size(algorithm))
    body = crypto.encrypt(algorithm, made, plain)
    assert body.hex().upper() == encrypted
    head = bytes((0x84, 0x24, 0x00, 0x01, len(body) + 4))
    assert crypto.mac(algorithm, made, head + body).hex().upper() == seal
    assert crypto.decrypt(algorithm, made, body) == plain


def test_aligned_message_gets_a_whole_block() -> None:
    """A MAC over whole blocks is padded with one more (5.4)."""
    key = bytes(range(8))
    assert crypto.mac("DES", key, bytes(8)) != crypto.mac("DES", key, bytes(7))
    padded = crypto.encrypt("DES", key, bytes.fromhex("8000000000000000"))
    assert crypto.mac("DES", key, b"") == padded[:4]


def test_aligned_command_data_is_not_padded() -> None:
    """Length and plain text that fill a block stay as they are (5.5)."""
    assert crypto.pad_command(bytes(7), 8) == b"\x07" + bytes(7)


def test_zhejiang_uses_four_digits_for_the_city() -> None:
    """Regions 33xxxx have a second factor of their own (5.1)."""
    assert crypto.factors("330300", FACTOR)[1] == b"330300sx"
    assert crypto.factors("330382", FACTOR)[1] == b"330300sx"
    assert crypto.factors("639982", FACTOR)[1] == b"639982sx"


def test_ssf33_has_its_own_code() -> None:
    """SSF33 is not public; it is refused, not guessed."""
    with pytest.raises(CardError) as caught:
        crypto.session_key("SSF33", bytes(16), CHALLENGE)
    assert caught.value.code == CardCode.ALGORITHM_UNSUPPORTED
