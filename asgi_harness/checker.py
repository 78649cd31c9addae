"""Watches one conversation and raises at the message that breaks a rule, as a server would."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from asgi_harness.conversation import Conversation, shorten
from asgi_harness.failure import ProtocolError, Violation
from asgi_harness.rules import RULES, Severity
from asgi_harness.schema import KINDS, MESSAGE_TYPES, REQUIRED, MessageType
from asgi_harness.types import Message

_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_LINE_ENDS = re.compile(rb"[\r\n\0]")
_CONNECTION_HEADERS = {b"connection", b"keep-alive", b"upgrade", b"proxy-connection"}

# A client that is told so often that the other side has gone, and still asks, will ask for ever.
_DISCONNECTS = 1_000


class Checker:
    """
    What every protocol has in common: messages are dicts of a known type whose values are of the right kinds.

    A subclass says in `said()` and `heard()` which message may come when. Broken rules are kept in the conversation's
    `violations`; those of severity error are raised as ProtocolError besides.
    """

    protocol = ""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.line: int | None = None
        self.client_left = False  # set by the client as soon as it leaves
        self.disconnects = 0  # how often the app was told so

    def send(self, message: Any, line: int | None) -> Message:
        """Look at what the app sends; returns the message with its defaults filled in and its headers as a list."""
        self.line = line
        if not isinstance(message, dict):
            self.violate("EVT-001", "a dict", _named(message))
        message_type = self._message_type(message)
        complete = self._complete(message, message_type)
        self.said(message_type.name, complete)
        return complete

    def receive(self, message: Message, line: int | None) -> None:
        """Look at what the app has just received."""
        self.line = line
        if message["type"].endswith(".disconnect"):
            self.disconnects += 1
            if self.disconnects > _DISCONNECTS:
                rule = "HTTP-031" if self.protocol == "http" else "WS-021"
                self.violate(rule, "the app to return", f"the {self.disconnects:,}th receive of {message['type']}")
        self.heard(message["type"], message)

    def said(self, message_type: str, message: Message) -> None:
        """Whether the message may be sent now."""

    def heard(self, message_type: str, message: Message) -> None:
        """What a received message changes."""

    def returned(self) -> None:
        """Whether the app may return now."""

    def violate(
        self,
        rule_id: str,
        expected: str,
        came: str,
        *,
        hint: str = "",
        line: int | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Note that a rule is broken; raises ProtocolError if it is an error."""
        rule = RULES[rule_id]
        violation = Violation(rule, severity or rule.severity, expected, came, line or self.line, hint)
        self.conversation.violations.append(violation)
        if violation.severity == "error":
            raise ProtocolError(violation)

    def _message_type(self, message: Message) -> MessageType:
        name = message.get("type", REQUIRED)
        if not isinstance(name, str):
            came = 'no "type"' if name is REQUIRED else f"type {shorten(name)}"
            self.violate("EVT-002", 'a dict with a "type", a str', f"{shorten(dict(message))} with {came}")
        own = [
            known for known in MESSAGE_TYPES.values() if (known.protocol, known.direction) == (self.protocol, "send")
        ]
        for known in own:
            if known.name == name:
                return known
        if name in ("http.response.trailers", "http.response.push", "http.response.early_hint") or name.startswith(
            ("websocket.http.response.", "http.response.zerocopysend", "http.response.pathsend")
        ):
            self.violate("EXT-001", f'"{name}" only where scope["extensions"] names it', f"{name} without it")
        expected = ", ".join(known.name for known in own) or "an exception, as the app does not know this scope type"
        guess = get_close_matches(name, [known.name for known in own], n=1, cutoff=0.5)
        other = MESSAGE_TYPES.get(name)
        hint = f"Did you mean {guess[0]}?" if guess else ""
        if other is not None and other.protocol == self.protocol:
            hint = f"{name} is what the app receives, not what it sends."
        elif other is not None:
            hint = f'This is a {self.protocol} scope; look at scope["type"] first.'
        self.violate("EVT-003", f"one of {expected}" if own else expected, repr(name), hint=hint)
        raise AssertionError("EVT-003 and EXT-001 are errors")  # pragma: no cover

    def _complete(self, message: Message, message_type: MessageType) -> Message:
        complete: Message = {"type": message_type.name}
        for key in message_type.keys:
            value = message.get(key.name, REQUIRED)
            if value is REQUIRED:
                if key.default is REQUIRED:
                    self.violate(key.missing, f"the key {key.name!r}", f"keys {', '.join(map(repr, message))}")
                value = key.default
            elif isinstance(value, (bytearray, memoryview)) and key.kind.startswith("bytes"):
                self.violate("EVT-004", f"{key.name!r} as bytes", _named(value), severity="warning")
                value = bytes(value)
            elif not KINDS[key.kind](value):
                self.violate(key.rule, f"{key.name!r} as {key.kind}", _named(value))
            if key.kind == "pairs of bytes":
                value = self._headers(value)
            complete[key.name] = value
        for name, value in message.items():
            if name not in complete:
                self._extra_key(name, value, message_type)
        return complete

    def _extra_key(self, name: Any, value: Any, message_type: MessageType) -> None:
        if not isinstance(name, str):
            self.violate("EVT-004", "keys of type str", f"the key {shorten(name)}")
        if isinstance(value, float) and not math.isfinite(value):
            self.violate("EVT-004", "a finite number", f"{name!r}: {value!r}")
        known = [key.name for key in message_type.keys]
        folded = name.replace("-", "_").lower()
        guess = _KEY_GUESSES.get(folded, folded)
        matches = get_close_matches(guess, known, n=1)
        hint = f"Did you mean {matches[0]!r}?" if matches else ""
        self.violate("EVT-005", f"a key of {message_type.name}: {', '.join(map(repr, known))}", repr(name), hint=hint)

    def _headers(self, headers: Any) -> list[tuple[bytes, bytes]]:
        shape = "a list of (name, value) pairs"
        if isinstance(headers, (dict, str, bytes)) or not isinstance(headers, Iterable):
            self.violate("HTTP-011", shape, _named(headers))
        pairs = []
        for header in headers:
            if isinstance(header, (str, bytes, dict)) or not isinstance(header, Iterable):
                self.violate("HTTP-011", shape, f"{_named(header)} among the headers")
            pair = tuple(header)
            if len(pair) != 2:
                self.violate("HTTP-011", shape, f"{shorten(header)}, which has {len(pair)} items")
            self._header(*pair)
            pairs.append(pair)
        return pairs

    def _header(self, name: Any, value: Any) -> None:
        for part in (name, value):
            if not isinstance(part, bytes):
                self.violate("HTTP-012", "bytes", f"{_named(part)} in the header {shorten((name, value))}")
        if name.startswith(b":"):
            self.violate("HTTP-014", "no pseudo header", shorten(name))
        if not _TOKEN.fullmatch(name):
            self.violate("HTTP-015", "a header name of letters, digits and hyphens", shorten(name))
        if _LINE_ENDS.search(value):
            self.violate("HTTP-015", "a header value in one line", f"{shorten(value)} in {name.decode('ascii')}")
        if name != name.lower():
            self.violate("HTTP-013", shorten(name.lower()), shorten(name))


_KEY_GUESSES = {
    "status_code": "status",
    "code": "status",
    "content": "body",
    "data": "body",
    "text": "body",
    "header": "headers",
    "morebody": "more_body",
    "more": "more_body",
}


class HTTPChecker(Checker):
    """The order of one HTTP response: start, bodies, done."""

    protocol = "http"

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(conversation)
        self.started = False
        self.bodies = 0
        self.complete = False
        self.body_bytes = 0
        self.status = 0
        self.content_length: int | None = None
        self.is_head = conversation.scope.get("method") == "HEAD"

    def said(self, message_type: str, message: Message) -> None:
        if self.client_left and self.disconnects:
            self.violate("HTTP-032", "the app to return after the client left", message_type)
        if self.complete:
            self.violate("HTTP-006", "nothing more: the response is complete", message_type)
        if message_type == "http.response.start":
            self._start(message)
        else:
            self._body(message)

    def _start(self, message: Message) -> None:
        if self.started:
            self.violate("HTTP-003", "http.response.body", "a second http.response.start")
        status = message["status"]
        if not 200 <= status <= 599:
            self.violate("HTTP-009", "a status from 200 to 599", str(status))
        lengths = [value for name, value in message["headers"] if name == b"content-length"]
        if len(lengths) > 1:
            self.violate("HTTP-018", "one content-length", f"{len(lengths)} of them")
        if lengths and not lengths[0].isdigit():
            self.violate("HTTP-018", "ASCII digits", shorten(lengths[0]))
        for name, _ in message["headers"]:
            if name == b"transfer-encoding":
                self.violate("HTTP-016", "no transfer-encoding", shorten(name))
            elif name in _CONNECTION_HEADERS:
                self.violate("HTTP-017", "no header of the connection", shorten(name))
        if lengths and status == 204:
            self.violate("HTTP-023", "no content-length with status 204", shorten(lengths[0]))
        self.started = True
        self.status = status
        self.content_length = int(lengths[0]) if lengths else None

    def _body(self, message: Message) -> None:
        if not self.started:
            self.violate("HTTP-002", "http.response.start first", "http.response.body")
        self.bodies += 1
        self.body_bytes += len(message["body"])
        if message["body"] and self.status in (204, 304):
            self.violate("HTTP-022", f"no body with status {self.status}", f"body {shorten(message['body'])}")
        self._check_length(finished=not message["more_body"])
        self.complete = not message["more_body"]

    def _check_length(self, *, finished: bool) -> None:
        if self.content_length is None or self.is_head or self.status in (204, 304):
            return
        if self.body_bytes > self.content_length or (finished and self.body_bytes < self.content_length):
            self.violate(
                "HTTP-019",
                f"{self.content_length} bytes of body, as content-length says",
                f"{self.body_bytes} bytes" + ("" if finished else " so far"),
            )

    def returned(self) -> None:
        if self.client_left or self.complete:
            return
        if not self.started:
            self.violate("HTTP-001", "http.response.start", "no message at all before the app returned")
        if not self.bodies:
            self.violate("HTTP-004", "http.response.body after the start", "none before the app returned")
        self.violate("HTTP-005", "a last http.response.body", "more_body True in the last one before the app returned")


class WebSocketChecker(Checker):
    """The order of one WebSocket connection: connect, accept or close, messages, the end."""

    protocol = "websocket"

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(conversation)
        self.asked = False
        self.accepted = False
        self.closed = False

    def said(self, message_type: str, message: Message) -> None:
        if not self.asked:
            self.violate("WS-002", "the app to receive websocket.connect first", message_type)
        if self.closed:
            self.violate("WS-010", "nothing more: the app has closed the connection", message_type)
        if self.disconnects:
            self.violate("WS-022", "the app to return after websocket.disconnect", message_type)
        if message_type == "websocket.accept":
            self._accept(message)
        elif message_type == "websocket.send":
            self._send(message)
        else:
            self._close(message)

    def _accept(self, message: Message) -> None:
        if self.accepted:
            self.violate("WS-003", "websocket.send or websocket.close", "a second websocket.accept")
        offered = list(self.conversation.scope.get("subprotocols") or ())
        subprotocol = message["subprotocol"]
        if subprotocol is not None and subprotocol not in offered:
            expected = f"one of {offered!r}" if offered else "no subprotocol: none was offered"
            self.violate("WS-015", expected, repr(subprotocol))
        for name, _ in message["headers"]:
            if name == b"sec-websocket-protocol":
                self.violate("WS-017", 'the key "subprotocol"', "the header sec-websocket-protocol")
        self.accepted = True

    def _send(self, message: Message) -> None:
        if not self.accepted:
            self.violate("WS-004", "websocket.accept or websocket.close", "websocket.send")
        given = [key for key in ("text", "bytes") if message[key] is not None]
        if len(given) != 1:
            self.violate("WS-007", 'one of "text" and "bytes"', "both" if given else "neither")

    def _close(self, message: Message) -> None:
        code = message["code"]
        if not (1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999):
            self.violate("WS-011", "a close code that may be sent", str(code))
        length = len((message["reason"] or "").encode("utf-8", "surrogatepass"))
        if length > 123:
            self.violate("WS-013", "a reason of at most 123 bytes", f"{length} bytes")
        self.closed = True

    def heard(self, message_type: str, message: Message) -> None:
        if message_type == "websocket.connect":
            self.asked = True

    def returned(self) -> None:
        if self.closed or self.client_left:
            return
        if not self.accepted:
            self.violate("WS-001", "websocket.accept or websocket.close", "no answer before the app returned")
        self.violate("WS-020", "websocket.close, or receiving until websocket.disconnect", "the app returned")


class LifespanChecker(Checker):
    """The order of one lifespan: startup, its answer, shutdown, its answer."""

    protocol = "lifespan"

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(conversation)
        self.state = conversation.scope.get("state")
        self.asked_startup = False
        self.started: bool | None = None
        self.asked_shutdown = False
        self.stopped: bool | None = None

    def said(self, message_type: str, message: Message) -> None:
        phase, _, outcome = message_type.removeprefix("lifespan.").partition(".")
        if phase == "startup":
            if not self.asked_startup:
                self.violate("LIFE-002", "the app to receive lifespan.startup first", message_type)
            if self.started is not None:
                self.violate("LIFE-003", "one answer to lifespan.startup", f"a second one, {message_type}")
            if self.conversation.scope.get("state") is not self.state:
                self.violate("LIFE-010", 'keys put into scope["state"]', 'another object as scope["state"]')
            self.started = outcome == "complete"
        else:
            if not self.asked_shutdown:
                self.violate("LIFE-008", "the app to receive lifespan.shutdown first", message_type)
            if self.stopped is not None:
                self.violate("LIFE-007", "one answer to lifespan.shutdown", f"a second one, {message_type}")
            self.stopped = outcome == "complete"

    def heard(self, message_type: str, message: Message) -> None:
        if message_type == "lifespan.startup":
            self.asked_startup = True
        else:
            self.asked_shutdown = True

    def returned(self) -> None:
        if self.started is None:
            if self.asked_startup:
                self.violate("LIFE-003", "an answer to lifespan.startup", "none before the app returned")
            self.violate("APP-006", "an exception, or an answer to lifespan.startup", "the app returned silently")
        elif self.started and not self.asked_shutdown:
            self.violate("LIFE-006", "the app to wait for lifespan.shutdown", "the app returned after startup")
        elif self.started and self.stopped is None:
            self.violate("LIFE-007", "an answer to lifespan.shutdown", "none before the app returned")

    def raised(self, error: str) -> None:
        """What it means that the app has raised an exception."""
        if self.asked_shutdown and self.stopped is None:
            self.violate("LIFE-007", "an answer to lifespan.shutdown", error)
        if self.asked_startup and self.started is None:
            self.violate("LIFE-004", "lifespan.startup.failed", error)

    def waits_for(self) -> str:
        """What the server waits for."""
        if self.stopped is not None:
            return "The answer to lifespan.shutdown has come, and the server waits for the app to return."
        if self.asked_shutdown:
            return "The server waits for the answer to lifespan.shutdown."
        if self.started is False:
            return "The startup has failed, so no lifespan.shutdown comes: the server waits for the app to return."
        return "The server waits for the answer to lifespan.startup."


class UnknownScopeChecker(Checker):
    """A scope type that no app knows: every message is wrong, and so is returning."""

    def returned(self) -> None:
        scope_type = self.conversation.scope["type"]
        self.violate("APP-006", f"an exception, as the app does not know the scope type {scope_type!r}", "a return")


def checker_for(conversation: Conversation) -> Checker:
    """The checker of a conversation's protocol."""
    for kind in (HTTPChecker, WebSocketChecker, LifespanChecker):
        if kind.protocol == conversation.scope["type"]:
            return kind(conversation)
    return UnknownScopeChecker(conversation)


def _named(value: Any) -> str:
    """A value with its type: what a reader needs to see that a str is no bytes."""
    return f"{type(value).__name__} {shorten(value)}" if value is not None else "None"
