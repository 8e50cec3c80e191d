"""Section 5 of the card notes computed a second way: with the openssl command line.

Nothing of ``card_io.core.crypto`` takes part in the second way: block ciphers are the
program ``openssl``'s, and the rules are written out here once more, clause by clause.
"""

from __future__ import annotations

import subprocess
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from card_io.core import crypto
from card_io.core.files import EF05, EF06
from card_io.core.pin_block import pin_block, pin_message
from card_io.core.softkeys import SoftwareKeys
from card_io.core.tlv import parse_records
from card_io.core.writing import plan_records
from card_io.simulator.face import PROFILES, CardBody, CardFace, personal_records
from counter_app.domain.chip import Personalisation
from counter_app.domain.secret import Secret
from counter_app.ports.keys import CardKey, KeyRequest, PinAction, PinCommandRequest
from tests.labs.examples import tried

KEY16 = st.binary(min_size=16, max_size=16)
EIGHT = st.binary(min_size=8, max_size=8)
REGION = st.sampled_from(["639900", "330382", "999901", "110105", "659004"])
ALGORITHM = st.sampled_from(["DES", "SM4"])
FEW = settings(max_examples=tried(12))


@cache
def openssl(cipher: str, key: bytes, data: bytes) -> bytes:
    """Encrypt whole blocks with the command line."""
    words = ["openssl", "enc", f"-{cipher}", "-e", "-nopad", "-K", key.hex()]
    if cipher.endswith("cbc"):
        words += ["-iv", "00" * (16 if cipher.startswith("sm4") else 8)]
    ended = subprocess.run(words, input=data, capture_output=True, check=True)
    return ended.stdout


def block(algorithm: str, key: bytes, data: bytes, mode: str = "ecb") -> bytes:
    """Clause 5: E8 is DES for 8 bytes of key, 3DES for 16; E16 is SM4."""
    if algorithm == "SM4":
        return openssl(f"sm4-{mode}", key, data)
    if len(key) == 8:
        # A single DES is a triple one with the same key three times.
        name = "des-ede3" if mode == "ecb" else "des-ede3-cbc"
        return openssl(name, key * 3, data)
    return openssl("des-ede" if mode == "ecb" else "des-ede-cbc", key, data)


def inverted(raw: bytes) -> bytes:
    return bytes(255 - byte for byte in raw)


def card_key(algorithm: str, root: bytes, region: str, l3: bytes) -> bytes:
    """Clause 5.1, level by level."""
    city = region[0:4] + "00" if region[0:2] == "33" else region
    l1 = region[0:2].encode() + bytes.fromhex("303030307368")
    l2 = city.encode() + bytes.fromhex("7378")
    key = root
    for factor in (l1, l2, l3):
        if algorithm == "SM4":
            key = block("SM4", key, factor + inverted(factor))
        elif len(key) == 8:
            key = block("DES", key, factor)
        else:
            key = block("DES", key, factor) + block("DES", key, inverted(factor))
    return key


def session(algorithm: str, key: bytes, challenge: bytes) -> bytes:
    """Clause 5.2."""
    return block(algorithm, key, challenge + bytes(8 if algorithm == "SM4" else 0))


def proof(algorithm: str, own: bytes, original: bytes) -> bytes:
    """Clause 5.3."""
    if algorithm == "DES":
        return block("DES", own, original)
    x = block("SM4", own, original + bytes(8))
    return (int.from_bytes(x[:8], "big") ^ int.from_bytes(x[8:], "big")).to_bytes(
        8, "big"
    )


def seal(algorithm: str, own: bytes, message: bytes) -> bytes:
    """Clause 5.4: CBC from zero, the last block cut or folded to four bytes."""
    size = 16 if algorithm == "SM4" else 8
    message += b"\x80"
    while len(message) % size:
        message += b"\x00"
    last = block(algorithm, own, message, "cbc")[-size:]
    if algorithm == "DES":
        return last[:4]
    words = [int.from_bytes(last[at : at + 4], "big") for at in (0, 4, 8, 12)]
    return (words[0] ^ words[1] ^ words[2] ^ words[3]).to_bytes(4, "big")


@FEW
@given(ALGORITHM, KEY16, REGION, EIGHT, st.tuples(EIGHT, EIGHT))
def test_keys_and_proofs(
    algorithm: str, root: bytes, region: str, l3: bytes, sent: tuple[bytes, bytes]
) -> None:
    """Any root, region, card and challenge: the same key and the same proof."""
    r, o = sent
    key = crypto.card_key(algorithm, root, region, l3)
    assert key == card_key(algorithm, root, region, l3)
    own = crypto.session_key(algorithm, key, r)
    assert own == session(algorithm, key, r)
    assert crypto.authentication_data(algorithm, own, o) == proof(algorithm, own, o)


@FEW
@given(ALGORITHM, KEY16, EIGHT, EIGHT, st.from_regex("[0-9]{4,16}", fullmatch=True))
def test_pin_commands(
    algorithm: str, root: bytes, l3: bytes, r: bytes, digits: str
) -> None:
    """Any new PIN: the same cryptogram and seal under STKSSSE (5.4, 5.5)."""
    stk = root if algorithm == "SM4" else root[:8]
    key = card_key(algorithm, stk, "639900", l3)
    own = session(algorithm, key, r)
    packed = bytes.fromhex(digits + ("F" if len(digits) % 2 else ""))
    plain = bytes((len(packed),)) + packed
    size = 16 if algorithm == "SM4" else 8
    if len(plain) % size:
        plain += b"\x80"
        plain += bytes(-len(plain) % size)
    body = block(algorithm, own, plain)
    assert crypto.encrypt(algorithm, own, pin_block(Secret(digits), size)) == body
    header = bytes((0x84, 0x24, 0x00, 0x01, len(body) + 4))
    message = pin_message(PinAction.SET, body)
    assert message == header + body
    assert crypto.mac(algorithm, own, message) == seal(algorithm, own, header + body)


@FEW
@given(ALGORITHM, KEY16, st.binary(max_size=40))
def test_seals_of_any_length(algorithm: str, key: bytes, message: bytes) -> None:
    """Aligned or not, empty or long: the same four bytes (5.4)."""
    own = key if algorithm == "SM4" else key[:8]
    assert crypto.mac(algorithm, own, message) == seal(algorithm, own, message)


#: card.md 12.3: root, session key and authentication data of the DES vectors.
NOTES = [
    ("0F1E2D3C4B5A69788796A5B4C3D2E1F0", "B68D46D3176BC025", "482B889A3311FF02"),
    ("303132333435363738393A3B3C3D3E3F", "1ECD8A8668AC2211", "AEBB24B219D2C057"),
    ("202122232425262728292A2B2C2D2E2F", "022C98044194C55E", "F51CB03C90EFBB09"),
]


@pytest.mark.parametrize(("root", "own", "wanted"), NOTES)
def test_vectors_of_the_notes(root: str, own: str, wanted: str) -> None:
    """The published vectors hold for the second way as well (12.3)."""
    factor = bytes.fromhex("8697159900BF7C7A")
    key = card_key("DES", bytes.fromhex(root), "639900", factor)
    made = session("DES", key, bytes.fromhex("1122334455667788"))
    assert made.hex().upper() == own
    data = proof("DES", made, bytes.fromhex("0102030405060708"))
    assert data.hex().upper() == wanted


def test_practice_provider_agrees() -> None:
    """The software provider answers what the second way computes."""
    keys, roots = SoftwareKeys(), SoftwareKeys()._roots
    factor, r, o = bytes(range(8)), bytes(range(8, 16)), bytes(range(16, 24))
    for algorithm in ("DES", "SM4"):
        request = KeyRequest(CardKey.UKSSSE, algorithm, "999901", factor, r, o)
        key = card_key(algorithm, roots.keys[CardKey.UKSSSE], "999901", factor)
        made = session(algorithm, key, r)
        assert keys.cryptogram(request) == proof(algorithm, made, o)
        order = PinCommandRequest(PinAction.UNBLOCK, algorithm, "999901", factor, r)
        stk = roots.root(CardKey.STKSSSE, algorithm)
        own = session(algorithm, card_key(algorithm, stk, "999901", factor), r)
        header = bytes.fromhex("8424000004")
        assert keys.pin_command(order, None) == seal(algorithm, own, header)


# -- the synthetic card of card.md 12.2, byte for byte ------------------------
FIVE = (
    "0110639900D15600000500BF7C7A48FB4966" "020133" "0304312E3030"
    "040C915600000263990063990001" "050420101001" "060420201001"
    "0709583030303030303139"
)  # fmt: skip
SIX = (
    "0812313131313131313938313031303131313130" "091ED5C5C8FD" + "00" * 26 +
    "4E14" + "00" * 20 + "0A0131" "0B0101" "0C03110101" "0D0419810101"
)  # fmt: skip
ZHANG = Personalisation(
    card_no="X00000019",
    issue_date=date(2010, 10, 1),
    expiry_date=date(2020, 10, 1),
    ssn="111111198101011110",
    name="张三",
    sex="male",
    ethnicity="01",
    birth_place="110101",
    birth_date=date(1981, 1, 1),
)


@pytest.mark.parametrize(
    ("profile", "version"), [("v1-des", "1.00"), ("v2-des", "2.00"), ("v3-sm4", "3.00")]
)
def test_files_of_the_synthetic_card(profile: str, version: str) -> None:
    """A card personalised with that holder has exactly those bytes (12.2)."""
    five = FIVE.replace("0304312E3030", "0304" + version.encode().hex().upper())
    six = SIX.replace("4E14" + "00" * 20, "") if version == "1.00" else SIX
    body = CardBody("639900", uid="639900D15600000500BF7C7A48FB4966")
    made = personal_records(PROFILES[profile], CardFace(ZHANG, body))
    # The maker's initialiser has its sequence number from the maker: 01 both times.
    for name, wanted in (("EF05", five), ("EF06", six)):
        raw = b"".join(bytes((t, len(v))) + v for t, v in made[name])
        assert raw.hex().upper() == wanted
        assert len(raw) == {"EF05": 64}.get(name, 69 if version == "1.00" else 91)
    planned = {(p.file.path(), p.record.tag) for p in plan_records(ZHANG, version)}
    assert ("EF05", 0x01) not in planned


def test_records_of_the_synthetic_card_decode() -> None:
    """The other way: those bytes give that holder (12.2)."""
    found = {}
    for file, text in ((EF05, FIVE), (EF06, SIX)):
        for record in parse_records(bytes.fromhex(text)):
            item = file.item(record.tag)
            found[item.name] = item.codec.decode(record.value)
    assert found["ssn"] == ZHANG.ssn
    assert found["card_no"] == ZHANG.card_no
    assert (found["issue_date"], found["expiry_date"]) == (
        ZHANG.issue_date,
        ZHANG.expiry_date,
    )
    assert (found["sex"], found["ethnicity"], found["birth_place"]) == (
        "male",
        "01",
        "110101",
    )
