"""A learner's app.py: loaded as a module of its own, and kept from printing without end."""

from __future__ import annotations

import contextlib
import functools
import io
import linecache
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from asgi_harness.failure import Failure, Frame, OutOfTime, frames_of, words_of
from grading.guard import builtins_for_learners
from grading.limit import TimeLimit

_MOST_OUTPUT = 20_000


@functools.lru_cache(maxsize=1)
def compiled(source: bytes, filename: str) -> types.CodeType:
    """The very code that `load()` runs."""
    return compile(source, filename, "exec", dont_inherit=True)


def load(path: Path, time_limit: TimeLimit) -> types.ModuleType:
    """Run app.py as a module of its own; raises Failure for whatever comes out of it."""
    module = types.ModuleType("app")
    module.__file__ = str(path)
    module.__dict__["__builtins__"] = builtins_for_learners()
    linecache.checkcache(str(path))
    try:
        code = compiled(path.read_bytes(), str(path))
        time_limit.watch(code)
        sys.modules["app"] = module
        exec(code, module.__dict__)
    except OSError as error:
        if error.filename == str(path):
            raise Failure("There is no app.py.", kind="import", expected=str(path), got=str(error)) from None
        raise _import_failure(error, path) from None
    except OutOfTime:
        raise
    except BaseException as error:
        raise _import_failure(error, path) from None
    return module


def _import_failure(error: BaseException, path: Path) -> Failure:
    if isinstance(error, SyntaxError) and error.filename == str(path):
        frames: tuple[Frame, ...] = (Frame(error.lineno or 1, ""),)
        got = f"{type(error).__name__}: {error.msg}"
        message = f"app.py cannot be read as Python: {error.msg} (line {error.lineno})."
    else:
        frames = frames_of(error, lambda code: code.co_filename == str(path))
        got = words_of(error)
        message = f"app.py cannot be imported: it raises {got}."
    return Failure(message, kind="import", expected="a module that can be imported", got=got, frames=frames)


def defined_in(module: types.ModuleType) -> str:
    """What there is to be called in a learner's module, in words."""
    names = [name for name, value in vars(module).items() if callable(value) and not name.startswith("_")]
    return ", ".join(names) or "no function or class at all"


@contextlib.contextmanager
def capped_output() -> Iterator[None]:
    """What an app prints is kept up to a limit."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_Capped(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


class _Capped(io.TextIOBase):
    """A text stream that passes on so many characters, says that it stops, and swallows the rest."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.left = _MOST_OUTPUT

    def write(self, text: str) -> int:
        if self.left > 0:
            self.stream.write(text[: self.left])
            self.left -= len(text)
            if self.left <= 0:
                self.stream.write(f"\n(cut here: only the first {_MOST_OUTPUT:,} characters are kept)\n")
        return len(text)

    def flush(self) -> None:
        self.stream.flush()
