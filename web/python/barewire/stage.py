"""A learner's app.py outside of a grader: loaded and called under the guards, and within the time, that grading has."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from asgi_harness.clock import blocking_sleep_moves_the_clock
from asgi_harness.conversation import Conversation, conversations_as_json
from asgi_harness.failure import Failure
from grading import limit
from grading.guard import guarded
from grading.learner import capped_output, compiled, defined_in, load
from grading.report import failure_as_json, failure_from, late_violation

_STANDARD_ERROR = 2


class Stage:
    """
    Holds an app, its conversations, and what came of them; learner code runs only in `perform()`.

    Whoever made a stage closes it: then app.py is gone.
    """

    def __init__(self, code: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.path = Path(self._folder.name) / "app.py"
        self.path.write_text(code, "utf-8")
        self._printed = io.StringIO()
        self.conversations: list[Conversation] = []
        self.failure: Failure | None = None
        self.app: Any = None
        self.is_wsgi = False
        self._module: types.ModuleType | None = None

    def close(self) -> None:
        self._folder.cleanup()

    @property
    def source(self) -> str:
        return str(self.path)

    @property
    def printed(self) -> str:
        return self._printed.getvalue()

    def perform(self, act: Callable[[], None]) -> None:
        """Do what runs learner code, loading it first; what comes out is kept as `failure`, in words for a learner."""
        time_limit = limit.time_limit(_STANDARD_ERROR)
        time_limit.start()
        try:
            with (
                guarded(),
                blocking_sleep_moves_the_clock(),
                contextlib.redirect_stdout(self._printed),
                contextlib.redirect_stderr(self._printed),
                capped_output(),
                warnings.catch_warnings(action="ignore", category=RuntimeWarning),
            ):
                self._load(time_limit)
                act()
            if violation := late_violation(self.conversations):
                raise violation
        except BaseException as error:
            self.failure = failure_from(error, self.source, self.conversations)
        finally:
            time_limit.stop()
            sys.modules.pop("app", None)

    def _load(self, time_limit: limit.TimeLimit) -> None:
        """Run app.py at the first time; later times it is the same module under a new limit."""
        if self._module is None:
            self._module = load(self.path, time_limit)
            self.app, self.is_wsgi = _app_of(self._module)
        else:
            time_limit.watch(compiled(self.path.read_bytes(), self.source))
            sys.modules["app"] = self._module

    def happened(self) -> dict[str, Any]:
        """All that there is to tell, for JSON; web/src/messages.ts has the type."""
        return {
            "conversations": conversations_as_json(self.conversations),
            "failure": self.failure and failure_as_json(self.failure, self.source),
            "output": self.printed,
        }


def _app_of(module: types.ModuleType) -> tuple[Any, bool]:
    """What a server would call, and whether it is a WSGI app."""
    for name, is_wsgi in (("app", False), ("application", True)):
        if (found := getattr(module, name, None)) is not None:
            return found, is_wsgi
    raise Failure(
        "app.py has no app.",
        kind="import",
        expected="app, which is an ASGI app, or application, which is a WSGI app",
        got=defined_in(module),
        why="The server calls what app.py calls `app`, as with `uvicorn app:app`.",
    )
