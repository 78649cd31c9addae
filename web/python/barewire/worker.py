"""Takes the worker's orders, hands each to its task, and says when an import wanted the rest of the library."""

import asyncio
import gc
import importlib
import json
import random
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from barewire import explorer, timeline
from barewire.converse import converse
from barewire.playground import play
from grading import limit
from grading.grader import Grader

# What graders and answers import beside what the harness does: at hand without another download.
AT_HAND = """
    base64 collections.abc contextvars dataclasses datetime decimal email.utils encodings.ascii encodings.idna
    encodings.latin_1 encodings.unicode_escape enum hashlib hmac html http.cookies itertools json logging math mimetypes
    pathlib pprint secrets string struct textwrap time tracemalloc typing urllib.parse uuid wsgiref.headers wsgiref.util
    wsgiref.validate zlib
"""

EXERCISES = Path("/exercises")


class RestOfTheLibrary:
    """Stands last among the finders: whoever asks it has found nothing in the small library."""

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()
        self.wanted: list[str] = []

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name in self.names:
            self.wanted.append(name)
        return None


rest = RestOfTheLibrary()
sys.meta_path.append(rest)
names = Path(__file__).with_name("rest.json")
if names.exists():
    rest.names = frozenset(json.loads(names.read_text()))


def answer(task: str, argument: str, heartbeat: Callable[[int], None] | None = None) -> str:
    """
    What a task gives for its argument, both as JSON, or nothing when the rest of the library must be there first.

    `heartbeat` is told each line of learner code at its first time.
    """
    random.seed()
    importlib.invalidate_caches()
    limit.heartbeat.set(heartbeat)
    rest.wanted.clear()
    before = asyncio._get_running_loop()
    # In Pyodide a loop of the browser's counts as running; a second one could not be run inside it.
    asyncio._set_running_loop(None)
    try:
        given = TASKS[task](**json.loads(argument))
    finally:
        asyncio._set_running_loop(before)
    return "" if rest.wanted else given


def collect(exercise: str, files: dict[str, str]) -> str:
    """Find an exercise's tests before there is an answer to it: whoever presses Run then need not wait for that."""
    grader = _grader_of(exercise, files)
    grader.collect(exercise)
    if rest.wanted:
        grader.forget()
    made_ready.append(grader)
    return "null"


def grade(exercise: str, files: dict[str, str], seed: str | None = None) -> str:
    """The report of pytest on an exercise's files, as JSON."""
    return _grader_of(exercise, files).grade(exercise, seed)


def _grader_of(exercise: str, files: dict[str, str]) -> Grader:
    folder = EXERCISES / exercise
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return made_ready.pop() if made_ready else Grader(EXERCISES)


# The grader that a snapshot has, or that has found its tests, for the one run of this interpreter.
made_ready: list[Grader] = []


def rehearse() -> str:
    """Grade a small answer for nobody: the browser compiles what that takes, for all interpreters that come after."""
    return grade("warm_up", {"app.py": WARM_APP, "test_app.py": WARM_TEST})


TASKS: dict[str, Callable[..., str]] = {
    "collect": collect,
    "converse": converse,
    "explore": explorer.answer,
    "grade": grade,
    "play": play,
    "rehearse": rehearse,
    "timeline": timeline.answer,
}


def warm_up() -> None:
    """Grades once, so that what is imported or computed late is there, then forgets what was graded."""
    for name in AT_HAND.split():
        importlib.import_module(name)
    before = set(sys.modules)
    answer("rehearse", "{}")
    for name in set(sys.modules) - before:
        if name.startswith(("app", "test_app", "exercises")) or "warm_up" in name:
            del sys.modules[name]
    made_ready.append(Grader(EXERCISES))
    gc.collect()
    # What is here now stays: pytest collects garbage twice in a run, and need not look through it.
    gc.freeze()
    # A run is short: what goes in circles may wait for its end, where Python would look for it ten times meanwhile.
    gc.set_threshold(50_000)


WARM_APP = """
async def app(scope, receive, send):
    print("warm")
    await receive()
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b"warm"})
"""

WARM_TEST = """
import pytest


@pytest.mark.worlds("minimal scope", "slow server")
@pytest.mark.parametrize("path", ["/", "/another", "/third", "/fourth"], ids=str)
async def test_passes(client, path):
    "It passes."
    response = await client.get(path)
    response.expect(status=200, body=b"warm")


async def test_fails(client, random):
    "It fails."
    response = await client.post("/", pieces=[b"a", random.randbytes(2)])
    response.expect(status=404, text="cold")
"""
