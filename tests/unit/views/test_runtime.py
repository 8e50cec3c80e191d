"""Lanes, answers and stop tokens of the runtime."""

from __future__ import annotations

import logging
import threading

import pytest

from counter_app.domain.errors import RuleError
from counter_app.runtime import (
    Answer,
    Event,
    Lane,
    Runtime,
    StopToken,
    Topic,
    UnforeseenError,
    WrongThreadError,
)


def drain(runtime: Runtime) -> list[object]:
    """Wait for one message and deliver it; return what it carried."""
    while (message := runtime.take()) is None:
        runtime.stop.wait(0.002)
    if isinstance(message, Answer):
        message.deliver(message.value)
        return [message.value]
    assert isinstance(message, Event)
    return [message.topic, message.payload]


def test_answers_are_delivered_by_the_listener() -> None:
    """The job runs on its lane, its answer on the thread that drains."""
    runtime = Runtime()
    threads: list[str] = []

    def job() -> str:
        threads.append(threading.current_thread().name)
        return "done"

    def done(value: str) -> None:
        threads.append(f"{value} in {threading.current_thread().name}")

    runtime.submit(Lane.WORK, job, done, lambda _: None)
    drain(runtime)
    assert threads == ["lane-work", "done in MainThread"]
    assert runtime.close()


def test_a_lane_keeps_the_order() -> None:
    """Jobs of one lane run one after the other, as they were given."""
    runtime = Runtime()
    order: list[int] = []
    for number in range(20):
        runtime.submit(Lane.READ, lambda n=number: order.append(n), id, id)
    for _ in range(20):
        drain(runtime)
    assert order == list(range(20))
    assert not runtime.busy(Lane.READ)
    assert runtime.close()


def test_a_coded_error_comes_back_as_it_is() -> None:
    """A refusal by rule reaches the caller with its code."""
    runtime = Runtime()
    failures: list[Exception] = []

    def refuse() -> None:
        raise RuleError("rule.not_lost")

    runtime.submit(Lane.WORK, refuse, id, failures.append)
    drain(runtime)
    [failure] = failures
    assert isinstance(failure, RuleError)
    assert runtime.close()


def test_an_unforeseen_error_is_logged_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """G27: texts of exceptions may hold a person's data; the log gets the type."""
    runtime = Runtime()
    failures: list[Exception] = []

    def crash() -> None:
        raise ValueError("999901198101010013")

    with caplog.at_level(logging.ERROR):
        runtime.submit(Lane.READ, crash, id, failures.append)
        drain(runtime)
    [failure] = failures
    assert isinstance(failure, UnforeseenError)
    assert failure.support in caplog.text
    assert "ValueError" in caplog.text
    assert "9999" not in caplog.text
    assert runtime.close()


def test_only_the_listener_may_take_and_never_work() -> None:
    """Calls from the wrong thread raise at once, in both directions."""
    runtime = Runtime()
    runtime.listen_here()
    with pytest.raises(WrongThreadError):
        runtime.check_worker()
    caught: list[type] = []

    def take() -> None:
        try:
            runtime.take()
        except WrongThreadError as exc:
            caught.append(type(exc))

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    assert caught == [WrongThreadError]
    assert runtime.close()


def test_closing_stops_workers_and_lanes() -> None:
    """Every thread ends; nothing can be submitted afterwards."""
    runtime = Runtime()
    started = threading.Event()

    def work(stop: StopToken) -> None:
        started.set()
        while not stop.wait(10):
            pass

    token = runtime.start_worker("test-worker", work)
    runtime.submit(Lane.LONG, lambda: None, id, id)
    started.wait(60)
    assert runtime.close()
    assert token.stopped
    with pytest.raises(RuntimeError):
        runtime.submit(Lane.WORK, lambda: None, id, id)


def test_news_reach_the_listener() -> None:
    """An event carries its topic and payload."""
    runtime = Runtime()
    runtime.post(Topic.READER, "state")
    assert drain(runtime) == [Topic.READER, "state"]
    assert runtime.close()
