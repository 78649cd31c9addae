"""A limit on the wall time of learner code: code that never ends is stopped at its own line."""

from __future__ import annotations

import _thread
import faulthandler
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from types import CodeType, FrameType

from asgi_harness.failure import OutOfTime

SECONDS = 5.0

# Told the learner's current line now and then; whoever may have to end this interpreter from outside sets it.
heartbeat: ContextVar[Callable[[int], None] | None] = ContextVar("heartbeat", default=None)

# What even an exception cannot stop, a loop inside C code say, ends the whole process this much later.
_GRACE = 2.0
_HEARTBEAT = 0.5


class TimeLimit:
    """The time that one exercise has, from `start()` to `stop()`."""

    def __init__(self) -> None:
        self._deadline = 0.0

    @property
    def passed(self) -> bool:
        return time.perf_counter() > self._deadline

    def start(self) -> None:
        self._deadline = time.perf_counter() + SECONDS

    def renew(self) -> None:
        """Another test of the same exercise begins."""

    def stop(self) -> None:
        """The exercise is over."""

    def watch(self, code: CodeType) -> None:
        """This is learner code, which is interrupted with OutOfTime when its time is up."""


class ThreadLimit(TimeLimit):
    """
    Interrupts the main thread from a second one.

    Each test has the whole time, so that a busy machine stops nobody's honest work; once one test has used it up, the
    time of the exercise has passed. `last_words` is the file descriptor on which the process says at which line it
    had to be ended, where an exception did not help.
    """

    def __init__(self, last_words: int) -> None:
        super().__init__()
        self._last_words = last_words
        self._file = ""
        self._stopped = threading.Event()

    def watch(self, code: CodeType) -> None:
        self._file = code.co_filename

    def start(self) -> None:
        super().start()
        self._arm()
        self._before = signal.signal(signal.SIGINT, self._on_interrupt)
        self._thread = threading.Thread(target=self._interrupt, daemon=True)
        self._thread.start()

    def renew(self) -> None:
        if not self.passed:
            super().start()
            if time.perf_counter() > self._armed_at + 1:
                self._arm()

    def stop(self) -> None:
        self._stopped.set()
        # An interrupt that it has just sent must still find our handler.
        self._thread.join()
        signal.signal(signal.SIGINT, self._before)
        faulthandler.cancel_dump_traceback_later()

    def _arm(self) -> None:
        self._armed_at = time.perf_counter()
        faulthandler.dump_traceback_later(SECONDS + _GRACE, exit=True, file=self._last_words)

    def _interrupt(self) -> None:
        while not self._stopped.wait(0.1):
            if self.passed:
                _thread.interrupt_main(signal.SIGINT)

    def _on_interrupt(self, number: int, frame: FrameType | None) -> None:
        if not self.passed:
            raise KeyboardInterrupt
        while frame is not None:
            if frame.f_code.co_filename == self._file:
                raise OutOfTime(SECONDS)
            frame = frame.f_back


if sys.version_info >= (3, 12):  # pragma: no cover - the browser's way, for which Python 3.11 is too old

    class LineLimit(TimeLimit):
        """
        Looks at the clock on every line of learner code: what a browser needs, which has no threads.

        `heartbeat`, if given, is told every line at its first time, and the current one twice a second: whoever has to
        end this interpreter from outside then knows where it was.
        """

        # An id that neither debuggers, coverage nor profilers claim (sys.monitoring reserves 0, 1, 2 and 5).
        TOOL = 4

        def __init__(self, heartbeat: Callable[[int], None] | None = None) -> None:
            self._heartbeat = heartbeat
            super().__init__()
            self._next_beat = 0.0
            self._told: set[int] = set()

        def watch(self, code: CodeType) -> None:
            # A loop in one line never comes to a new line, but it jumps.
            events = sys.monitoring.events.LINE | sys.monitoring.events.JUMP
            sys.monitoring.set_local_events(self.TOOL, code, events)
            for constant in code.co_consts:
                if isinstance(constant, CodeType):
                    self.watch(constant)

        def start(self) -> None:
            super().start()
            sys.monitoring.use_tool_id(self.TOOL, "barewire")
            sys.monitoring.register_callback(self.TOOL, sys.monitoring.events.LINE, self._on_line)
            sys.monitoring.register_callback(self.TOOL, sys.monitoring.events.JUMP, self._on_jump)

        def stop(self) -> None:
            sys.monitoring.free_tool_id(self.TOOL)

        def _on_jump(self, code: CodeType, start: int, target: int) -> None:
            self._on_line(code, sys._getframe(1).f_lineno)

        def _on_line(self, code: CodeType, line: int) -> None:
            now = time.perf_counter()
            if self._heartbeat is not None and (now > self._next_beat or line not in self._told):
                self._next_beat = now + _HEARTBEAT
                self._told.add(line)
                self._heartbeat(line)
            if now > self._deadline:
                raise OutOfTime(SECONDS)


def time_limit(last_words: int) -> TimeLimit:
    """The limit that this platform allows for."""
    if sys.platform == "emscripten":  # pragma: no cover - the browser's way; tests/parity and tests/browser go it
        return LineLimit(heartbeat.get())
    return ThreadLimit(last_words)
