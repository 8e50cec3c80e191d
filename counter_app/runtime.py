"""Threads of the desk program: lanes of work, one way back to the window.

Nothing here knows a toolkit. A lane is one daemon thread that runs its tasks in
order; answers and events travel back in a queue that the window's pump drains
(architecture, Threads). A task that fails brings its exception back to the caller;
only the *kind* of an unforeseen exception is logged, never its text, because texts
may hold a citizen's data.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from counter_app.domain.errors import CounterError

T = TypeVar("T")
log = logging.getLogger("counter.runtime")
_IDLE_S = 0.5  # an idle lane looks at its stop token this often


class Lane(StrEnum):
    """The executors; each is one thread."""

    WORK = "work"  # use cases that write
    READ = "read"  # searches, lists, files, the status line
    CARD = "card"  # waits for answers of the card thread
    LONG = "long"  # imports, backups, big reports
    NIGHT = "night"  # work of hours that nobody waits for: photos
    LINE = "line"  # questions to the center that nobody waits for


class Topic(StrEnum):
    """What the rest of the house tells the window."""

    READER = "reader"  # ports.cards.ReaderState
    LINE = "line"  # ports.center.LineState
    OPERATIONS = "operations"  # outcomes arrived, lists changed
    PRINTER = "printer"
    RULES = "rules"  # domain.rulepack.RulePack now in force


class WrongThreadError(RuntimeError):
    """A call was made on a thread that must not make it."""


class UnforeseenError(Exception):
    """A task failed in a way nobody foresaw; ``support`` finds it in the log."""

    def __init__(self, support: str) -> None:
        super().__init__(support)
        self.support = support


class StopToken:
    """Tells a worker to end; waiting on it is the only way to sleep."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def stop(self) -> None:
        """Ask the worker to end; waits return at once from now on."""
        self._event.set()

    @property
    def stopped(self) -> bool:
        """Whether the worker was asked to end."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait up to ``seconds``; return whether the worker was asked to end."""
        return self._event.wait(seconds)


@dataclass(frozen=True, slots=True)
class Event:
    """News without an addressee; whoever subscribed to the topic gets it."""

    topic: Topic
    payload: object = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one task on its way to the caller."""

    deliver: Callable[[Any], None]
    value: Any


@dataclass(frozen=True, slots=True)
class Task:
    """One call for a lane."""

    job: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]


@dataclass(slots=True)
class _LaneState:
    tasks: queue.SimpleQueue[Task | None] = field(default_factory=queue.SimpleQueue)
    thread: threading.Thread | None = None
    open_tasks: int = 0


class Runtime:
    """Runs tasks on lanes and carries answers and events to one listener thread."""

    def __init__(self) -> None:
        self.stop = StopToken()
        self._inbox: queue.SimpleQueue[Event | Answer] = queue.SimpleQueue()
        self._lanes = {lane: _LaneState() for lane in Lane}
        self._workers: list[tuple[threading.Thread, StopToken]] = []
        self._lock = threading.Lock()
        self._listener: int | None = None
        self.asked: Callable[[Lane], None] = lambda _: None  # told of every task

    # -- tasks -------------------------------------------------------------
    def submit(
        self,
        lane: Lane,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run ``job`` on ``lane``; one of ``done`` and ``failed`` follows.

        Both are called by the listener (the pump), never by the lane.

        Raises:
            RuntimeError: the runtime was closed.
        """
        if self.stop.stopped:
            raise RuntimeError("runtime closed")
        with self._lock:
            state = self._lanes[lane]
            state.open_tasks += 1
            if state.thread is None:
                state.thread = self._spawn(f"lane-{lane}", self._run_lane, lane)
        state.tasks.put(Task(job, done, failed))
        self.asked(lane)

    def busy(self, lane: Lane) -> bool:
        """Tell whether the lane runs or holds a task."""
        with self._lock:
            return self._lanes[lane].open_tasks > 0

    def start_worker(self, name: str, run: Callable[[StopToken], None]) -> StopToken:
        """Start a long-lived worker; it must end soon after its token says so."""
        token = StopToken()
        thread = self._spawn(name, self._run_worker, run, token)
        self._workers.append((thread, token))
        return token

    # -- back to the window ------------------------------------------------
    def post(self, topic: Topic, payload: object = None) -> None:
        """Tell the window some news; callable from any thread."""
        self._inbox.put(Event(topic, payload))

    def take(self) -> Event | Answer | None:
        """Return the next message, or None when there is none now.

        Raises:
            WrongThreadError: called by another thread than the listener.
        """
        self.check_listener()
        try:
            return self._inbox.get_nowait()
        except queue.Empty:
            return None

    def listen_here(self) -> None:
        """Make the current thread the only listener."""
        self._listener = threading.get_ident()

    @property
    def listening(self) -> bool:
        """Whether the current thread is the listener."""
        return self._listener == threading.get_ident()

    def check_listener(self) -> None:
        """Raise unless the current thread is the listener (or none was named)."""
        if self._listener not in (None, threading.get_ident()):
            raise WrongThreadError("only the window's thread may do this")

    def check_worker(self) -> None:
        """Raise when the current thread is the listener: it must never block."""
        if self._listener == threading.get_ident():
            raise WrongThreadError("the window's thread must not do this")

    # -- end ---------------------------------------------------------------
    def close(self, timeout_s: float = 5.0) -> bool:
        """Stop every thread; return whether all ended within ``timeout_s``."""
        self.stop.stop()
        threads = [thread for thread, _ in self._workers]
        for _, token in self._workers:
            token.stop()
        for state in self._lanes.values():
            state.tasks.put(None)
            if state.thread is not None:
                threads.append(state.thread)
        end = time.monotonic() + timeout_s
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    # -- inside ------------------------------------------------------------
    @staticmethod
    def _spawn(
        name: str, target: Callable[..., None], *args: object
    ) -> threading.Thread:
        thread = threading.Thread(target=target, args=args, name=name, daemon=True)
        thread.start()
        return thread

    def _run_lane(self, lane: Lane) -> None:
        state = self._lanes[lane]
        while not self.stop.stopped:
            try:
                task = state.tasks.get(timeout=_IDLE_S)
            except queue.Empty:
                continue
            if task is None:
                return
            self._run_task(lane, task)
            with self._lock:
                state.open_tasks -= 1

    def _run_task(self, lane: Lane, task: Task) -> None:
        try:
            value = task.job()
        except CounterError as exc:
            self._inbox.put(Answer(task.failed, exc))
        except Exception as exc:  # noqa: BLE001 - the top of a thread
            support = log_crash(f"lane {lane}", exc)
            self._inbox.put(Answer(task.failed, UnforeseenError(support)))
        else:
            self._inbox.put(Answer(task.done, value))

    @staticmethod
    def _run_worker(run: Callable[[StopToken], None], token: StopToken) -> None:
        try:
            run(token)
        except Exception as exc:  # noqa: BLE001 - the top of a thread
            log_crash(threading.current_thread().name, exc)


def log_crash(where: str, exc: BaseException) -> str:
    """Log an unforeseen exception by type and place; its text stays out.

    Returns:
        A support code that stands in the log line.
    """
    support = secrets.token_hex(3).upper()
    frames = traceback.extract_tb(exc.__traceback__)
    places = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames[-8:]))
    log.error("%s: %s failed: %s at %s", support, where, type(exc).__name__, places)
    return support
