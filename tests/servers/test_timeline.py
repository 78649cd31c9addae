"""Gunicorn and uvicorn answer in the rounds that the timelines of the lessons draw, each with the same requests."""

from __future__ import annotations

import http.client
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from barewire.timeline import PRESETS, Settings, timeline

from grading.server import Server

ROOT = Path(__file__).parents[2]
# A busy machine may take half of it longer for all rounds together, and they are still as many.
WAIT = 1.6
# So that who comes first is first.
APART = 0.03
PATIENCE = 30

# How a server is told what the settings say: its name, the app, and its options.
REAL = {
    "wsgi": ("gunicorn", "wsgi", ("--worker-class={kind}", "--workers={workers}", "--threads={threads}")),
    "asgi": ("uvicorn", "awaits", ("--lifespan=off",)),
    "asgi blocking": ("uvicorn", "blocks", ("--lifespan=off",)),
    "asgi threads": ("uvicorn", "pools", ("--lifespan=off",)),
}


@pytest.fixture(scope="module")
def measured() -> dict[str, list[int]]:
    """The round in which each request was answered; they all wait, so all presets are measured at the same time."""
    with ThreadPoolExecutor(len(PRESETS)) as pool:
        return dict(zip(PRESETS, pool.map(_measure, (settings for _, settings in PRESETS.values())), strict=True))


def _measure(settings: Settings) -> list[int]:
    name, app, options = REAL[settings.server]
    kind = "gthread" if settings.threads > 1 else "sync"
    told = [option.format(kind=kind, workers=settings.workers, threads=settings.threads) for option in options]
    with (
        tempfile.TemporaryDirectory() as ready,
        Server(
            name,
            ROOT,
            f"tests.servers.waiting:{app}",
            options=told,
            environment={"WAIT": str(WAIT), "THREADS": str(settings.threads), "READY": ready, "PYTHONPATH": str(ROOT)},
        ) as server,
        ThreadPoolExecutor(settings.requests) as clients,
    ):
        _wait_for_processes(Path(ready), settings.workers)
        began = time.monotonic()
        answers: list[Future[float]] = []
        for _ in range(settings.requests):
            answers.append(clients.submit(_ask, server.port))
            time.sleep(APART)
        return [round((answer.result() - began) / WAIT) for answer in answers]


def _wait_for_processes(ready: Path, count: int) -> None:
    """They start one after the other, and a busy machine takes its time."""
    deadline = time.monotonic() + PATIENCE
    while len([*ready.iterdir()]) < count:
        assert time.monotonic() < deadline, f"{len([*ready.iterdir()])} of {count} processes came"
        time.sleep(0.05)
    time.sleep(0.5)  # from the import of the app to its first connection


def _ask(port: int) -> float:
    """The moment of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/")
    assert connection.getresponse().status == 204
    answered = time.monotonic()
    connection.close()
    return answered


@pytest.mark.parametrize("preset", PRESETS)
def test_a_real_server_answers_in_the_rounds_that_are_drawn(preset: str, measured: dict[str, list[int]]) -> None:
    settings = PRESETS[preset][1]
    drawn = [round(spans[-1]["end"] / (settings.waiting / 1000)) for spans in timeline(settings)["requests"]]
    assert measured[preset] == drawn
