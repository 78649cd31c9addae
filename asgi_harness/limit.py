"""A limit on the wall time of learner code: code that never ends is stopped at its own line."""

from __future__ import annotations

import _thread
import faulthandler
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, TextIO

SECONDS = 5.0

# What even an exception cannot stop, a loop inside C code say, ends the whole process this much later.
_GRACE = 2.0
_HEARTBEAT = 0.5

# An id that neither debuggers, coverage nor profilers claim (sys.monitoring reserves 0, 1, 2 and 5).
_TOOL = 4


class OutOfTime(BaseException):
    """The learner's code has used up its time; a BaseException, so that `except Exception` does not swallow it."""

    def __init__(self) -> None:
        super().__init__(f"still running after {SECONDS:g} seconds")


class TimeLimit:
    """
    Watches one run of learner code, from `start()` to `stop()`.

    Where Python has `sys.monitoring` (3.12 and later, the browser among them), every line of the watched code looks at
    the clock; `heartbeat`, if given, is told the current line twice a second. On Python 3.11 a second thread
    interrupts the first.
    """

    def __init__(self, heartbeat: Callable[[int], None] | None = None) -> None:
        self.deadline = 0.0
        self._heartbeat = heartbeat
        self._next_beat = 0.0
        self._ended = threading.Event()
        self._file = ""

    @property
    def passed(self) -> bool:
        return time.perf_counter() > self.deadline

    def start(self, last_words: TextIO | int | None = None) -> None:
        """Begin to count; `last_words` is where the process says at which line it had to be ended."""
        self.deadline = time.perf_counter() + SECONDS
        self._next_beat = 0.0
        if last_words is not None:
            faulthandler.dump_traceback_later(SECONDS + _GRACE, exit=True, file=last_words)
        if sys.version_info >= (3, 12):
            sys.monitoring.use_tool_id(_TOOL, "asgi_harness")
            sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, self._on_line)
        else:
            self._ended.clear()
            self._before = signal.signal(signal.SIGINT, self._on_interrupt)
            threading.Thread(target=self._interrupt, daemon=True).start()

    def stop(self) -> None:
        if sys.version_info >= (3, 12):
            sys.monitoring.free_tool_id(_TOOL)
        else:
            self._ended.set()
            signal.signal(signal.SIGINT, self._before)
        if sys.platform != "emscripten":
            faulthandler.cancel_dump_traceback_later()

    def watch(self, code: CodeType) -> None:
        """Watch this code and all that is defined in it."""
        self._file = code.co_filename
        if sys.version_info >= (3, 12):
            sys.monitoring.set_local_events(_TOOL, code, sys.monitoring.events.LINE)
            for constant in code.co_consts:
                if isinstance(constant, CodeType):
                    self.watch(constant)

    def _on_line(self, code: CodeType, line: int) -> None:
        now = time.perf_counter()
        if self._heartbeat is not None and now > self._next_beat:
            self._next_beat = now + _HEARTBEAT
            self._heartbeat(line)
        if now > self.deadline:
            raise OutOfTime

    def _interrupt(self) -> None:
        self._ended.wait(SECONDS)
        while not self._ended.wait(0.1):
            _thread.interrupt_main(signal.SIGINT)

    def _on_interrupt(self, number: int, frame: FrameType | None) -> Any:
        if not self.passed:
            raise KeyboardInterrupt
        while frame is not None:
            if frame.f_code.co_filename == self._file:
                raise OutOfTime
            frame = frame.f_back
