"""What learner code may not do while it is graded: reach for the grader, end the process, or leave the event loop."""

from __future__ import annotations

import atexit
import builtins
import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

from asgi_harness.failure import Failure, NotHere

_GRADER = {"_pytest", "asgi_harness", "pluggy", "pytest", "pytest_asyncio"}

_ENDS_THE_PROCESS = "it would end the whole server, with every request in it"
_OFF_THE_LOOP = (
    "this app runs on a virtual clock, which only the awaits of its event loop can move "
    "(and the browser has no threads, sockets or processes)"
)

_FORBIDDEN: tuple[tuple[Any, str, str], ...] = (
    (os, "_exit", _ENDS_THE_PROCESS),
    (os, "abort", _ENDS_THE_PROCESS),
    (os, "kill", _ENDS_THE_PROCESS),
    (os, "execv", _ENDS_THE_PROCESS),
    (os, "execve", _ENDS_THE_PROCESS),
    (os, "fork", _OFF_THE_LOOP),
    (os, "system", _OFF_THE_LOOP),
    (atexit, "register", "an app is over when its server is over; cleaning up belongs into lifespan.shutdown"),
    (threading.Thread, "start", _OFF_THE_LOOP),
    (subprocess.Popen, "__init__", _OFF_THE_LOOP),
    (socket.socket, "__init__", _OFF_THE_LOOP),
)


def builtins_for_learners() -> dict[str, Any]:
    """The builtins, with an `import` that does not give away the grader."""
    return {**vars(builtins), "__import__": _import}


def _import(name: str, *arguments: Any) -> Any:
    if name.partition(".")[0] in _GRADER:
        raise ImportError(f"app.py must not import {name}: a server does not have it")
    return builtins.__import__(name, *arguments)


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Until the end of the block, what is not for learners raises NotHere."""
    before = [
        (owner, name, vars(owner)[name], _refusal(owner, name, because))
        for owner, name, because in _FORBIDDEN
        if name in vars(owner)
    ]
    for owner, name, _, refusal in before:
        setattr(owner, name, refusal)
    try:
        yield
    finally:
        for owner, name, original, _ in before:
            setattr(owner, name, original)


def _refusal(owner: Any, name: str, because: str) -> Callable[..., NoReturn]:
    module = getattr(owner, "__module__", None)
    what = f"{module}.{owner.__name__}" if module else f"{owner.__name__}.{name}"

    def refuse(*arguments: object, **options: object) -> NoReturn:
        raise NotHere(f"{what} is not here: {because}")

    return refuse


class Seal:
    """Notices when learner code has changed the harness or a grader."""

    def __init__(self) -> None:
        self._intact: dict[str, object] = {}
        for name in [name for name in sys.modules if name.partition(".")[0] == "asgi_harness"]:
            self.include(name)

    def include(self, module: str) -> None:
        """Look after one more module from now on."""
        if module + "." not in self._intact:
            self._intact |= {module + ".": None, **_fingerprint(module)}

    def check(self) -> None:
        """Raise Failure if anything has been replaced since its module was included."""
        now: dict[str, object] = {}
        for module in [key for key in self._intact if key.endswith(".")]:
            now |= {module: None, **_fingerprint(module[:-1])}
        changed = sorted(key for key in now.keys() | self._intact if now.get(key) != self._intact.get(key))
        if changed:
            raise Failure(
                "app.py has changed the grader.",
                kind="grader",
                expected="an app that works by itself",
                got=f"other values for {', '.join(changed[:3])}",
                why="A real server has none of this to change, so the verdict would say nothing.",
            )


def _fingerprint(module: str) -> dict[str, object]:
    """The identity of all that a module defines, the members of its classes and dicts included."""
    found: dict[str, object] = {}
    for name, value in vars(sys.modules[module]).items():
        found[f"{module}.{name}"] = id(value)
        members: Mapping[str, object] = {}
        if isinstance(value, type) and value.__module__ == module:
            members = vars(value)
        elif isinstance(value, dict):
            members = value
        found |= {f"{module}.{name}.{member}": id(member_value) for member, member_value in members.items()}
    # Python itself adds to the names with two underscores, such as __annotations__ when somebody asks for it.
    return {key: value for key, value in found.items() if "__" not in key or "__init__" in key or "__call__" in key}
