"""MkDocs hook: runs the apps of a lesson, and puts into the page of each step its line, its message and who waits."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import linecache
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from operator import attrgetter
from types import FrameType
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from asgi_harness.client import Client
from asgi_harness.clock import VirtualTimeLoop, await_chain
from asgi_harness.conversation import Conversation, Event, conversations_as_json

# An app, and before it what a client does with it: the same claim that tests/lessons proves.
_STEPPER = re.compile(
    r'^<div class="stepper" markdown="1">\n<!-- proof:(?P<drive>.*?)-->\n```python\n(?P<code>.*?)^```\n</div>$',
    re.MULTILINE | re.DOTALL,
)
# linecache takes no file for it.
_SOURCE = "<app.py>"

Lines = tuple[int, int]


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return _STEPPER.sub(lambda match: _widget(match["code"], match["drive"]), markdown)


def _widget(code: str, drive: str) -> str:
    recording = Recording(code)
    recording.run(drive)
    data = escape(json.dumps(recording.as_json()))
    said = "\n\n".join(
        f"`{conversation.title}`\n\n```conversation\n{conversation.text()}\n```"
        for conversation in recording.conversations
    )
    return f"""<div class="stepper" data-widget="stepper" data-steps="{data}" markdown="1">

~~~~~~ {{.python linenums="1"}}
{code}~~~~~~

<div class="stepper__said" markdown="1">

{said}

</div>
</div>"""


@dataclass(frozen=True)
class Moment:
    """Lines of the app begin, or all of it waits at them, or an event happens; `shown` events have happened by then."""

    kind: str
    time: float
    lines: tuple[Lines, ...]
    shown: int
    event: Event | None = None


class _Loop(VirtualTimeLoop):
    """Tells when nothing can go on before time does."""

    def __init__(self, recording: Recording) -> None:
        super().__init__()
        self.recording = recording

    def select(self, timeout: float | None) -> list[Any]:
        if timeout != 0:
            self.recording.everything_waits(self)
        return super().select(timeout)


class Recording:
    """One run of an app, moment by moment."""

    def __init__(self, code: str) -> None:
        self.conversations: list[Conversation] = []
        self.moments: list[Moment] = []
        self._tree = ast.parse(code, _SOURCE)
        linecache.cache[_SOURCE] = (len(code), None, code.splitlines(keepends=True), _SOURCE)

    def run(self, drive: str) -> None:
        """Let a client do with the app what `drive` says."""
        names: dict[str, Any] = {"asyncio": asyncio}
        exec(compile(self._tree, _SOURCE, "exec"), names)
        names["client"] = Client(names["app"], source=_SOURCE, conversations=self.conversations)
        steps = eval(compile(drive.strip(), "the client", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
        assert inspect.iscoroutine(steps), "a client awaits what the app does"
        before = sys.gettrace()
        with asyncio.Runner(loop_factory=lambda: _Loop(self)) as runner:
            loop = runner.get_loop()
            sys.settrace(lambda frame, event, argument: self._trace(frame, event, loop))
            try:
                runner.run(steps)
            finally:
                sys.settrace(before)
            self._catch_up(loop)

    def _trace(self, frame: FrameType, event: str, loop: asyncio.AbstractEventLoop) -> Any:
        if frame.f_code.co_filename != _SOURCE:
            return None
        if event == "line":
            self._line_begins(frame.f_lineno, loop)
        return lambda frame, event, argument: self._trace(frame, event, loop)

    def _line_begins(self, number: int, loop: asyncio.AbstractEventLoop) -> None:
        self._catch_up(loop)
        lines = (self._statement(number),)
        # A statement of several lines begins each of them.
        if not (self.moments and self.moments[-1].kind == "line" and self.moments[-1].lines == lines):
            self._add("line", loop, lines)

    def everything_waits(self, loop: asyncio.AbstractEventLoop) -> None:
        self._catch_up(loop)
        places: set[Lines] = set()
        for task in asyncio.all_tasks(loop):
            chain = [frame for frame, code in await_chain(task.get_coro()) if frame and code.co_filename == _SOURCE]
            places.update(self._statement(frame.f_lineno) for frame in chain[-1:])
        if places:
            self._add("wait", loop, tuple(sorted(places)))

    def _catch_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Add what has been said since."""
        for event in self.events[self._shown :]:
            lines = () if event.line is None else (self._statement(event.line),)
            self._add("event", loop, lines, event)

    def _add(
        self, kind: str, loop: asyncio.AbstractEventLoop, lines: tuple[Lines, ...], event: Event | None = None
    ) -> None:
        self.moments.append(Moment(kind, loop.time(), lines, self._shown + (event is not None), event))

    @property
    def _shown(self) -> int:
        return self.moments[-1].shown if self.moments else 0

    @property
    def events(self) -> list[Event]:
        """What has happened in all conversations, in order."""
        found = (event for each in self.conversations for event in (*each.events, *each.asides))
        return sorted(found, key=attrgetter("order"))

    def _statement(self, line: int) -> Lines:
        """The lines of the statement at a line; of one with a body its head."""
        found = (line, line)
        for node in ast.walk(self._tree):
            if isinstance(node, ast.stmt):
                body = getattr(node, "body", None)
                end = body[0].lineno - 1 if body else (node.end_lineno or node.lineno)
                if node.lineno <= line <= max(end, node.lineno):
                    found = (node.lineno, max(end, node.lineno))
        return found

    # What the page is told.

    def as_json(self) -> dict[str, Any]:
        return {
            "conversations": conversations_as_json(self.conversations),
            "steps": [self._step(moment) for moment in self._joined()],
        }

    def _joined(self) -> Iterator[Moment]:
        """A line and what is said or waited for in it are one moment."""
        for moment, following in zip(self.moments, [*self.moments[1:], None], strict=True):
            joins = following is not None and following.kind != "line" and set(moment.lines) <= set(following.lines)
            if moment.kind != "line" or not joins:
                yield moment

    def _step(self, moment: Moment) -> dict[str, Any]:
        asked = self._asked(moment) if moment.kind == "wait" else set()
        lines = sorted({*moment.lines, *asked})
        if moment.event is not None:
            app = _told(moment.event)
            if moment.event.direction == "scope":
                lines = [self._beginning()]
        elif moment.kind == "wait":
            places = (_named(place) + (" for a message" if place in asked else "") for place in lines)
            app = f"waits at {' and at '.join(places)}"
        else:
            app = f"runs {_named(*lines)}"
        return {
            "time": round(moment.time, 6),
            "lines": lines,
            "shown": moment.shown,
            "waits": moment.kind == "wait",
            "app": app,
            "server": self._server(moment),
        }

    def _asked(self, moment: Moment) -> set[Lines]:
        """Where the app has called receive, and no message has come yet."""
        return {
            self._statement(event.line)
            for conversation in self.conversations
            for event in (*conversation.events, *conversation.asides)
            if event.line is not None and event.direction in ("receive", "wait")
            if conversation.begun_at + event.asked <= moment.time < conversation.begun_at + event.time
        }

    def _beginning(self) -> Lines:
        (app,) = (node for node in self._tree.body if getattr(node, "name", "") == "app")
        return self._statement(app.lineno)

    def _server(self, moment: Moment) -> list[str]:
        """What the server does in each conversation that goes on, or has just ended."""
        happened = self.events[: moment.shown]
        doing = []
        for conversation in self.conversations:
            own = [event for event in happened if any(event is other for other in conversation.events)]
            if own and (own[-1].direction not in ("return", "raise") or own[-1] is moment.event):
                title = f"{conversation.title}: " if len(self.conversations) > 1 else ""
                doing.append(title + _DOING[conversation.scope["type"]](own))
        return doing


def _named(lines: Lines) -> str:
    first, last = lines
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _told(event: Event) -> str:
    message = event.message
    match event.direction:
        case "scope":
            return f"is called with a scope of type {message['type']}"
        case "receive":
            return f"gets {message['type']}"
        case "send":
            return f"sends {message['type']}"
        case "return":
            return "returns"
        case "raise":
            return f"raises {message['error']}"
        case "wait":
            return "gives up waiting for a message"
        case "note":
            return f"breaks {event.rule}: {message['came']}"


def _types(events: list[Event], direction: str) -> list[str]:
    return [event.message["type"] for event in events if event.direction == direction]


def _http(events: list[Event]) -> str:
    sent, received = _types(events, "send"), _types(events, "receive")
    if events[-1].direction == "raise" and not sent:
        return "answers with status 500 by itself"
    if events[-1].direction in ("return", "raise"):
        return "is done with this request"
    if "http.disconnect" in received:
        return "waits for the app to return"
    if not sent:
        requests = [event.message for event in events if event.direction == "receive"]
        more = bool(requests) and requests[-1]["more_body"]
        return ("waits for more of the body, and for " if more else "waits for ") + "http.response.start"
    last = next(event.message for event in reversed(events) if event.direction == "send")
    if last["type"] == "http.response.body" and not last.get("more_body", False):
        return "has the whole response, and waits for the app to return"
    return "waits for the next http.response.body, and listens for the client to leave"


def _websocket(events: list[Event]) -> str:
    sent, received = _types(events, "send"), _types(events, "receive")
    if events[-1].direction in ("return", "raise"):
        return "is done with this connection"
    if "websocket.close" in sent or "websocket.disconnect" in received:
        return "waits for the app to return"
    if "websocket.accept" in sent:
        return "waits for messages from either side"
    return "waits for websocket.accept or websocket.close"


def _lifespan(events: list[Event]) -> str:
    sent, received = _types(events, "send"), _types(events, "receive")
    if events[-1].direction in ("return", "raise"):
        return "ends"
    if "lifespan.shutdown.complete" in sent:
        return "waits for the app to return"
    if "lifespan.shutdown" in received:
        return "waits for lifespan.shutdown.complete"
    if "lifespan.startup.complete" in sent:
        return "serves requests, until it is to stop"
    return "waits for lifespan.startup.complete, and serves nobody yet"


_DOING = {"http": _http, "websocket": _websocket, "lifespan": _lifespan}
