"""How a server gets through requests that all come at once: its threads and its event loop, on virtual time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

from asgi_harness import clock

# A thread that computes gives way to others of its process after so long (sys.getswitchinterval), in milliseconds.
TURN = 5

MOST = {"requests": 40, "waiting": 10_000, "computing": 2_000, "workers": 16, "threads": 64}
LEAST = {"requests": 1, "waiting": 0, "computing": 0, "workers": 1, "threads": 1}


@dataclass(frozen=True)
class Settings:
    """`waiting` and then `computing` are what each request needs, in milliseconds."""

    server: str
    requests: int = 5
    waiting: int = 1000
    computing: int = 0
    workers: int = 1
    threads: int = 1

    def __post_init__(self) -> None:
        if self.server not in SERVERS:
            raise ValueError(f"Expected a server among {', '.join(SERVERS)}, but {self.server!r} came.")
        for name, most in MOST.items():
            value = getattr(self, name)
            if not (isinstance(value, int) and LEAST[name] <= value <= most):
                raise ValueError(f"Expected {name} from {LEAST[name]} to {most}, but {value!r} came.")
        if not self.waiting + self.computing:
            raise ValueError("A request that neither waits nor computes takes no time.")


class Bar:
    """What happens to one request, from the moment when all of them come."""

    def __init__(self) -> None:
        self.spans: list[dict[str, Any]] = []
        self._state = "queued"
        self._since = 0.0

    def becomes(self, state: str) -> None:
        now = round(asyncio.get_running_loop().time(), 3)
        if now > self._since:
            self.spans.append({"state": self._state, "start": self._since, "end": now})
        self._state, self._since = state, now


async def _wait(bar: Bar, settings: Settings) -> None:
    bar.becomes("waiting")
    await asyncio.sleep(settings.waiting / 1000)


async def _compute(bar: Bar, settings: Settings) -> None:
    bar.becomes("running")
    await asyncio.sleep(settings.computing / 1000)


async def _compute_in_turns(bar: Bar, settings: Settings, processor: asyncio.Lock) -> None:
    """Threads of one process share what one processor can do, as they share the global interpreter lock."""
    bar.becomes("running")
    left = settings.computing
    while left > 0:
        async with processor:
            await asyncio.sleep(min(TURN, left) / 1000)
        left -= TURN


Serve = Callable[[Bar], Awaitable[None]]


def _wsgi(settings: Settings) -> Serve:
    """A thread belongs to its request from the first line to the last."""
    processors = [asyncio.Lock() for _ in range(settings.workers)]
    free: asyncio.Queue[asyncio.Lock] = asyncio.Queue()
    for _ in range(settings.threads):
        for processor in processors:
            free.put_nowait(processor)

    async def serve(bar: Bar) -> None:
        processor = await free.get()
        await _wait(bar, settings)
        await _compute_in_turns(bar, settings, processor)
        bar.becomes("answered")
        free.put_nowait(processor)

    return serve


def _asgi(settings: Settings) -> Serve:
    """Waiting holds nothing; computing holds the one event loop."""
    event_loop = asyncio.Lock()

    async def serve(bar: Bar) -> None:
        await _wait(bar, settings)
        bar.becomes("queued")
        async with event_loop:
            await _compute(bar, settings)
            bar.becomes("answered")

    return serve


def _asgi_blocking(settings: Settings) -> Serve:
    """Waiting holds the event loop, too."""
    event_loop = asyncio.Lock()

    async def serve(bar: Bar) -> None:
        async with event_loop:
            await _wait(bar, settings)
            await _compute(bar, settings)
            bar.becomes("answered")

    return serve


def _asgi_threads(settings: Settings) -> Serve:
    """Waiting holds a thread of a pool, and computing the event loop."""
    pool = asyncio.Semaphore(settings.threads)
    event_loop = asyncio.Lock()

    async def serve(bar: Bar) -> None:
        async with pool:
            await _wait(bar, settings)
        bar.becomes("queued")
        async with event_loop:
            await _compute(bar, settings)
            bar.becomes("answered")

    return serve


SERVERS: dict[str, tuple[str, Callable[[Settings], Serve]]] = {
    "wsgi": ("WSGI: processes and threads", _wsgi),
    "asgi": ("ASGI: the app awaits", _asgi),
    "asgi blocking": ("ASGI: the app blocks", _asgi_blocking),
    "asgi threads": ("ASGI: a thread waits", _asgi_threads),
}

# By name: what it is called, and its settings.
PRESETS = {
    "one-thread": ("WSGI, one thread", Settings("wsgi")),
    "four-threads": ("WSGI, four threads", Settings("wsgi", threads=4)),
    "four-processes": ("WSGI, four processes", Settings("wsgi", workers=4)),
    "await": ("ASGI, await", Settings("asgi")),
    "blocking-call": ("ASGI, a blocking call", Settings("asgi blocking")),
    "thread-pool": ("ASGI, a pool of four threads", Settings("asgi threads", threads=4)),
}


def timeline(settings: Settings) -> dict[str, Any]:
    """Every request with its spans of time, and what is to be said of all, in seconds."""
    bars = [Bar() for _ in range(settings.requests)]

    async def all_at_once() -> None:
        serve = SERVERS[settings.server][1](settings)
        # A microsecond apart, which nobody sees, so that who came first is first.
        await asyncio.gather(*(_come(serve, bar, number / 1e6) for number, bar in enumerate(bars)))

    clock.run(all_at_once())
    latencies = [bar.spans[-1]["end"] for bar in bars]
    return {
        "settings": asdict(settings),
        "requests": [bar.spans for bar in bars],
        "total": max(latencies),
        "ticks": _ticks(max(latencies)),
        "summary": _summary(latencies),
    }


async def _come(serve: Serve, bar: Bar, time: float) -> None:
    await asyncio.sleep(time)
    await serve(bar)


def _ticks(total: float) -> list[float]:
    """Round numbers for the axis, at most eight."""
    steps = (digit * 10**power for power in range(-3, 3) for digit in (1, 2, 5))
    step = next(step for step in steps if total / step < 8)
    return [round(number * step, 6) for number in range(int(total / step + 1e-6) + 1)]


def _summary(latencies: list[float]) -> str:
    ordered = sorted(latencies)
    count, last = len(ordered), _seconds(ordered[-1])
    if count == 1:
        return f"The request is answered after {last}."
    if ordered[0] == ordered[-1]:
        return f"All {count} requests are answered after {last}."
    median = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return (
        f"All {count} requests are answered after {last}. "
        f"The quickest answer takes {_seconds(ordered[0])}, the median {_seconds(median)}, the slowest {last}."
    )


def _seconds(time: float) -> str:
    return f"{round(time, 3):g} s"


def answer(**settings: Any) -> str:
    """The timeline of these settings as JSON."""
    return json.dumps(timeline(Settings(**settings)))
