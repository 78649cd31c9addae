"""What the worker asks of Python: grade an exercise, and say when an import wanted the rest of the library."""

import gc
import importlib
import json
import random
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from asgi_harness import plugin

# What answers to the exercises import, beside what the harness does: at hand without another download.
import base64, dataclasses, datetime, hashlib, html, http.cookies, time, typing, urllib.parse, uuid  # noqa: E401, F401, E402

EXERCISES = Path("/exercises")


class RestOfTheLibrary:
    """Stands last among the finders: whoever asks it has found nothing in the small library."""

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()
        self.wanted = False

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        self.wanted = self.wanted or name in self.names
        return None


rest = RestOfTheLibrary()
sys.meta_path.append(rest)
names = Path(__file__).with_name("barewire_rest.json")
if names.exists():
    rest.names = frozenset(json.loads(names.read_text()))


def grade(exercise: str, files: dict[str, str], heartbeat: Callable[[int], None] | None) -> str:
    """The report as JSON, or nothing when the rest of the library must be there first."""
    random.seed()
    importlib.invalidate_caches()
    folder = EXERCISES / exercise
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    plugin.heartbeat = heartbeat
    rest.wanted = False
    report = plugin.grade(str(folder))
    return "" if rest.wanted else report


def warm_up() -> None:
    """Grades once, so that what is imported or computed late is there, then forgets what was graded."""
    before = set(sys.modules)
    grade("warm_up", {"app.py": WARM_APP, "test_app.py": WARM_TEST}, None)
    for name in set(sys.modules) - before:
        if name.startswith(("app", "test_app", "exercises")) or "warm_up" in name:
            del sys.modules[name]
    gc.collect()


def loaded_files() -> str:
    """The paths, in the library, of the modules that are loaded now."""
    origins = [getattr(module.__spec__, "origin", None) or "" for module in list(sys.modules.values()) if hasattr(module, "__spec__")]
    return json.dumps([origin.removeprefix("/lib/python3.14/") for origin in origins])


WARM_APP = """
async def app(scope, receive, send):
    print("warm")
    await receive()
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b"warm"})
"""

WARM_TEST = """
async def test_passes(client):
    "It passes."
    response = await client.get("/")
    response.expect(status=200, body=b"warm")


async def test_fails(client, random):
    "It fails."
    response = await client.post("/", pieces=[b"a", random.randbytes(2)])
    response.expect(status=404, text="cold")
"""
