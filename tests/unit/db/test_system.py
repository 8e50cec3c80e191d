"""Clock, identifiers and the key store of the machine."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from counter_app import system
from counter_app.domain.errors import StoreError
from counter_app.keystore import OsKeyStore
from counter_app.system import RandomIds, SystemClock, machine_id


def test_the_clock_is_aware() -> None:
    """Times are in UTC from the start."""
    assert SystemClock().now().tzinfo is UTC


def test_ids_are_version_7_and_sort_by_time() -> None:
    """Ids made one after another sort so, also within a millisecond, never twice."""
    ids = RandomIds()
    made = [ids.new() for _ in range(20_000)]
    assert made == sorted(set(made))
    assert {uuid.UUID(one).version for one in made} == {7}
    assert {uuid.UUID(one).variant for one in made} == {uuid.RFC_4122}


def test_ids_do_not_run_back_with_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock set back does not make earlier ids (G11)."""
    ids = RandomIds()
    before = ids.new()
    monkeypatch.setattr(system.time, "time_ns", lambda: 10**15)
    assert ids.new() > before


def test_ids_of_threads_differ() -> None:
    """Threads share one maker without repeating a number."""
    ids, made = RandomIds(), []

    def make() -> None:
        made.extend([ids.new() for _ in range(2_000)])

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8_000
    assert len({ids.token() for _ in range(100)}) == 100


class FakeBackend(KeyringBackend):
    """A back end in memory, by default of a trusted kind."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


class TrustedBackend(FakeBackend):
    __module__ = "keyring.backends.SecretService"


def test_a_store_of_the_system_is_used() -> None:
    """A secret goes in and comes out; the probe leaves nothing behind."""
    backend = TrustedBackend()
    keys = OsKeyStore(backend)
    assert keys.available()
    assert backend.kept == {}
    keys.put("name", "value")
    assert keys.get("name") == "value"
    keys.delete("name")
    keys.delete("name")
    assert keys.get("name") is None


def test_a_plain_file_is_no_key_store() -> None:
    """A back end that is not the system's is never trusted with the key."""
    backend = FakeBackend()
    assert not OsKeyStore(backend).available()
    assert backend.kept == {}


def test_a_locked_store_is_not_available() -> None:
    """A store that refuses counts as missing; direct use gives a code."""
    backend = TrustedBackend()
    backend.locked = True
    keys = OsKeyStore(backend)
    assert not keys.available()
    with pytest.raises(StoreError, match="key_store_fault"):
        keys.get("name")


def test_the_real_back_end_answers() -> None:
    """Whatever this machine has, asking does not fail."""
    assert OsKeyStore().available() in (True, False)


def test_the_machine_has_a_steady_name() -> None:
    """Two looks give the same name, hashed."""
    assert machine_id() == machine_id()
    assert len(machine_id()) in (0, 32)
