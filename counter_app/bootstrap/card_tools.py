"""One-off card work of the command line: inquiry, PIN state, trace, bridge."""

from __future__ import annotations

import secrets
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from card_io import commands
from card_io.bridge import BridgeRules, CardBridge
from counter_app.bootstrap.cards import card_desk, keys_of
from counter_app.bootstrap.pcscd import point_to_pcscd
from counter_app.bootstrap.place import Place
from counter_app.domain.card_files import CardInquiry
from counter_app.domain.chip import ChipReading
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.i18n import Catalogue
from counter_app.ports.cards import CardDesk
from counter_app.ports.store import Store


@contextmanager
def open_desk(
    place: Place, store: Store | None, reader: str | None
) -> Iterator[CardDesk]:
    """Open a card desk with the configured keys for the length of a block.

    Args:
        place: the data folder.
        store: the office's database, None where there is no office.
        reader: part of a reader's name; the configured one when None.
    """
    with ExitStack() as open_now:
        keys = keys_of(place, store, open_now)
        desk = card_desk(place, keys, reader=reader)
        open_now.callback(desk.close)
        yield desk


@contextmanager
def open_traced_desk(
    place: Place, store: Store | None, reader: str | None, sink: Callable[[str], None]
) -> Iterator[CardDesk]:
    """Open a desk whose APDU traffic goes to ``sink``, masked, line by line."""
    point_to_pcscd(place)
    # The PC/SC library is loaded here and not earlier: see point_to_pcscd.
    from card_io.pcsc.slot import PcscSlot  # noqa: PLC0415
    from card_io.tracing import TracedSlot  # noqa: PLC0415
    from card_io.worker import CardWorker  # noqa: PLC0415

    with ExitStack() as open_now:
        keys = keys_of(place, store, open_now)
        sam = place.config.keys.sam_reader or None
        slot = PcscSlot(reader or place.config.reader.name or None, sam)
        desk = CardWorker(TracedSlot(slot, sink), keys)
        open_now.callback(desk.close)
        yield desk


def inquiry_fields(found: CardInquiry, words: Catalogue) -> dict[str, object]:
    """Return the object of ``card inquire --json``; personal data unmasked."""
    return commands.inquiry_as_json(found, words)


def inquiry_lines(found: CardInquiry, words: Catalogue) -> tuple[str, ...]:
    """Return the inquiry for people."""
    return tuple(commands.inquiry_lines(found, words))


@dataclass(frozen=True, slots=True)
class BridgeOrder:
    """What ``card serve`` was asked for.

    Attributes:
        origins: web origins whose pages may ask.
        pin: pages may have a PIN verified.
        token_file: file of the token, made when it is missing; None makes a token
            for this run.
    """

    port: int
    origins: tuple[str, ...]
    pin: bool
    token_file: Path | None


def serve_cards(
    desk: CardDesk,
    order: BridgeOrder,
    words: Catalogue,
    on_record: Callable[[str, ChipReading], None],
    ready: Callable[[str, str], None],
) -> None:
    """Offer a desk to web pages on 127.0.0.1 until SIGTERM or Ctrl+C.

    ``ready`` gets address and token once it answers.

    Raises:
        SystemFaultError: ``system.usage`` when the port or the token file cannot be
            used.
    """
    token = _token(order.token_file)
    rules = BridgeRules(token, frozenset(order.origins), order.pin, order.port)
    try:
        bridge = CardBridge(desk, rules, words, on_record)
    except OSError as exc:
        raise _unusable(f"port {order.port}") from exc
    ended: SimpleQueue[None] = SimpleQueue()  # its put may interrupt its own get
    previous = {
        number: signal.signal(number, lambda *_: ended.put(None))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    thread = threading.Thread(target=bridge.serve, name="bridge", daemon=True)
    thread.start()
    try:
        ready(bridge.url, token)
        ended.get()
    finally:
        bridge.stop()
        thread.join()
        for number, handler in previous.items():
            signal.signal(number, handler)


def _token(path: Path | None) -> str:
    fresh = secrets.token_urlsafe(32)
    if path is None:
        return fresh
    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(fresh, encoding="ascii")
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise _unusable(path.name) from exc
    if not token:
        raise _unusable(path.name)
    return token


def _unusable(what: str) -> SystemFaultError:
    return SystemFaultError(SystemCode.USAGE, reason=what)
