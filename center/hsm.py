"""Card keys in a PKCS#11 module: nothing of a key is ever in this process.

Diversification (card.md 5.1) and session keys (5.2) are derived *inside* the module
by its "encrypt data" mechanisms, so each level is a key object of its session that
nobody can read. A triple-DES key is of the type DES2; an 8-byte key of the card
specification lies in the module as K‖K, which computes the same. SM4 has no number
in PKCS#11 2.40: a module that has it names its own in the configuration.
"""

from __future__ import annotations

import ctypes
import logging
import os
import stat
import struct
import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pkcs11
from pkcs11.constants import DEFAULT

from card_io.core import crypto
from card_io.core.pin_block import pin_block, pin_message
from card_io.core.softkeys import (  # type: ignore[attr-defined]  # the center sees the ports only through card_io.core
    CardKey,
    KeyRequest,
    PinAction,
    PinCommandRequest,
)
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CardError, CenterError
from counter_app.domain.secret import Secret

PIN_VARIABLE = "COUNTER_CENTER_KEY_PIN"
_log = logging.getLogger(__name__)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_TEXTS = ("module", "token", "pin_file", "prefix")
_NUMBERS = ("key_type", "encrypt", "derive")
_GONE = (
    pkcs11.exceptions.DeviceError,
    pkcs11.exceptions.DeviceRemoved,
    pkcs11.exceptions.SessionClosed,
    pkcs11.exceptions.SessionHandleInvalid,
    pkcs11.exceptions.TokenNotPresent,
    pkcs11.exceptions.UserNotLoggedIn,
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a module calls an algorithm."""

    key_type: int
    encrypt: int
    derive: int


_DES = Numbers(
    pkcs11.KeyType.DES2,
    pkcs11.Mechanism.DES3_ECB,
    pkcs11.Mechanism.DES3_ECB_ENCRYPT_DATA,
)


@dataclass(frozen=True, slots=True)
class ModuleConfig:
    """Which module, which token, and what its keys are called.

    Attributes:
        prefix: a key's label is ``<prefix><KEY>.<ALGORITHM>``, e.g. ``UKSSSE.DES``.
        sm4: numbers of a module that has SM4.
    """

    module: str
    token: str
    pin: str = field(repr=False)
    prefix: str = ""
    sm4: Numbers | None = None


def load_module_config(path: Path) -> ModuleConfig:
    """Read the TOML configuration; the PIN is in a file of its own or the environment.

    Raises:
        CenterError: ``center.key_module`` naming every faulty entry.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise _faulty(path.name) from exc
    faults = [name for name in table if name not in (*_TEXTS, "sm4")]
    texts = {name: table.get(name, "") for name in _TEXTS}
    faults += [name for name, text in texts.items() if not isinstance(text, str)]
    faults += [name for name in ("module", "token") if not texts[name]]
    sm4 = _numbers(table.get("sm4"), faults)
    pin = _pin(str(texts["pin_file"]), faults)
    if faults:
        raise _faulty(", ".join(sorted(set(faults))))
    return ModuleConfig(texts["module"], texts["token"], pin, texts["prefix"], sm4)


def _faulty(what: str) -> CenterError:
    return CenterError(CenterCode.KEY_MODULE, reason=what)


def _numbers(given: object, faults: list[str]) -> Numbers | None:
    if given is None:
        return None
    if isinstance(given, Mapping) and set(given) == set(_NUMBERS):
        found = [given[name] for name in _NUMBERS]
        if all(type(number) is int for number in found):
            return Numbers(*found)
    faults.append("sm4")
    return None


def _pin(name: str, faults: list[str]) -> str:
    """Take the PIN from the environment, else from a file that only we can read."""
    pin = os.environ.get(PIN_VARIABLE, "")
    if pin or not name:
        if not pin:
            faults.append("pin_file")
        return pin
    try:
        file = Path(name)
        if os.name == "posix" and file.stat().st_mode & _OTHERS:
            faults.append("pin_file (0600)")
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        faults.append("pin_file")
        return ""


class ModuleKeys:
    """:class:`~counter_app.ports.keys.PinKeyProvider` on a PKCS#11 module."""

    name = "pkcs11"

    def __init__(self, config: ModuleConfig) -> None:
        """Open the module and log in.

        Raises:
            CenterError: ``center.key_module``.
        """
        self._config = config
        self._guard = threading.Lock()
        self._session: Any = None
        try:
            self._token = pkcs11.lib(config.module).get_token(token_label=config.token)
            self._known = {int(one) for one in self._token.slot.get_mechanisms()}
            self._open()
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as exc:
            raise _faulty(type(exc).__name__) from exc

    def close(self) -> None:
        """Log out."""
        with self._guard:
            if self._session is not None:
                self._session.close()
                self._session = None

    def cryptogram(self, request: KeyRequest) -> bytes:
        """Derive the card's key and answer the challenge (card.md 5.1-5.3)."""
        algorithm = request.algorithm
        size = crypto.block_size(algorithm)
        original = request.original.ljust(size, b"\0")
        with self._card_session(request.key, request) as encrypt:
            return crypto.fold(encrypt(original), crypto.DES_BLOCK)

    def pin_command(self, request: PinCommandRequest, new_pin: Secret | None) -> bytes:
        """Encrypt and seal a PIN command under STKSSSE (card.md 5.4, 5.5)."""
        size = crypto.block_size(request.algorithm)
        with self._card_session(CardKey.STKSSSE, request) as encrypt:
            body = b""
            if request.action is PinAction.SET:
                body = encrypt(pin_block(new_pin, size))
            return body + _mac(encrypt, pin_message(request.action, body), size)

    @contextmanager
    def _card_session(
        self, key: CardKey, request: KeyRequest | PinCommandRequest
    ) -> Iterator[Callable[[bytes], bytes]]:
        """Lend encryption under the session key; every derived key is destroyed."""
        numbers = self._numbers(request.algorithm)
        with self._guard, ExitStack() as stack:
            try:
                keys = _Keys(numbers, short=_is_short(key, request.algorithm))
                at = self._root(f"{key.name}.{request.algorithm}")
                for factor in crypto.factors(request.region, request.card_factor):
                    at = keys.derive(stack, at, keys.level(factor))
                size = crypto.block_size(request.algorithm)
                challenge = request.challenge[:size].ljust(size, b"\0")
                at = keys.derive(stack, at, (challenge * 2)[: crypto.DOUBLE_KEY])
                yield lambda blocks: keys.encrypt(at, blocks)
            except _GONE as exc:
                self._session = None
                raise _faulty(type(exc).__name__) from exc
            except pkcs11.PKCS11Error as exc:
                _log.error("key module: %s", type(exc).__name__)
                raise CardError(CardCode.NO_KEY_PROVIDER) from exc

    def _numbers(self, algorithm: str) -> Numbers:
        """Return the module's numbers.

        Raises:
            CardError: ``card.algorithm_unsupported`` where the module has none.
        """
        found = _DES if algorithm == "DES" else None
        found = self._config.sm4 if algorithm == "SM4" else found
        if found is None or not {int(found.encrypt), int(found.derive)} <= self._known:
            raise CardError(CardCode.ALGORITHM_UNSUPPORTED, algorithm=algorithm)
        return found

    def _root(self, label: str) -> Any:
        """Find a root key, opening the session anew if it was lost."""
        if self._session is None:
            self._open()
        wanted = {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY,
            pkcs11.Attribute.LABEL: self._config.prefix + label,
        }
        found = list(self._session.get_objects(wanted))
        if len(found) != 1:
            raise CardError(CardCode.NO_KEY_PROVIDER)
        return found[0]

    def _open(self) -> None:
        try:
            self._session = self._token.open(user_pin=self._config.pin)
        except pkcs11.exceptions.UserAlreadyLoggedIn:  # the whole process is
            self._session = self._token.open()


def _is_short(key: CardKey, algorithm: str) -> bool:
    """STKSSSE has 8 bytes under DES (card.md 14a); it lies there as K‖K."""
    return key is CardKey.STKSSSE and algorithm == "DES"


@dataclass(frozen=True, slots=True)
class _Keys:
    numbers: Numbers
    short: bool

    def level(self, factor: bytes) -> bytes:
        """Return what a level of diversification encrypts (5.1)."""
        if self.short:
            return factor * 2
        return factor + bytes(byte ^ 0xFF for byte in factor)

    def derive(self, stack: ExitStack, key: Any, data: bytes) -> Any:
        """Let the module encrypt ``data`` into a new key that leaves it never."""
        held = ctypes.create_string_buffer(data, len(data))
        pointer = struct.pack("@PL", ctypes.addressof(held), len(data))
        made = key.derive_key(
            cast("pkcs11.KeyType", self.numbers.key_type),
            len(data) * 8,
            mechanism=cast("pkcs11.Mechanism", self.numbers.derive),
            mechanism_param=pointer,
            capabilities=pkcs11.MechanismFlag.DERIVE | pkcs11.MechanismFlag.ENCRYPT,
            template={
                pkcs11.Attribute.VALUE_LEN: DEFAULT,  # fixed by the type of the key
                pkcs11.Attribute.SENSITIVE: True,
                pkcs11.Attribute.EXTRACTABLE: False,
            },
        )
        stack.callback(made.destroy)
        return made

    def encrypt(self, key: Any, blocks: bytes) -> bytes:
        """Encrypt whole blocks, each by itself."""
        mechanism = cast("pkcs11.Mechanism", self.numbers.encrypt)
        return bytes(key.encrypt(blocks, mechanism=mechanism))


def _mac(encrypt: Callable[[bytes], bytes], message: bytes, size: int) -> bytes:
    """Return the MAC of a message (5.4), one block after the other."""
    padded = crypto.pad_message(message, size)
    state = bytes(size)
    for at in range(0, len(padded), size):
        block = padded[at : at + size]
        state = encrypt(bytes(a ^ b for a, b in zip(state, block, strict=True)))
    if size == crypto.DES_BLOCK:
        return state[: crypto.MAC_BYTES]
    return crypto.fold(state, crypto.MAC_BYTES)
