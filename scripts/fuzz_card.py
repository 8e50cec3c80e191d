"""Feed the card room's parsers anything: no crash, no hang, a coded error at most.

    .venv/bin/python -m scripts.fuzz_card [--target NAME] [--seconds N] [--seed N]

With atheris installed (``pip install atheris``, no dependency of the program) the
parsers are instrumented and inputs are grown by coverage; without it bytes of the
vectors are mutated at random. Ends with code 1 at the first input that breaks.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import random
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from card_io.core.browsing import ProtectedError
from card_io.core.folders import ALL_FILES
from card_io.core.inquiry import inquire
from card_io.core.model import CyclicFile
from card_io.core.pad import PinPad, parse_features, parse_modify, parse_verify
from card_io.core.pins import pin_state
from card_io.core.profile import Atr, algorithm_of
from card_io.core.reading import read_basic
from card_io.core.softkeys import SoftwareKeys
from card_io.core.tlv import parse_ber, parse_records
from card_io.core.values import decode_name
from card_io.simulator.card import VirtualCard
from card_io.simulator.image import dump, parse
from counter_app.domain.errors import CardError
from scripts.fault_runs.flows import holder_card

SECONDS = 10
LIMIT_S = 5.0
_LONGEST = 512
_KEYS = SoftwareKeys()
_IMAGE = dump(holder_card("v2-des").image)
_ITEMS = [item for file in ALL_FILES for item in file.items]
_RINGS = [file for file in ALL_FILES if issubclass(file, CyclicFile)]
_NAME_BYTES = 30


def tlv(raw: bytes) -> None:
    """Records and BER."""
    for take_apart in (parse_records, parse_ber):
        with contextlib.suppress(CardError):
            take_apart(raw)


def profile(raw: bytes) -> None:
    """Answer to reset and FCI."""
    atr = Atr(raw)
    if len(atr.historical) > 15 or len(atr.factor) > 8:  # noqa: PLR2004 -- T0 has four bits
        raise AssertionError(raw.hex())
    algorithm_of(raw)


def items(raw: bytes) -> None:
    """Every codec, every ring, the name in two parts."""
    for item in _ITEMS:
        with contextlib.suppress(ValueError):
            item.codec.decode(raw)
    for ring in _RINGS:
        ring.split(raw)
    with contextlib.suppress(ValueError):
        decode_name(raw[:_NAME_BYTES], raw[_NAME_BYTES:])


def pad(raw: bytes) -> None:
    """Orders of PC/SC part 10 and features of a reader."""
    for take_apart in (parse_verify, parse_modify):
        with contextlib.suppress(CardError):
            take_apart(raw)
    parse_features(raw)


class _Liar:
    """A card whose answers are cut out of the input; then it is silent."""

    pad: PinPad | None = None
    contactless = False

    def __init__(self, raw: bytes) -> None:
        self.atr, self._rest = raw[1 : 1 + raw[0] % 33], raw[1 + raw[0] % 33 :]

    def exchange(self, apdu: bytes) -> bytes:
        """Return the next answer: its length is the first byte."""
        if not self._rest:
            return bytes.fromhex("6F00")
        end = 1 + self._rest[0]
        answer, self._rest = self._rest[1:end], self._rest[end:]
        return answer + bytes.fromhex("9000") if len(apdu) > len(answer) else answer

    def close(self) -> None:
        """Nothing is held."""


def liar(raw: bytes) -> None:
    """Reading, inquiring, asking for the PIN on a card that lies."""
    if raw:
        with contextlib.suppress(CardError, ProtectedError):
            read_basic(_Liar(raw), _KEYS)
        with contextlib.suppress(CardError, ProtectedError):
            inquire(_Liar(raw), _KEYS)
        with contextlib.suppress(CardError):
            pin_state(_Liar(raw))


def chip(raw: bytes) -> None:
    """A terminal that sends anything to the virtual card."""
    card = VirtualCard(parse(_IMAGE))
    card.exchange(bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF"))
    while raw:
        apdu, raw = raw[1 : 1 + raw[0] % 64], raw[1 + raw[0] % 64 :]
        if len(card.exchange(apdu)) < 2:  # noqa: PLR2004 -- a status word
            raise AssertionError(apdu.hex())


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (tlv, profile, items, pad, liar, chip)
}


def corpus() -> list[bytes]:
    """Return bytes worth mutating: every vector, some APDUs, an ATR, an FCI."""
    known = [vector.raw for file in ALL_FILES for vector in file.vectors]
    texts = (
        "3B6D000000814E43238697159900BF7C7A",
        "3B8D800100814E43238697159900BF7C7A87",
        "6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C03860103",
        "1E0A810300060602010408000000000800000000200000 03FFFFFF",
        "0500B2010540 0700A4020002EF05 0400200000",
    )
    return known + [bytes.fromhex(text) for text in texts]


def wander(target: Callable[[bytes], None], seconds: float, seed: int) -> int:
    """Mutate at random for a while; return how many inputs were tried.

    Raises:
        AssertionError: an input took too long; the target's own for one that broke.
    """
    dice, seeds, tried = random.Random(seed), corpus(), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        raw = _mutated(dice, seeds)
        begun = time.monotonic()
        try:
            target(raw)
        except Exception:
            print("input", raw.hex())
            raise
        if time.monotonic() - begun > LIMIT_S:
            raise AssertionError(f"slow: {raw.hex()}")
        tried += 1
    return tried


def _mutated(dice: random.Random, seeds: list[bytes]) -> bytes:
    raw = bytearray(b"".join(dice.choices(seeds, k=dice.randint(1, 3))))
    for _ in range(dice.randint(0, 8)):
        at = dice.randrange(len(raw) + 1)
        act = dice.randrange(3)
        if act == 0:
            raw[at:at] = dice.randbytes(dice.randint(1, 4))
        elif act == 1:
            del raw[at : at + dice.randint(1, 8)]
        elif at < len(raw):
            raw[at] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
    return bytes(raw[:_LONGEST])


def _grown(name: str, seconds: int) -> None:
    """Hand a target to atheris; it ends the process itself."""
    atheris = importlib.import_module("atheris")
    for known in [n for n in sys.modules if n.startswith(("card_io", "scripts."))]:
        del sys.modules[known]
    with atheris.instrument_imports(include=["card_io"]):
        target = importlib.import_module("scripts.fuzz_card").TARGETS[name]
    words = [sys.argv[0], f"-max_total_time={seconds}", f"-max_len={_LONGEST}"]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for number, raw in enumerate(corpus()):
            (Path(folder) / str(number)).write_bytes(raw)
        words += ["-timeout=5", "-verbosity=0", f"-artifact_prefix={folder}/", folder]
        atheris.Setup(words, target)
        atheris.Fuzz()


def main() -> int:
    """Fuzz one target or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--grow", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.grow:
        _grown(args.target, args.seconds)
    warnings.simplefilter("error")
    grows = importlib.util.find_spec("atheris") is not None
    broken = 0
    for name in [args.target] if args.target else sorted(TARGETS):
        if grows:
            words = ["--grow", "--target", name, "--seconds", str(args.seconds)]
            command = [sys.executable, "-m", "scripts.fuzz_card", *words]
            ended = subprocess.run(command, check=False)
            broken += ended.returncode != 0
            print(f"{name}: atheris, {args.seconds} s, code {ended.returncode}")
        else:
            tried = wander(TARGETS[name], args.seconds, args.seed)
            print(f"{name}: {tried} inputs, held", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
