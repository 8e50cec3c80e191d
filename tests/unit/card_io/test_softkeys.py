"""The software key provider and its key file."""

from __future__ import annotations

from pathlib import Path

import pytest

from card_io.core.softkeys import PRACTICE_KEYS, RootKeys, SoftwareKeys, load_root_keys
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.keys import CardKey, KeyRequest

GOOD = """
IRK = "0F1E2D3C4B5A69788796A5B4C3D2E1F0"
PUK = "404142434445464748494A4B4C4D4E4F"
UKSSSE = "202122232425262728292A2B2C2D2E2F"
RKSSSE = "303132333435363738393A3B3C3D3E3F"
STKSSSE = "5051525354555657"
region = "639900"
historical_bytes = "00814E43238697159900BF7C7A"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return path


def request(key: CardKey, algorithm: str = "DES") -> KeyRequest:
    return KeyRequest(
        key,
        algorithm,
        "639900",
        bytes.fromhex("8697159900BF7C7A"),
        bytes.fromhex("1122334455667788"),
        bytes.fromhex("0102030405060708"),
    )


def test_file_gives_the_vectors(tmp_path: Path) -> None:
    """Keys from a file answer the fact sheet's vectors (card.md 12.3)."""
    roots = load_root_keys(write(tmp_path, GOOD))
    keys = SoftwareKeys(roots)
    assert keys.cryptogram(request(CardKey.IRK)).hex().upper() == "482B889A3311FF02"
    assert keys.cryptogram(request(CardKey.UKSSSE)).hex().upper() == "F51CB03C90EFBB09"
    assert roots.region == "639900"
    assert roots.historical_bytes is not None
    assert roots.root(CardKey.STKSSSE, "DES") == b"PQRSTUVW"


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ('region = "639900"', 'region = "6399"', "region"),
        ("0F1E2D3C", "0F1E2D", "IRK"),
        ("5051525354555657", "50515253545556", "STKSSSE"),
        ("00814E43238697159900BF7C7A", "00814E", "historical_bytes"),
        ('IRK = "', 'OTHER = "', "IRK"),
    ],
)
def test_faulty_entries_are_named(
    tmp_path: Path, old: str, new: str, faults: str
) -> None:
    """The error names the entry and never its content."""
    with pytest.raises(CardError) as caught:
        load_root_keys(write(tmp_path, GOOD.replace(old, new)))
    assert caught.value.code == CardCode.KEYS_FILE
    assert caught.value.params == {"faults": faults}


def test_all_faults_are_collected(tmp_path: Path) -> None:
    """One run shows every fault."""
    with pytest.raises(CardError) as caught:
        load_root_keys(write(tmp_path, 'IRK = "00"\nregion = "x"\n'))
    assert caught.value.params["faults"] == "IRK, UKSSSE, RKSSSE, region"


@pytest.mark.parametrize("text", ["not toml", "\x00"])
def test_unreadable_file(tmp_path: Path, text: str) -> None:
    """A file that is no TOML, or not there, has the same code."""
    for path in (write(tmp_path, text), tmp_path / "missing.toml"):
        with pytest.raises(CardError) as caught:
            load_root_keys(path)
        assert caught.value.code == CardCode.KEYS_FILE


def test_keys_do_not_show() -> None:
    """No representation of a key set contains a key."""
    assert "C0FFEE" not in repr(PRACTICE_KEYS).upper()
    assert "B0B1B2" not in repr(PRACTICE_KEYS).upper()


def test_ssf33_and_missing_keys_are_refused() -> None:
    """The provider answers with a code what it cannot do."""
    with pytest.raises(CardError) as caught:
        SoftwareKeys().cryptogram(request(CardKey.IRK, "SSF33"))
    assert caught.value.code == CardCode.ALGORITHM_UNSUPPORTED
    with pytest.raises(CardError) as caught:
        SoftwareKeys(RootKeys({})).cryptogram(request(CardKey.IRK))
    assert caught.value.code == CardCode.KEYS_FILE
