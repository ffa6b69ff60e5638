"""Calls that end in time, whatever they wait for: a name that does not resolve, a head that drips."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

Got = TypeVar("Got")


def within(seconds: float, call: Callable[[], Got], late: Callable[[Got], None]) -> Got:
    """Give what a call gives; what it gives too late goes to ``late``.

    :raises concurrent.futures.TimeoutError: it takes longer than ``seconds``.
    """
    future: Future[Got] = Future()
    Thread(target=_settle, args=(future, call), daemon=True).start()
    try:
        return future.result(timeout=seconds)
    except BaseException:
        future.add_done_callback(lambda done: None if done.exception() else late(done.result()))
        raise


def _settle(future: Future[Got], call: Callable[[], Got]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # noqa: BLE001  # whoever waits gets it
        future.set_exception(error)
