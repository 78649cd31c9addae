"""What can go wrong in a conversation, as exceptions that say what was expected, what came and why it matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap
from traceback import walk_tb
from types import CodeType
from typing import Literal

from asgi_harness.rules import Rule, Severity

Kind = Literal["contract", "protocol", "exception", "stuck", "endless", "import", "grader"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of the app on the way to a failure."""

    line: int
    function: str


_WIDTH = 110

# Of an endless recursion these many lines at either end tell enough.
_FRAMES_AT_AN_END = 4


def frames_of(error: BaseException, owns: Callable[[CodeType], bool]) -> tuple[Frame, ...]:
    """The app's own lines on the way to an exception, innermost last; `owns` tells which code is the app's."""
    frames = [Frame(line, frame.f_code.co_name) for frame, line in walk_tb(error.__traceback__) if owns(frame.f_code)]
    if len(frames) > 2 * _FRAMES_AT_AN_END:
        del frames[_FRAMES_AT_AN_END:-_FRAMES_AT_AN_END]
    return tuple(frames)


def words_of(error: BaseException) -> str:
    """An exception as the last line of a traceback has it, without its module."""
    return f"{type(error).__name__}: {error}".rstrip(": ")


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: which, where, and what stood there instead."""

    rule: Rule
    severity: Severity
    expected: str
    came: str
    line: int | None
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.rule.id}: {self.rule.summary} Expected {self.expected}; got {self.came}."


class Failure(AssertionError):
    """The app did not do what was expected of it."""

    def __init__(
        self,
        message: str,
        *,
        kind: Kind = "contract",
        sent: str = "",
        expected: str = "",
        got: str = "",
        why: str = "",
        rule: str = "",
        frames: tuple[Frame, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.sent = sent
        self.expected = expected
        self.got = got
        self.why = why
        self.rule = rule
        self.frames = frames

    def __str__(self) -> str:
        lines = [self.message]
        for label in ("sent", "expected", "got", "why", "rule"):
            for number, text in enumerate(getattr(self, label).splitlines()):
                lines += wrap(
                    text,
                    _WIDTH,
                    initial_indent=f"{'' if number else label:>9}  ",
                    subsequent_indent=" " * 11,
                    break_long_words=False,
                )
        return "\n".join(lines)


class ProtocolError(RuntimeError):
    """
    Raised out of `send` or `receive` when the app breaks a rule of the protocol, as a server raises it.

    Spec: ASGI Specification, "Error Handling".
    """

    def __init__(self, violation: Violation) -> None:
        super().__init__(str(violation))
        self.violation = violation


class ClientLeft(OSError):
    """
    Raised out of `send` when the client is gone.

    Spec: HTTP & WebSocket ASGI Message Format, "Disconnected Client - send exception".
    """

    def __init__(self, exchange: object) -> None:
        super().__init__("the client has left; nobody receives this message")
        self.exchange = exchange  # whose client has left: an app may send on several connections


class OutOfTime(BaseException):
    """The app has used up its time; a BaseException, so that `except Exception` does not swallow it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"still running after {seconds:g} seconds")


class NotOnAServer(Exception):
    """What a test needs of the simulated server, and a real one has not; says why."""


class NotHere(RuntimeError):
    """Raised where an app wants something that a simulated server does not have: a thread, a socket, a process."""

    def __init__(
        self,
        what: str,
        because: str = "this app runs on a virtual clock, which only the awaits of its event loop can move "
        "(and the browser has no threads, sockets or processes)",
    ) -> None:
        super().__init__(f"{what} is not here, because {because}")
