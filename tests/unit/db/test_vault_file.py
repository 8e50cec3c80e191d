"""A vault file whose wraps cannot be whole is damaged, never a surprise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db import vaultfile, wrapping
from db.vault import Vault
from db.vaultfile import load
from tests.unit.db.fakes import FakeKeyStore


@pytest.mark.parametrize("wrap", ["passphrase", "recovery"])
@pytest.mark.parametrize("part", ["salt", "nonce", "data"])
@pytest.mark.parametrize("value", ["", "00", "00" * 200])
def test_a_part_of_another_length_is_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrap: str, part: str, value: str
) -> None:
    """Salt, nonce and wrapped key have one length each."""
    monkeypatch.setattr(wrapping, "ARGON_KIB", 1024)
    keys = FakeKeyStore(works=False)
    Vault(tmp_path, keys).create("long enough")
    path = tmp_path / "vault.json"
    said = json.loads(path.read_text("utf-8"))
    said[wrap][part] = value
    path.write_text(json.dumps(said), "utf-8")
    with pytest.raises(StoreError, match=f"^{StoreCode.VAULT_DAMAGED}$"):
        load(path)


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    """No room for the vault file is ``store.disk_full`` and leaves no torn file."""
    whole = Vault(tmp_path, FakeKeyStore())
    whole.create()
    told = load(tmp_path / "vault.json")
    (tmp_path / "other.json.part").symlink_to("/dev/full")
    with pytest.raises(StoreError, match=f"^{StoreCode.DISK_FULL}$"):
        vaultfile.save(tmp_path / "other.json", told)
    assert not (tmp_path / "other.json").exists()
