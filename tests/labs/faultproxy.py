"""A loopback TCP proxy that breaks connections on purpose.

It runs its own event loop in a thread. Faults are attributes a test sets at any
moment; ``heal`` takes them all away.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass

_PART = 4096
_TURN_S = 0.02


@dataclass(slots=True)
class Faults:
    """What goes wrong.

    Attributes:
        refuse: new connections are reset at once.
        blackhole: bytes go nowhere, connections stay open.
        reset_up_after: reset after so many bytes of requests went through.
        cut_down_after: reset after so many bytes of answers went through.
        reset_chance: chance of a reset at each part.
        latency_s: delay of each part.
        page: every connection is answered with this (a captive portal).
        no_up, no_down: a partition one way only: requests, or answers, go nowhere.
        request_loss, answer_loss: chance that one of them never arrives.
    """

    refuse: bool = False
    blackhole: bool = False
    reset_up_after: int | None = None
    cut_down_after: int | None = None
    reset_chance: float = 0.0
    latency_s: float = 0.0
    page: bytes | None = None
    no_up: bool = False
    no_down: bool = False
    request_loss: float = 0.0
    answer_loss: float = 0.0


class FaultProxy:
    """Listens on ``port`` and passes on to ``target``."""

    def __init__(self, target: tuple[str, int], seed: int = 0) -> None:
        self.target = target
        self.faults = Faults()
        self.port = 0
        self.passed = 0  # bytes of answers
        self._random = random.Random(seed)
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(60)

    def heal(self) -> None:
        """Take all faults away and cut what hangs."""
        self.faults = Faults()
        self.cut()

    def cut(self) -> None:
        """Reset every open connection."""
        self._loop.call_soon_threadsafe(self._reset_all)

    def close(self) -> None:
        """Stop the proxy."""
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        start = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = self._loop.run_until_complete(start)
        self.port = self._server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()

    async def _shut(self) -> None:
        self._server.close()
        self._reset_all()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _reset_all(self) -> None:
        for writer in list(self._writers):
            self._reset(writer)

    def _reset(self, writer: asyncio.StreamWriter) -> None:
        raw = writer.get_extra_info("socket")
        with suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        self._writers.discard(writer)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            await self._pass(reader, writer)
        except (OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            self._reset(writer)
        finally:
            self._writers.discard(writer)
            self._tasks.discard(task)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self.faults.refuse:
            self._reset(writer)
            return
        page = self.faults.page
        if page is not None:
            await reader.read(_PART)
            writer.write(page)
            await writer.drain()
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection(*self.target)
        self._writers.add(far_writer)
        turn = [False]  # the direction of the last bytes: a change begins a message
        try:
            await asyncio.gather(
                self._pump(reader, far_writer, writer, up=True, turn=turn),
                self._pump(far_reader, writer, far_writer, up=False, turn=turn),
            )
        finally:
            self._writers.discard(far_writer)
            far_writer.transport.abort()

    def _swallowed(self, *, up: bool) -> bool:
        faults = self.faults
        return faults.blackhole or (faults.no_up if up else faults.no_down)

    def _lost(self, turn: list[bool], *, up: bool) -> bool:
        """Draw once for each request and each answer."""
        begins, turn[0] = turn[0] is not up, up
        chance = self.faults.request_loss if up else self.faults.answer_loss
        return begins and self._random.random() < chance

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
        *,
        up: bool,
        turn: list[bool],
    ) -> None:
        passed = 0
        while part := await source.read(_PART):
            while self._swallowed(up=up):  # noqa: ASYNC110 - set from another thread
                await asyncio.sleep(_TURN_S)
            if self._lost(turn, up=up):
                self._reset(sink)
                self._reset(back)
                return
            if self.faults.latency_s:
                await asyncio.sleep(self.faults.latency_s)
            if self._random.random() < self.faults.reset_chance:
                self._reset(sink)
                self._reset(back)
                return
            faults = self.faults
            limit = faults.reset_up_after if up else faults.cut_down_after
            if limit is not None and passed + len(part) > limit:
                sink.write(part[: max(0, limit - passed)])
                with suppress(OSError):
                    await sink.drain()
                self._reset(sink)
                self._reset(back)
                return
            passed += len(part)
            self.passed += 0 if up else len(part)
            sink.write(part)
            await sink.drain()
        sink.close()
