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
from asgi_harness.schema import EXACTLY, EXTENSION_TYPES, KINDS, MESSAGE_TYPES, REQUIRED, MessageType
from asgi_harness.types import Message

_TYPES = MESSAGE_TYPES | EXTENSION_TYPES

_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_LINE_ENDS = re.compile(rb"[\r\n\0]")
_JOINED_COOKIES = re.compile(rb"^[^;]*,\s*[^\s;,=]+=|,\s+[^\s;,=]+=")

# Whose business a header is that is not the app's.
_SERVERS_HEADERS = {
    b"transfer-encoding": "HTTP-016",
    b"connection": "HTTP-017",
    b"keep-alive": "HTTP-017",
    b"upgrade": "HTTP-017",
    b"proxy-connection": "HTTP-017",
}

# What every server lets pass although the spec forbids it, so that frameworks do it: Django writes Content-Type,
# Starlette refuses a WebSocket before it has received the connect.
TOLERATED = frozenset({"HTTP-013", "WS-002"})

# An app that is told so often that the client has gone, and still asks or sends, will do so for ever.
_TOLD_ENOUGH = 1_000


class Checker:
    """
    What every protocol has in common: messages are dicts of a known type whose values are of the right kinds.

    A subclass says in `said()` and `heard()` which message may come when. Broken rules are kept in the conversation's
    `violations`; those of severity error are raised as ProtocolError besides.
    """

    protocol = ""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.tolerated: frozenset[str] = frozenset()  # errors that are told as warnings
        self.extensions = conversation.scope.get("extensions") or {}
        self.line: int | None = None
        self.heard_last: Message = {}
        self.client_left = False  # set by the client as soon as it leaves
        self.disconnects = 0  # how often receive has told the app so
        self.refusals = 0  # how often send has told the app so, counted by the client

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
            if self.disconnects > _TOLD_ENOUGH:
                rule = "HTTP-031" if self.protocol == "http" else "WS-021"
                self.violate(rule, "the app to return", f"the {self.disconnects:,}th receive of {message['type']}")
        self.heard_last = message
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
        """Note that a rule is broken, a warning once a line; raises ProtocolError if it is an error."""
        rule = RULES[rule_id]
        if severity is None:
            severity = "warning" if rule_id in self.tolerated and rule.severity == "error" else rule.severity
        violation = Violation(rule, severity, expected, came, line or self.line, hint)
        if violation.severity == "error":
            self.conversation.note(violation)
            raise ProtocolError(violation)
        if not any((told.rule, told.line) == (rule, violation.line) for told in self.conversation.violations):
            self.conversation.note(violation)

    def rule_of(self, error: BaseException) -> str:
        """The rule that an app breaks by raising this exception, or nothing."""
        key = error.args[0] if isinstance(error, KeyError) and error.args else None
        if not isinstance(key, str):
            return self.uncaught()
        if key in _EVENT_KEYS.get(self.protocol, {}) and self.heard_last and key not in self.heard_last:
            known = _TYPES[self.heard_last["type"]].keys
            return _EVENT_KEYS[self.protocol][key] if key in (each.name for each in known) else "EVT-006"
        if key in _SCOPE_KEYS[self.protocol] and key not in self.conversation.scope:
            return _SCOPE_KEYS[self.protocol][key]
        return "SCO-013" if key == self.conversation.scope.get("method") else self.uncaught()

    def uncaught(self) -> str:
        """The rule that any exception breaks."""
        return ""

    def _message_type(self, message: Message) -> MessageType:
        name = message.get("type", REQUIRED)
        if not isinstance(name, str):
            came = 'no "type"' if name is REQUIRED else f"type {shorten(name)}"
            self.violate("EVT-002", 'a dict with a "type", a str', f"{shorten(dict(message))} with {came}")
        known = _TYPES.get(name)
        if known is None or known.protocol != self.protocol or known.direction != "send":
            raise self._unknown_type(name)
        if known.extension and known.extension not in self.extensions:
            self.violate("EXT-001", f'{known.extension} in scope["extensions"]', f"{name} without it")
        return known

    def _unknown_type(self, name: str) -> ProtocolError:
        own = [
            known.name
            for known in _TYPES.values()
            if (known.protocol, known.direction) == (self.protocol, "send")
            and (not known.extension or known.extension in self.extensions)
        ]
        expected = f"one of {', '.join(own)}" if own else "an exception, as the app does not know this scope type"
        guess = get_close_matches(name, own, n=1, cutoff=0.5)
        other = _TYPES.get(name)
        hint = f"Did you mean {guess[0]}?" if guess else ""
        if other is not None and other.protocol == self.protocol:
            hint = f"{name} is what the app receives, not what it sends."
        elif other is not None:
            hint = f'This is a {self.conversation.scope["type"]} scope; look at scope["type"] first.'
        rule = RULES[_UNKNOWN_TYPES.get((self.protocol, name.partition(".")[0]), "EVT-003")]
        violation = Violation(rule, "error", expected, repr(name), self.line, hint)
        self.conversation.note(violation)
        return ProtocolError(violation)

    def _complete(self, message: Message, message_type: MessageType) -> Message:
        complete: Message = {"type": message_type.name}
        for key in message_type.keys:
            value = message.get(key.name, REQUIRED)
            if value is REQUIRED:
                if key.default is REQUIRED:
                    meant = [name for name in message if isinstance(name, str) and _meant(name, [key.name])]
                    hint = f"Did you mean {key.name!r} by {meant[0]!r}?" if meant else ""
                    came = f"keys {', '.join(map(repr, message))}"
                    self.violate(key.missing, f"the key {key.name!r}", came, hint=hint)
                value = key.default
            elif type(value) is not EXACTLY.get(key.kind) and not KINDS[key.kind](value):
                if not (isinstance(value, (bytearray, memoryview)) and key.kind.startswith("bytes")):
                    self.violate(key.rule, f"{key.name!r} as {key.kind}", _named(value))
                self.violate("EVT-004", f"{key.name!r} as bytes", _named(value), severity="warning")
                value = bytes(value)
            if key.kind == "pairs of bytes":
                value = self._headers(value)
            complete[key.name] = value
        if not message.keys() <= complete.keys():
            for name, value in message.items():
                if name not in complete:
                    self._extra_key(name, value, message_type)
        return complete

    def _extra_key(self, name: Any, value: Any, message_type: MessageType) -> None:
        if not isinstance(name, str):
            self.violate("EVT-004", "keys of type str", f"the key {shorten(name)}")
        if not _is_plain(value):
            self.violate("EVT-004", "plain data", f"{name!r}: {_named(value)}")
        known = [key.name for key in message_type.keys]
        if meant := _meant(name, known):
            expected = f"a key of {message_type.name}: {', '.join(map(repr, known))}"
            self.violate("EVT-005", expected, repr(name), hint=f"Did you mean {meant!r}?")

    def _headers(self, headers: Any) -> list[tuple[bytes, bytes]]:
        shape = "a list of (name, value) pairs"
        if not _is_row(headers):
            self.violate("HTTP-011", shape, _named(headers))
        pairs = []
        for header in headers:
            if not _is_row(header):
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

    def _response_head(self, message: Message) -> int | None:
        """Look at the status and headers of a response; returns its content-length."""
        status = message["status"]
        if not 200 <= status <= 599:
            severity: Severity = "warning" if 599 < status <= 999 else "error"
            self.violate("HTTP-009", "a status from 200 to 599", str(status), severity=severity)
        length = None
        for name, value in message["headers"]:
            if name == b"content-length":
                if length is not None:
                    self.violate("HTTP-018", "one content-length", "two of them")
                if not value.isdigit():
                    self.violate("HTTP-018", "ASCII digits", shorten(value))
                length = int(value)
            elif name in _SERVERS_HEADERS:
                self.violate(_SERVERS_HEADERS[name], "no header of the server's", shorten(name))
            elif name == b"set-cookie" and _JOINED_COOKIES.search(value):
                self.violate("HTTP-026", "one cookie in each set-cookie", shorten(value))
        if length is not None and status == 204:
            self.violate("HTTP-023", "no content-length with status 204", str(length))
        return length


# Typing errors that no comparison of letters finds.
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

# The rules that tell more than EVT-003, by protocol and by what the type of the message begins with.
_UNKNOWN_TYPES = {
    ("websocket", "http"): "WS-018",
    ("websocket", "websocket"): "WS-019",
    ("lifespan", "lifespan"): "LIFE-009",
}

# What a KeyError means, by protocol and key.
_EVENT_KEYS = {
    "http": dict.fromkeys(("body", "more_body"), "HTTP-028"),
    "websocket": {"text": "WS-024", "bytes": "WS-024", "code": "WS-025", "reason": "WS-025"},
}
_OPTIONAL = ("scheme", "raw_path", "root_path", "client", "server", "spec_version")
_TLS = ("client_cert_chain", "client_cert_name", "client_cert_error")
_SHARED_KEYS = {"state": "SCO-018", "extensions": "SCO-019", **dict.fromkeys(_TLS, "EXT-011")}
_SCOPE_KEYS = {
    "": {},
    "http": dict.fromkeys(_OPTIONAL, "SCO-002") | _SHARED_KEYS,
    "websocket": dict.fromkeys((*_OPTIONAL, "http_version", "query_string", "subprotocols"), "SCO-003")
    | {"method": "SCO-001", **_SHARED_KEYS},
    "lifespan": dict.fromkeys(("path", "headers", "method", "query_string", *_OPTIONAL), "SCO-001")
    | {"state": "LIFE-010"},
}


class HTTPChecker(Checker):
    """The order of one HTTP response: start, bodies, trailers where they were announced, done."""

    protocol = "http"

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(conversation)
        # Request state.
        self.is_head = conversation.scope.get("method") == "HEAD"
        self.is_reading = False  # more of the body was to come
        # Response state.
        self.started = False
        self.bodies = 0
        self.body_is_whole = False
        self.has_trailers = False
        self.complete = False
        self.status = 0
        self.content_length: int | None = None
        self.body_bytes = 0
        self.sent_to_nobody = 0

    def said(self, message_type: str, message: Message) -> None:
        if self.client_left:
            self._to_nobody(message_type, message)
        if self.complete:
            rule = "EXT-002" if message_type == "http.response.trailers" and not self.has_trailers else "HTTP-006"
            self.violate(rule, "nothing more: the response is complete", message_type)
        if message_type == "http.response.body":
            self._body(message)
        elif message_type == "http.response.start":
            self._start(message)
        else:
            self._extension(message_type, message)

    def _to_nobody(self, message_type: str, message: Message) -> None:
        if self.disconnects:
            if self.is_reading and message.get("status", 500) < 400:
                self.violate(
                    "HTTP-031", "no answer to a part of a body", f"status {message['status']}", severity="warning"
                )
            else:
                self.violate("HTTP-032", "the app to return after the client left", message_type)
        elif self.refusals:
            self.violate("HTTP-033", "the app to return after the OSError", message_type)
        self.sent_to_nobody += 1
        if self.sent_to_nobody > _TOLD_ENOUGH:
            came = f"the {self.sent_to_nobody:,}th message after the client left"
            self.violate("HTTP-034", "an end of the response", came, severity="error")

    def _start(self, message: Message) -> None:
        if self.started:
            self.violate("HTTP-003", "http.response.body", "a second http.response.start")
        self.content_length = self._response_head(message)
        self.status = message["status"]
        self.has_trailers = message["trailers"]
        if self.has_trailers and not any(name == b"trailer" for name, _ in message["headers"]):
            self.violate("EXT-004", "the header trailer", "trailers True without it")
        self.started = True

    def _body(self, message: Message) -> None:
        self._expect_a_piece("http.response.body")
        self._count(len(message["body"]))
        if message["body"] and self.status in (204, 304):
            self.violate("HTTP-022", f"no body with status {self.status}", f"body {shorten(message['body'])}")
        self._check_length(finished=not message["more_body"])
        self._piece_has_come(last=not message["more_body"])

    def _expect_a_piece(self, message_type: str) -> None:
        if not self.started:
            self.violate("HTTP-002", "http.response.start first", message_type)
        if self.body_is_whole:
            self.violate("HTTP-006", "http.response.trailers: the body is complete", message_type)

    def _count(self, size: int) -> None:
        self.bodies += 1
        self.body_bytes += size

    def _piece_has_come(self, *, last: bool) -> None:
        self.body_is_whole = last
        self.complete = last and not self.has_trailers

    def _check_length(self, *, finished: bool) -> None:
        if self.content_length is None or self.is_head or self.status in (204, 304):
            return
        if self.body_bytes > self.content_length or (finished and self.body_bytes < self.content_length):
            self.violate(
                "HTTP-019",
                f"{self.content_length} bytes of body, as content-length says",
                f"{self.body_bytes} bytes" + ("" if finished else " so far"),
            )

    def _extension(self, message_type: str, message: Message) -> None:
        if message_type == "http.response.trailers":
            if not self.body_is_whole:
                self.violate("EXT-002", "the last http.response.body first", message_type)
            self.complete = not message["more_trailers"]
        elif message_type == "http.response.early_hint":
            if self.started:
                self.violate("EXT-006", "http.response.early_hint first", f"{message_type} after the start")
        elif message_type == "http.response.debug":
            if self.started:
                self.violate("EXT-010", "http.response.debug first", f"{message_type} after the start")
        elif message_type == "http.response.push":
            if not self.started or self.body_is_whole:
                self.violate("EXT-007", "http.response.push between the start and the last body", message_type)
        else:
            self._expect_a_piece(message_type)
            if message_type == "http.response.pathsend" and self.bodies:
                self.violate("EXT-008", "either http.response.body or http.response.pathsend", "both")
            # How long the file is, is the server's to find out.
            self.content_length = None
            self._count(0)
            self._piece_has_come(last=not message.get("more_body", False))

    def heard(self, message_type: str, message: Message) -> None:
        if message_type == "http.request":
            self.is_reading = message.get("more_body", False)

    def returned(self) -> None:
        if self.client_left or self.complete:
            return
        if not self.started:
            self.violate("HTTP-001", "http.response.start", "no message at all before the app returned")
        if not self.bodies:
            self.violate("HTTP-004", "http.response.body after the start", "none before the app returned")
        if self.body_is_whole:
            self.violate("EXT-003", "http.response.trailers, as announced", "none before the app returned")
        self.violate("HTTP-005", "a last http.response.body", "more_body True in the last one before the app returned")

    def uncaught(self) -> str:
        return "APP-011"


class WebSocketChecker(Checker):
    """The order of one WebSocket connection: connect, accept or close, messages, the end."""

    protocol = "websocket"

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(conversation)
        self.asked = False
        self.accepted = False
        self.closed = False
        self.denial: HTTPChecker | None = None  # the response that refuses the connection

    def said(self, message_type: str, message: Message) -> None:
        if not self.asked:
            self.violate("WS-002", "the app to receive websocket.connect first", message_type)
        if self.closed:
            late = message_type == "websocket.accept" and not self.accepted
            rule = "WS-006" if late else "WS-010"
            self.violate(rule, "nothing more: the app has closed the connection", message_type)
        if self.disconnects:
            rule = "WS-023" if message_type == "websocket.close" else "WS-022"
            self.violate(rule, "the app to return after websocket.disconnect", message_type)
        if self.denial is not None or message_type.startswith("websocket.http."):
            self._deny(message_type, message)
        elif message_type == "websocket.accept":
            self._accept(message)
        elif message_type == "websocket.send":
            self._send(message)
        else:
            self._close(message)

    def _deny(self, message_type: str, message: Message) -> None:
        if self.accepted or not message_type.startswith("websocket.http."):
            came = f"{message_type} {'after websocket.accept' if self.accepted else 'in the middle of it'}"
            self.violate("EXT-005", "a denial response and nothing else", came)
        if self.denial is None:
            self.denial = HTTPChecker(self.conversation)
            self.denial.tolerated = self.tolerated
        self.denial.line = self.line
        self.denial.said(message_type.removeprefix("websocket."), message)
        self.closed = self.denial.complete

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
        if self.accepted and 1000 < code < 3000:
            self.violate("WS-012", "1000, or a code from 3000 to 4999", str(code))
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
        if self.denial is not None:
            self.violate("EXT-005", "a last websocket.http.response.body", "none before the app returned")
        if not self.accepted:
            self.violate("WS-001", "websocket.accept or websocket.close", "no answer before the app returned")
        self.violate("WS-020", "websocket.close, or receiving until websocket.disconnect", "the app returned")

    def uncaught(self) -> str:
        return "WS-028" if self.accepted else "APP-011"


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
            if self.state is not None and self.conversation.scope.get("state") is not self.state:
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


def checker_for(conversation: Conversation) -> Checker:
    """The checker of a conversation's protocol; in one that no app knows, every message is wrong."""
    for kind in (HTTPChecker, WebSocketChecker, LifespanChecker):
        if kind.protocol == conversation.scope["type"]:
            return kind(conversation)
    return Checker(conversation)


def _named(value: Any) -> str:
    """A value with its type: what a reader needs to see that a str is no bytes."""
    return f"{type(value).__name__} {shorten(value)}" if value is not None else "None"


def _meant(name: str, known: list[str]) -> str:
    """The known key that an unknown one was probably meant to be, or nothing."""
    folded = name.replace("-", "_").lower()
    return next(iter(get_close_matches(_KEY_GUESSES.get(folded, folded), known, n=1)), "")


def _is_row(value: Any) -> bool:
    """Whether a value may be headers, or one of them: items in a row, of which text and a dict are none."""
    return isinstance(value, (list, tuple)) or (
        isinstance(value, Iterable) and not isinstance(value, (str, bytes, dict))
    )


def _is_plain(value: Any) -> bool:
    """Whether a value may stand in a message: something that could be serialised."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (str, bytes, bytearray, memoryview))
