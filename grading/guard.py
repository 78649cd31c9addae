"""What learner code may not do while it is graded: reach for the grader, end the process, or leave the event loop."""

from __future__ import annotations

import atexit
import builtins
import contextlib
import operator
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from types import CodeType, FunctionType
from typing import Any, NoReturn

from asgi_harness.failure import Failure, NotHere

# What the harness stands on, and what its report is written with.
_FOUNDATION = ("builtins", "json", "json.encoder")
_GRADER = {"_pytest", "asgi_harness", "grading", "pluggy", "pytest", "pytest_asyncio"}

# CPython's mark of a class whose attributes nobody can change (Py_TPFLAGS_IMMUTABLETYPE).
_IMMUTABLE = 1 << 8

_ENDS_THE_PROCESS = "it would end the whole server, with every request in it"

# Without a reason of its own, it is the virtual clock that has no place for it.
_FORBIDDEN: tuple[tuple[Any, str, str | None], ...] = (
    (os, "_exit", _ENDS_THE_PROCESS),
    (os, "abort", _ENDS_THE_PROCESS),
    (os, "kill", _ENDS_THE_PROCESS),
    (os, "execv", _ENDS_THE_PROCESS),
    (os, "execve", _ENDS_THE_PROCESS),
    (os, "fork", None),
    (os, "system", None),
    (atexit, "register", "an app is over when its server is over; cleaning up belongs into lifespan.shutdown"),
    (threading.Thread, "start", None),
    (subprocess.Popen, "__init__", None),
    (socket.socket, "__init__", None),
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


def _refusal(owner: Any, name: str, because: str | None) -> Callable[..., NoReturn]:
    module = getattr(owner, "__module__", None)
    what = f"{module}.{owner.__name__}" if module else f"{owner.__name__}.{name}"

    def refuse(*arguments: object, **options: object) -> NoReturn:
        raise NotHere(what, because) if because else NotHere(what)

    return refuse


class Seal:
    """Notices when learner code has changed the harness or a grader."""

    def __init__(self) -> None:
        self._modules: set[str] = set()
        self._sealed: list[tuple[str, Mapping[str, object], dict[str, object]]] = []
        self._values: list[object] = []
        self._code: list[tuple[FunctionType, CodeType]] = []
        for name in [name for name in sys.modules if name.partition(".")[0] in {"asgi_harness", "grading"}]:
            self.include(name)
        for name in _FOUNDATION:
            self.include(name)

    def include(self, module: str) -> None:
        """Look after one more module from now on: all that it defines, the members of its classes and dicts too."""
        if module in self._modules:
            return
        self._modules.add(module)
        namespace = vars(sys.modules[module])
        spaces: dict[str, Mapping[str, object]] = {module: namespace}
        for name, value in namespace.items():
            if isinstance(value, type) and value.__module__ == module and not value.__flags__ & _IMMUTABLE:
                spaces[f"{module}.{name}"] = vars(value)
            elif isinstance(value, dict) and not name.startswith("__"):
                spaces[f"{module}.{name}"] = value
        self._sealed += [(label, space, dict(space)) for label, space in spaces.items()]
        values = [value for space in spaces.values() for value in space.values()]
        self._values += values
        self._code += [(value, value.__code__) for value in values if isinstance(value, FunctionType)]

    def intact(self) -> bool:
        """Whether nothing was replaced. Calls nothing that could itself have been replaced, were it not intact."""
        for function, code in self._code:
            if function.__code__ is not code:
                return False
        for _, space, before in self._sealed:
            for name in before:
                if space.get(name) is not before[name]:
                    return False
        return True

    def check(self) -> None:
        """Raise Failure if anything has been replaced since its module was included."""
        spaces = [space.values() for _, space, _ in self._sealed]
        # After every test, so in one go: nearly always all is as it was.
        if sum(map(len, spaces)) == len(self._values) and all(map(operator.is_, chain(*spaces), self._values)):
            return
        changed = [f"{label}.{name}" for label, space, before in self._sealed for name in _changed(space, before)]
        if changed:
            raise changed_grader(f"other values for {', '.join(changed[:3])}")


def changed_grader(got: str) -> Failure:
    return Failure(
        "app.py has changed the grader.",
        kind="grader",
        expected="an app that works by itself",
        got=got,
        why="A real server has none of this to change, so the verdict would say nothing.",
    )


def _changed(space: Mapping[str, object], before: Mapping[str, object]) -> list[str]:
    # Python itself adds names with two underscores, such as __annotations__ when somebody asks for it.
    return [
        str(name)
        for name in sorted(space.keys() | before.keys(), key=str)
        if space.get(name) is not before.get(name)
        if name in before or not str(name).startswith("__")
    ]
