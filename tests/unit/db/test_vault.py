"""The vault: the key is never lost, never replaced, never in clear."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db import recovery_key, wrapping
from db.vault import Vault
from tests.unit.db.fakes import FakeKeyStore

PASS = "correct horse 马"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """One pass of argon2id is enough to see that the passphrase counts."""
    monkeypatch.setattr(wrapping, "ARGON_TIME", 1)
    monkeypatch.setattr(wrapping, "ARGON_KIB", 1024)


def raises_code(code: StoreCode) -> object:
    return pytest.raises(StoreError, match=f"^{code.value}$")


def test_the_key_store_opens_it(tmp_path: Path) -> None:
    """With a key store the program starts without any question."""
    keys = FakeKeyStore()
    key, _shown = Vault(tmp_path, keys).create()
    assert Vault(tmp_path, keys).open() == key
    assert not Vault(tmp_path, keys).needs_passphrase()


def test_a_wiped_key_store_is_mended_by_the_recovery_key(tmp_path: Path) -> None:
    """G26: the recovery key opens the database and puts the key back."""
    keys = FakeKeyStore()
    key, shown = Vault(tmp_path, keys).create()
    keys.secrets.clear()
    with raises_code(StoreCode.KEY_LOST):
        Vault(tmp_path, keys).open()
    assert Vault(tmp_path, keys).open(recovery=shown.lower().replace("-", " ")) == key
    assert Vault(tmp_path, keys).open() == key


OTHER_KEY = base64.b64encode(b"k" * 32).decode()


@pytest.mark.parametrize("junk", ["", "x", "AAAA", OTHER_KEY])
def test_a_wrong_entry_counts_as_lost(tmp_path: Path, junk: str) -> None:
    """Another key in the store never opens a database by chance."""
    keys = FakeKeyStore()
    Vault(tmp_path, keys).create()
    keys.secrets = dict.fromkeys(keys.secrets, junk)
    with raises_code(StoreCode.KEY_LOST):
        Vault(tmp_path, keys).open()


def test_without_key_store_a_passphrase_is_asked(tmp_path: Path) -> None:
    """Where a machine has no key store the set-up passphrase opens the vault."""
    keys = FakeKeyStore(works=False)
    with raises_code(StoreCode.KEY_STORE_MISSING):
        Vault(tmp_path, keys).create()
    with raises_code(StoreCode.PASSPHRASE_WEAK):
        Vault(tmp_path, keys).create("1234567")
    assert not Vault(tmp_path, keys).exists()
    key, shown = Vault(tmp_path, keys).create(PASS)
    vault = Vault(tmp_path, keys)
    assert vault.needs_passphrase()
    with raises_code(StoreCode.PASSPHRASE_NEEDED):
        vault.open()
    with raises_code(StoreCode.PASSPHRASE_WRONG):
        vault.open(PASS + " ")
    assert vault.open(PASS) == key
    assert vault.open(recovery=shown, passphrase="another one") == key
    assert vault.open("another one") == key
    with raises_code(StoreCode.PASSPHRASE_WRONG):
        vault.open(PASS)


def test_an_old_database_never_gets_a_new_key(tmp_path: Path) -> None:
    """A second set-up, or one over a database without vault, is refused (G26)."""
    Vault(tmp_path, FakeKeyStore()).create()
    with raises_code(StoreCode.VAULT_EXISTS):
        Vault(tmp_path, FakeKeyStore()).create()
    (tmp_path / "vault.json").unlink()
    (tmp_path / "office.db").write_bytes(b"old")
    with raises_code(StoreCode.VAULT_EXISTS):
        Vault(tmp_path, FakeKeyStore()).create()


def test_the_vault_file_tells_nothing(tmp_path: Path) -> None:
    """Neither key, passphrase nor recovery key stands in the file; owner only."""
    key, shown = Vault(tmp_path, FakeKeyStore(works=False)).create(PASS)
    path = tmp_path / "vault.json"
    text = path.read_text("utf-8").lower()
    secret = recovery_key.read(shown)
    for clear in (key, secret, PASS.encode()):
        assert clear.hex() not in text
        assert base64.b64encode(clear).decode().lower() not in text
    assert PASS not in text
    assert path.stat().st_mode & 0o077 == 0


def test_a_damaged_vault_says_so(tmp_path: Path) -> None:
    """Any damage is coded, and a missing vault is not a damaged one."""
    vault = Vault(tmp_path, FakeKeyStore())
    with raises_code(StoreCode.VAULT_MISSING):
        vault.open()
    vault.create()
    path = tmp_path / "vault.json"
    whole = json.loads(path.read_text())
    for broken in ("", "{", "[]", "{}", json.dumps(whole | {"recovery": 7}), "null"):
        path.write_text(broken)
        with raises_code(StoreCode.VAULT_DAMAGED):
            vault.open()
    path.write_text(json.dumps(whole | {"version": 99}))
    with raises_code(StoreCode.NEWER):
        vault.open()


def test_changed_wraps_do_not_open(tmp_path: Path) -> None:
    """A flipped bit in the wrapped key is refused, not decrypted to another key."""
    keys = FakeKeyStore()
    _key, shown = Vault(tmp_path, keys).create()
    path = tmp_path / "vault.json"
    whole = json.loads(path.read_text())
    for part in ("salt", "nonce", "data"):
        data = bytearray.fromhex(whole["recovery"][part])
        data[random.Random(part).randrange(len(data))] ^= 1
        changed = whole["recovery"] | {part: data.hex()}
        path.write_text(json.dumps(whole | {"recovery": changed}))
        with raises_code(StoreCode.RECOVERY_WRONG):
            Vault(tmp_path, keys).open(recovery=shown)


def test_an_exported_vault_opens_elsewhere(tmp_path: Path) -> None:
    """Backup plus exported vault plus recovery key serve on a new machine."""
    key, shown = Vault(tmp_path / "a", FakeKeyStore()).create()
    Vault(tmp_path / "a", FakeKeyStore()).export(tmp_path / "stick" / "office.key")
    keys = FakeKeyStore()
    there = Vault(tmp_path / "b", keys)
    with raises_code(StoreCode.RECOVERY_WRONG):
        there.adopt(tmp_path / "stick" / "office.key", recovery_key.make()[0])
    assert not there.exists()
    assert there.adopt(tmp_path / "stick" / "office.key", shown) == key
    assert there.open() == key


def test_a_new_machine_without_key_store_needs_a_passphrase(tmp_path: Path) -> None:
    """Taking over a vault must leave a way to open it at the next start."""
    key, shown = Vault(tmp_path / "a", FakeKeyStore()).create()
    Vault(tmp_path / "a", FakeKeyStore()).export(tmp_path / "office.key")
    there = Vault(tmp_path / "b", FakeKeyStore(works=False))
    with raises_code(StoreCode.KEY_STORE_MISSING):
        there.adopt(tmp_path / "office.key", shown)
    assert there.adopt(tmp_path / "office.key", shown, PASS) == key
    assert there.open(PASS) == key


def test_a_renewed_recovery_key_replaces_the_old(tmp_path: Path) -> None:
    """The old paper opens nothing any more."""
    keys = FakeKeyStore()
    vault = Vault(tmp_path, keys)
    key, old = vault.create()
    with raises_code(StoreCode.WRONG_KEY):
        vault.renew_recovery(bytes(32))
    new = vault.renew_recovery(key)
    with raises_code(StoreCode.RECOVERY_WRONG):
        vault.open(recovery=old)
    assert vault.open(recovery=new) == key


@given(st.binary(min_size=20, max_size=20), st.data())
def test_a_mistyped_recovery_key_is_noticed(secret: bytes, data: st.DataObject) -> None:
    """Eight groups of five; one wrong character is caught by the checksum."""
    shown = recovery_key.shown(secret)
    assert [len(group) for group in shown.split("-")] == [5] * 8
    misread = shown.replace("O", "0").replace("I", "1").replace("B", "8").lower()
    assert recovery_key.read(f" {misread} ") == secret
    at = data.draw(st.sampled_from([i for i, c in enumerate(shown) if c != "-"]))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    if other != shown[at]:
        with raises_code(StoreCode.RECOVERY_WRONG):
            recovery_key.read(shown[:at] + other + shown[at + 1 :])


@pytest.mark.parametrize("typed", ["", "ABCDE", "中文", "A" * 41, "9" * 40, "=" * 40])
def test_junk_is_no_recovery_key(typed: str) -> None:
    """Whatever is typed, the answer is coded and quotes nothing."""
    with pytest.raises(StoreError, match="recovery_wrong") as caught:
        recovery_key.read(typed)
    assert caught.value.__cause__ is None
    assert caught.value.params == {}
