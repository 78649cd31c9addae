"""An event loop whose time is virtual: where every task waits, the clock jumps to the next timer."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextvars import Context, ContextVar
from types import CodeType, FrameType
from typing import Any, NoReturn, Protocol, SupportsIndex, TypeVar, TypeVarTuple

from asgi_harness.failure import NotHere

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

# So many turns of the loop at one moment of the clock, with no message received or sent, are a loop that spins.
TURNS_AT_ONE_MOMENT = 50_000


class Owner(Protocol):
    """Whoever wants to know about the tasks that its code starts, and how long that code blocks the loop."""

    tasks: list[asyncio.Task[Any]]

    def blocked(self, seconds: float) -> None: ...


owner: ContextVar[Owner | None] = ContextVar("owner", default=None)

_real_sleep = time.sleep


class Standstill(RuntimeError):
    """Nothing can ever happen any more: no task is ready and no timer is set."""


class Spinning(RuntimeError):
    """Tasks run again and again, but neither the clock nor the conversation moves."""


class VirtualTimeLoop(asyncio.BaseEventLoop):
    """
    An event loop on virtual time, in seconds, starting at 0.

    A coroutine that asks something of the app under test waits with `wait_for_app()`. Where all tasks wait and no timer
    is set, or where they spin, that wait ends with `Standstill` or `Spinning`, so that the asker can say what the app
    was doing. Where nobody asks, the exception comes out of `run_forever()`.
    """

    # What BaseEventLoop itself keeps.
    _scheduled: list[asyncio.TimerHandle]
    _clock_resolution: float
    _thread_id: int | None

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        # asyncio takes timers that the machine's clock cannot tell apart for one moment, in any order.
        self._clock_resolution = 1e-9
        self._turns = 0
        self._askers: list[asyncio.Future[Any]] = []
        self._selector = self

    def time(self) -> float:
        return self._now

    def run_forever(self) -> None:
        with blocking_sleep_moves_the_clock():
            super().run_forever()

    def create_task(
        self,
        coro: Any,  # generators too until Python 3.11, only coroutines since 3.12
        *,
        name: Any = None,
        context: Context | None = None,
        **options: Any,
    ) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = super().create_task(coro, name=name, context=context, **options)
        if (starter := owner.get()) is not None:
            starter.tasks.append(task)
        return task

    async def wait_for_app(self, future: asyncio.Future[Result]) -> Result:
        """Wait for `future`; raises `Standstill` or `Spinning` if it can never be done."""
        asker: asyncio.Future[None] = self.create_future()

        def done(_: object) -> None:
            if not asker.done():  # it may have been told of a standstill in this very turn
                asker.set_result(None)

        future.add_done_callback(done)
        self._askers.append(asker)
        try:
            await asker
        finally:
            self._askers.remove(asker)
            future.remove_done_callback(done)
        return future.result()

    def progress(self) -> None:
        """Something was said: the turns at this moment count anew."""
        self._turns = 0

    def block(self, seconds: float) -> None:
        """The running callback holds the loop for so many seconds; nobody else can run meanwhile."""
        self._now += seconds
        if (blocker := owner.get()) is not None:
            blocker.blocked(seconds)

    def select(self, timeout: float | None) -> list[Any]:
        """The loop's own selector: there is nothing to poll, so waiting is moving the clock."""
        if timeout is None:
            self._tell_askers(Standstill("nothing can happen any more: every task waits and no timer is set"))
        elif timeout > 0:
            # The timer's own time, not the sum of waits, keeps the clock exact.
            self._now = max(self._now, self._scheduled[0].when())
            self._turns = 0
        else:
            self._turns += 1
            if self._turns > TURNS_AT_ONE_MOMENT:
                self._turns = 0
                self._tell_askers(Spinning(f"{TURNS_AT_ONE_MOMENT:,} turns at {self._now:.3f} s and nothing moved"))
        return []

    def _tell_askers(self, error: RuntimeError) -> None:
        askers = [asker for asker in self._askers if not asker.done()]
        if not askers:
            raise error
        for asker in askers:
            asker.set_exception(error)

    def _process_events(self, event_list: list[Any]) -> None:
        """Never any: the selector finds none."""

    def _write_to_self(self) -> None:
        """Wakes a loop that polls; this one never sleeps."""

    def call_soon_threadsafe(
        self, callback: Callable[[*Arguments], object], *args: *Arguments, context: Context | None = None
    ) -> asyncio.Handle:
        if threading.get_ident() != self._thread_id:
            raise NotHere("a second thread")
        return self.call_soon(callback, *args, context=context)

    def run_in_executor(
        self, executor: object, func: Callable[[*Arguments], Result], *args: *Arguments
    ) -> asyncio.Future[Result]:
        raise NotHere("a thread (asyncio.to_thread, run_in_executor)")

    async def getaddrinfo(self, *arguments: Any, **options: Any) -> NoReturn:
        raise NotHere("the network")

    async def create_connection(self, *arguments: Any, **options: Any) -> NoReturn:
        raise NotHere("a socket")

    async def create_server(self, *arguments: Any, **options: Any) -> NoReturn:
        raise NotHere("a socket that listens")

    async def subprocess_exec(self, *arguments: Any, **options: Any) -> NoReturn:
        raise NotHere("a subprocess")

    async def subprocess_shell(self, *arguments: Any, **options: Any) -> NoReturn:
        raise NotHere("a subprocess")


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine on a new virtual clock, cancel what it left behind, and return its result."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)


@contextlib.contextmanager
def blocking_sleep_moves_the_clock() -> Iterator[None]:
    """`time.sleep` inside a virtual loop moves its clock; anywhere else it sleeps as ever."""
    before = time.sleep
    time.sleep = _sleep
    try:
        yield
    finally:
        time.sleep = before


def _sleep(seconds: float | SupportsIndex, /) -> None:
    loop = asyncio._get_running_loop()
    if isinstance(loop, VirtualTimeLoop):
        loop.block(float(seconds))
    else:
        _real_sleep(seconds)


def await_chain(awaitable: Any) -> Iterator[tuple[FrameType | None, CodeType]]:
    """The coroutines, outermost first, through which a suspended task waits, each with its frame."""
    while awaitable is not None:
        for prefix in ("cr", "ag", "gi"):
            code = getattr(awaitable, f"{prefix}_code", None)
            if code is not None:
                yield getattr(awaitable, f"{prefix}_frame"), code
                awaitable = getattr(awaitable, "gi_yieldfrom" if prefix == "gi" else f"{prefix}_await")
                break
        else:
            return
