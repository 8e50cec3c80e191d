"""Card keys in a real PKCS#11 module (SoftHSM2): what it answers, what it refuses."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, ObjectClass

from card_io.core.softkeys import PRACTICE_KEYS, SoftwareKeys
from center.hsm import ModuleConfig, ModuleKeys, Numbers, load_module_config
from center.keyroom import ProviderKeyRoom
from center.serve import Options, build
from counter_app.domain.errors import CardError, CenterError
from counter_app.domain.secret import Secret
from counter_app.ports.keys import CardKey, KeyRequest, PinAction, PinCommandRequest
from sync.wire import CryptogramQuery
from tests.labs.centers import sqlite_lab

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "604182"
FACTOR = bytes.fromhex("0102030405060708")


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleConfig]:
    """A token with the practice root keys; an 8-byte key lies there as K‖K."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "cards",
         "--so-pin", PIN, "--pin", PIN],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with (
        pkcs11.lib(MODULE)
        .get_token(token_label="cards")
        .open(rw=True, user_pin=PIN) as session
    ):
        for key in PRACTICE_KEYS.keys:
            value = PRACTICE_KEYS.root(key, "DES")
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.SECRET_KEY,
                    Attribute.KEY_TYPE: KeyType.DES2,
                    Attribute.VALUE: (value * 2)[:16],
                    Attribute.LABEL: f"city.{key.name}.DES",
                    Attribute.TOKEN: True,
                    Attribute.SENSITIVE: True,
                    Attribute.EXTRACTABLE: False,
                    Attribute.DERIVE: True,
                    Attribute.ENCRYPT: True,
                }
            )
    yield ModuleConfig(MODULE, "cards", PIN, "city.")
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


@pytest.fixture(scope="module")
def module(token: ModuleConfig) -> Iterator[ModuleKeys]:
    """The provider on the token."""
    keys = ModuleKeys(token)
    yield keys
    keys.close()


@pytest.mark.parametrize("key", list(PRACTICE_KEYS.keys))
def test_the_module_computes_what_the_specification_says(
    module: ModuleKeys, key: CardKey
) -> None:
    """Every key, the 8-byte one too, gives the same cryptogram as in software."""
    for region in ("999901", "330100", "321200"):
        request = KeyRequest(key, "DES", region, FACTOR, os.urandom(8), os.urandom(8))
        assert module.cryptogram(request) == SoftwareKeys().cryptogram(request)


@pytest.mark.parametrize("pin", ["1357", "135790", "1234567890123456"])
def test_a_pin_command_is_secured_in_the_module(module: ModuleKeys, pin: str) -> None:
    """Encryption and MAC are those of the specification (5.4, 5.5)."""
    for action, secret in ((PinAction.SET, Secret(pin)), (PinAction.UNBLOCK, None)):
        request = PinCommandRequest(action, "DES", "999901", FACTOR, os.urandom(8))
        made = module.pin_command(request, secret)
        assert made == SoftwareKeys().pin_command(request, secret)


@pytest.mark.parametrize("algorithm", ["SM4", "SSF33"])
def test_what_the_module_lacks_is_said_with_a_code(
    token: ModuleConfig, algorithm: str
) -> None:
    """SoftHSM2 has no SM4: the answer is a code, whatever the file promises."""
    request = KeyRequest(
        CardKey.UKSSSE, algorithm, "999901", FACTOR, b"1" * 8, b"2" * 8
    )
    promises = ModuleConfig(MODULE, "cards", PIN, "city.", Numbers(*[0x80000001] * 3))
    for config in (token, promises):
        keys = ModuleKeys(config)
        with pytest.raises(CardError) as caught:
            keys.cryptogram(request)
        assert caught.value.code == "card.algorithm_unsupported"
        keys.close()


def test_no_key_stays_behind_and_none_can_be_read(module: ModuleKeys) -> None:
    """Derived keys are destroyed after each use; root keys are not extractable."""
    request = KeyRequest(CardKey.IRK, "DES", "999901", FACTOR, b"1" * 8, b"2" * 8)
    for _ in range(3):
        module.cryptogram(request)
    found = list(module._session.get_objects())
    assert len(found) == len(PRACTICE_KEYS.keys)
    with pytest.raises(pkcs11.PKCS11Error):
        _ = found[0][Attribute.VALUE]


def test_a_key_the_token_lacks_is_no_key_provider(module: ModuleKeys) -> None:
    """The room answers with a code, also for a key id that there is not."""
    room = ProviderKeyRoom(module)
    query = CryptogramQuery(
        key=99, algorithm="DES", region="999901", card_factor="00" * 8,
        challenge="11" * 8, original="22" * 8,
    )  # fmt: skip
    with pytest.raises(CardError) as caught:
        room.cryptogram(query)
    assert caught.value.code == "card.no_key_provider"


def test_the_configuration_tells_all_faults_and_never_the_pin(
    token: ModuleConfig, tmp_path: Path
) -> None:
    """A PIN file that others can read is refused; a good one opens the token."""
    pin, file = tmp_path / "pin", tmp_path / "module.toml"
    pin.write_text(PIN + "\n")
    pin.chmod(0o644)
    good = f'module = "{MODULE}"\ntoken = "cards"\nprefix = "city."\n'
    file.write_text(good + f'pin_file = "{pin}"\nsurplus = 1\nsm4 = 5\n')
    with pytest.raises(CenterError) as caught:
        load_module_config(file)
    assert caught.value.params["reason"] == "pin_file (0600), sm4, surplus"
    pin.chmod(0o600)
    file.write_text(good + f'pin_file = "{pin}"\n')
    config = load_module_config(file)
    assert PIN not in repr(config)
    ModuleKeys(config).close()


@pytest.mark.parametrize(
    "config",
    [
        ModuleConfig("/nowhere/module.so", "cards", PIN),
        ModuleConfig(MODULE, "another", PIN),
    ],
)
def test_a_module_that_does_not_open_is_told(
    token: ModuleConfig, config: ModuleConfig
) -> None:
    """No module, no token: the center does not start without its keys."""
    with pytest.raises(CenterError) as caught:
        ModuleKeys(config)
    assert caught.value.code == "center.key_module"


def test_keys_in_software_are_refused_to_a_real_city(tmp_path: Path) -> None:
    """Invented keys answer practice offices only."""
    lab = sqlite_lab(tmp_path)
    lab.new_office()
    options = Options("127.0.0.1", 0, practice_keys=True)
    assert build(lab.database, options).keys is not None
    lab.rows("SELECT 1")
    lab.database.write(lambda tx: tx.run("UPDATE office SET region = '321200'"))
    with pytest.raises(CenterError) as caught:
        build(lab.database, options)
    assert caught.value.code == "center.practice_keys"
    lab.database.close()
