"""The virtual clock: exact times, no waiting, and a word for loops that can never go on."""

import asyncio
import threading
import time
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any

import pytest

from asgi_harness.clock import (
    TURNS_AT_ONE_MOMENT,
    Spinning,
    Standstill,
    VirtualTimeLoop,
    await_chain,
    blocking_sleep_moves_the_clock,
    run,
)
from asgi_harness.failure import NotHere


def now() -> float:
    return asyncio.get_running_loop().time()


def test_the_clock_starts_at_zero_and_sleep_moves_it() -> None:
    async def main() -> list[float]:
        times = [now()]
        for seconds in (0.1, 0.2, 60):
            await asyncio.sleep(seconds)
            times.append(now())
        return times

    assert run(main()) == pytest.approx([0, 0.1, 0.3, 60.3])


def test_ten_sleeps_of_a_tenth_end_where_timers_said() -> None:
    async def main() -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        exact: asyncio.Future[float] = loop.create_future()
        loop.call_at(1.0, lambda: exact.set_result(loop.time()))
        await asyncio.sleep(5)
        return await exact, loop.time()

    assert run(main()) == (1.0, 5.0)


def test_a_million_seconds_take_no_time() -> None:
    began = time.perf_counter()
    run(asyncio.sleep(10**6))
    assert time.perf_counter() - began < 1


def test_sleeps_at_the_same_time_overlap() -> None:
    async def main() -> float:
        await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2), asyncio.sleep(3))
        return now()

    assert run(main()) == 3


def test_a_coarse_clock_of_the_machine_wakes_nobody_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "get_clock_info", lambda name: SimpleNamespace(resolution=0.1))

    async def wake(seconds: float) -> float:
        await asyncio.sleep(seconds)
        return asyncio.get_running_loop().time()

    async def main() -> None:
        first, second = await asyncio.gather(wake(0.01), wake(0.05))
        assert (first, second) == (0.01, 0.05)

    run(main())


def test_timeouts_strike_at_their_time() -> None:
    async def main() -> list[float]:
        times = []
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 2.5)
        times.append(now())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(4):
                await asyncio.Event().wait()
        times.append(now())
        return times

    assert run(main()) == [2.5, 6.5]


def test_task_groups_queues_and_cancellation_work() -> None:
    async def main() -> tuple[list[int], float]:
        queue: asyncio.Queue[int] = asyncio.Queue(maxsize=1)
        got = []

        async def produce() -> None:
            for number in range(3):
                await asyncio.sleep(1)
                await queue.put(number)

        async def consume() -> None:
            while True:
                got.append(await queue.get())

        async with asyncio.TaskGroup() as group:
            consumer = group.create_task(consume())
            await group.create_task(produce())
            await asyncio.sleep(0.5)
            consumer.cancel()
        return got, now()

    assert run(main()) == ([0, 1, 2], 3.5)


def test_a_wait_that_nothing_can_end_is_a_standstill() -> None:
    with pytest.raises(Standstill, match="every task waits and no timer is set"):
        run(asyncio.Event().wait())


def test_whoever_asks_the_app_is_told_of_the_standstill() -> None:
    async def main() -> str:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        first, second = (asyncio.create_task(asyncio.Event().wait()) for _ in range(2))
        outcomes = await asyncio.gather(loop.wait_for_app(first), loop.wait_for_app(second), return_exceptions=True)
        first.cancel()
        second.cancel()
        return " ".join(type(outcome).__name__ for outcome in outcomes)

    assert run(main()) == "Standstill Standstill"


def test_what_is_done_in_the_turn_of_a_standstill_changes_nothing() -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        first: asyncio.Future[int] = loop.create_future()
        second: asyncio.Future[int] = loop.create_future()

        async def give_up_on_the_first() -> None:
            try:
                await loop.wait_for_app(first)
            except Standstill:
                second.set_result(7)

        task = asyncio.create_task(give_up_on_the_first())
        await asyncio.sleep(0)
        with pytest.raises(Standstill):
            await loop.wait_for_app(second)
        await task
        return second.result()

    assert run(main()) == 7


def test_a_loop_on_sleep_zero_is_spinning() -> None:
    async def spin() -> None:
        while True:
            await asyncio.sleep(0)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        task = asyncio.create_task(spin())
        try:
            await loop.wait_for_app(task)
        finally:
            task.cancel()

    with pytest.raises(Spinning, match=rf"{TURNS_AT_ONE_MOMENT:,} turns at 0.000 s"):
        run(main())


def test_progress_and_time_both_count_the_turns_anew() -> None:
    async def main() -> float:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        for restart in (loop.progress, lambda: None):
            for _ in range(TURNS_AT_ONE_MOMENT - 10):
                await asyncio.sleep(0)
            restart()
            await asyncio.sleep(0 if restart == loop.progress else 0.5)
        return loop.time()

    assert run(main()) == 0.5


def test_what_is_done_already_needs_no_waiting() -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        future: asyncio.Future[int] = loop.create_future()
        loop.call_soon(future.set_result, 7)
        return await loop.wait_for_app(future)

    assert run(main()) == 7


def test_time_sleep_moves_the_clock_and_everybody_waits() -> None:
    async def main() -> list[float]:
        times = []

        async def tick() -> None:
            await asyncio.sleep(1)
            times.append(now())

        task = asyncio.create_task(tick())
        await asyncio.sleep(0)
        time.sleep(3)
        await task
        return times

    assert run(main()) == [3]


def test_time_sleep_outside_a_loop_sleeps() -> None:
    before = time.sleep
    with blocking_sleep_moves_the_clock():
        began = time.perf_counter()
        time.sleep(0.01)
        assert time.perf_counter() - began >= 0.009
    assert time.sleep is before


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        (lambda: asyncio.to_thread(print), "a thread"),
        (lambda: asyncio.open_connection("localhost", 80), "a socket"),
        (lambda: asyncio.start_server(lambda reader, writer: None, "localhost", 80), "a socket that listens"),
        (lambda: asyncio.create_subprocess_exec("true"), "a subprocess"),
        (lambda: asyncio.create_subprocess_shell("true"), "a subprocess"),
        (lambda: asyncio.get_running_loop().getaddrinfo("localhost", 80), "the network"),
    ],
    ids=["thread", "connection", "server", "program", "shell command", "name look-up"],
)
def test_threads_sockets_and_processes_are_not_here(wish: Any, name: str) -> None:
    async def main() -> None:
        await wish()

    with pytest.raises(NotHere, match=rf"{name}.* is not here, because"):
        run(main())


def test_another_thread_may_not_call_into_the_loop() -> None:
    found: list[BaseException] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()

        def call() -> None:
            try:
                loop.call_soon_threadsafe(print)
            except NotHere as error:
                found.append(error)

        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
        called = asyncio.Event()
        loop.call_soon_threadsafe(called.set)
        await called.wait()

    run(main())
    assert "a second thread is not here" in str(found)


def test_run_cancels_what_is_left_behind() -> None:
    ended = []

    async def leave_behind() -> None:
        try:
            await asyncio.sleep(100)
        finally:
            ended.append(now())

    tasks = []

    async def main() -> None:
        tasks.append(asyncio.create_task(leave_behind()))
        await asyncio.sleep(1)

    run(main())
    assert ended == [1]


def test_the_chain_of_awaits_leads_to_what_a_task_waits_for() -> None:
    async def inner() -> None:
        await asyncio.sleep(1)

    async def outer() -> None:
        await inner()

    async def main(coroutine: Coroutine[Any, Any, None]) -> list[str]:
        task = asyncio.create_task(coroutine)
        await asyncio.sleep(0)
        chain = [code.co_name for _, code in await_chain(task.get_coro())]
        await task
        return chain

    assert run(main(outer())) == ["outer", "inner", "sleep"]


def test_the_chain_of_awaits_goes_through_async_generators() -> None:
    async def numbers() -> Any:
        await asyncio.sleep(1)
        yield 1

    async def outer() -> None:
        async for _ in numbers():
            pass

    async def main() -> list[str]:
        task = asyncio.create_task(outer())
        await asyncio.sleep(0)
        chain = [code.co_name for _, code in await_chain(task.get_coro())]
        await task
        return chain

    # The step of the generator hides its frame from Python 3.11; what stands before it is told all the same.
    assert run(main())[0] == "outer"
