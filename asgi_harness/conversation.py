"""What happened between a server and an app: every scope, receive and send with its time and its line of code."""

from __future__ import annotations

import itertools
import linecache
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from pprint import pformat
from types import CodeType, FrameType
from typing import Any, Literal

from asgi_harness.failure import Violation
from asgi_harness.rules import Severity
from asgi_harness.types import ASGIApp, Message, Scope

Direction = Literal["scope", "receive", "send", "return", "raise", "wait", "note"]

_HARNESS = str(Path(__file__).resolve().parent)
_LONGEST_VALUE = 60
_WIDTH, _LONGEST_DETAIL = 88, 4_000
_MOST_ROWS = 200  # at either end of a table
_MOST_EVENTS = 500

_orders = itertools.count()


@dataclass(slots=True)
class Event:
    """
    One step of a conversation.

    `asked` is the time at which the app called receive or send, `time` the time at which the message passed, both in
    seconds; `line` is the line of the app that made the call; `rule` the id of a rule that this step breaks. A *wait*
    is a receive that no message ended, a *note* a broken rule that no message shows. `order` grows from event to event,
    also where one moment has many, on several connections.
    """

    time: float
    asked: float
    direction: Direction
    message: Message
    line: int | None
    rule: str = ""
    severity: Severity = "error"
    order: int = field(default_factory=_orders.__next__, compare=False)

    def summary(self) -> str:
        """The message in one line, long values shortened."""
        if self.direction == "scope":
            return _scope_summary(self.message)
        if self.direction in ("return", "wait"):
            return ""
        if self.direction == "raise":
            return f"{self.message['error']}"
        if self.direction == "note":
            return f"{self.message['came']}"
        if not isinstance(self.message, dict):
            return shorten(self.message)
        keys = (f"{key}={shorten(value)}" for key, value in self.message.items() if key != "type")
        return "  ".join((str(self.message.get("type", "(no type)")), *keys))

    def detail(self) -> str:
        """The whole message, for a reader who wants to see it all."""
        if self.direction in ("return", "wait", "raise"):
            return self.summary()
        if self.direction == "note":
            return f"{self.message['told']}"
        text = repr(self.message)
        if len(text) > _WIDTH:
            text = _spread(self.message)
        return text if len(text) <= _LONGEST_DETAIL else text[:_LONGEST_DETAIL] + " … (shortened)"


@dataclass(slots=True)
class Conversation:
    """
    One connection from its scope to the app's return.

    `title` names it in a line, `request` tells all that the client did. `source` is the file whose lines the events
    name; without it, any line outside this package. `begun_at` is the loop's time at which it began, `asides` are what
    happened beside the messages: waits and notes. `blocked` are the spans of time in which the app held up the loop.
    """

    title: str
    request: str
    scope: Scope
    source: str | None = None
    events: list[Event] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    begun_at: float = 0.0
    asides: list[Event] = field(default_factory=list)
    blocked: list[tuple[float, float]] = field(default_factory=list)

    def note(self, violation: Violation) -> None:
        """Keep a broken rule, and show it at the step that broke it, or else beside the steps."""
        self.violations.append(violation)
        if not self.events:
            return
        last = self.events[-1]
        if last.line != violation.line:
            message = {"came": violation.came, "told": str(violation)}
            last = Event(last.time, last.time, "note", message, violation.line)
            self.asides.append(last)
        last.rule, last.severity = violation.rule.id, violation.severity

    def sent(self, message_type: str | None = None) -> list[Message]:
        """What the app sent, all of it or one type."""
        return [
            event.message
            for event in self.events
            if event.direction == "send" and (message_type is None or event.message.get("type") == message_type)
        ]

    @property
    def is_open(self) -> bool:
        """Whether the app is still at it."""
        return self.events[-1].direction not in ("return", "raise")

    def text(self) -> str:
        """The conversation as a table: time, direction, message, line; a very long one without its middle."""
        begin, end = len(self.events), len(self.events)
        if len(self.events) > 2 * _MOST_ROWS:
            begin, end = _MOST_ROWS, len(self.events) - _MOST_ROWS
        rows: list[tuple[str, str, str, str]] = [
            (f"{event.time:.3f}", event.direction, event.summary(), "" if event.line is None else f"line {event.line}")
            for event in (*self.events[:begin], *self.events[end:])
        ]
        if begin < end:
            rows.insert(begin, ("…", "", f"{end - begin:,} more", ""))
        widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
        return "\n".join(
            f"{time:>{widths[0]}}  {direction:<{widths[1]}}  {summary:<{widths[2]}}  {line}".rstrip()
            for time, direction, summary, line in rows
        )

    def line_of(self, frame: FrameType | None) -> int | None:
        """The line of the innermost frame that belongs to the app, looking outwards from `frame`."""
        while frame is not None:
            if self.owns(frame.f_code):
                return frame.f_lineno
            frame = frame.f_back
        return None

    def owns(self, code: CodeType) -> bool:
        """Whether a piece of code is the app's."""
        if self.source is not None:
            return code.co_filename == self.source
        return not code.co_filename.startswith(_HARNESS)


def source_of(app: ASGIApp) -> str | None:
    """The file that an app is written in, where that can be told."""
    code = getattr(app, "__code__", None) or getattr(type(app).__call__, "__code__", None)
    return code.co_filename if isinstance(code, CodeType) else None


def shorten(value: Any) -> str:
    """A value as Python would write it; of a long one its beginning and its length."""
    if isinstance(value, (bytes, bytearray, str)) and len(value) > _LONGEST_VALUE:
        unit = "characters" if isinstance(value, str) else "bytes"
        return f"{value[:40]!r}… ({len(value):,} {unit})"
    text = repr(value)
    return text if len(text) <= 4 * _LONGEST_VALUE else text[: 4 * _LONGEST_VALUE] + "…"


def _spread(message: Any) -> str:
    """
    A long message with a line for each key, as pprint has it. That itself looks at every item of every value, and goes
    through bytes and text four characters at a time, which takes long; they stay in one line.
    """
    if not isinstance(message, dict):
        return pformat(message, width=_WIDTH, sort_dicts=False)
    lines = []
    for key, value in message.items():
        line = f"{key!r}: {value!r}"
        if len(line) > _WIDTH and not isinstance(value, (bytes, bytearray, str)):
            margin = len(repr(key)) + 3
            shown = pformat(value, width=_WIDTH - margin - 1, sort_dicts=False)
            line = f"{key!r}: {shown}".replace("\n", "\n" + " " * margin)
        lines.append(line)
    return "{" + ",\n ".join(lines) + "}"


def _scope_summary(scope: Message) -> str:
    scope_type = scope.get("type")
    if scope_type not in ("http", "websocket"):
        return str(scope_type)
    query = scope.get("query_string") or b""
    target = scope["path"] + ("?" + query.decode("latin-1") if query else "")
    return " ".join(filter(None, (scope_type, scope.get("method"), target)))


def code_at(source: str | None, line: int | None) -> str:
    """A line as it is written, where that is known."""
    return "" if source is None or line is None else linecache.getline(source, line).strip()


def conversations_as_json(conversations: list[Conversation]) -> list[dict[str, Any]]:
    """Conversations as JSON, of a very long one the beginning; web/src/messages.ts has the types."""
    steps = [
        (conversation, sorted((*conversation.events, *conversation.asides), key=attrgetter("order"))[:_MOST_EVENTS])
        for conversation in conversations
    ]
    orders = {order: rank for rank, order in enumerate(sorted(event.order for _, events in steps for event in events))}
    return [
        {
            "title": conversation.title,
            "begun": round(conversation.begun_at, 6),
            "blocked": [(round(start, 6), round(end, 6)) for start, end in conversation.blocked[:_MOST_EVENTS]],
            "events": [
                {
                    "order": orders[event.order],
                    "time": round(event.time, 6),
                    "asked": round(event.asked, 6),
                    "direction": event.direction,
                    "message": event.summary(),
                    "detail": event.detail(),
                    "line": event.line,
                    "code": code_at(conversation.source, event.line),
                    "rule": event.rule,
                    "severity": event.severity,
                }
                for event in events
            ],
        }
        for conversation, events in steps
    ]
