"""The messages of ASGI as data: every type, who says it, its keys, their kinds and defaults."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

from asgi_harness.rules import EXTENSIONS, HTTP, LIFESPAN

# The default of a key that has none.
REQUIRED = object()


@dataclass(frozen=True, slots=True)
class Key:
    """
    One key of a message.

    `kind` names an entry of KINDS, `rule` the rule that another kind of value breaks, `missing` the rule that a missing
    required key breaks, `since` the spec version that brought the key.
    """

    name: str
    kind: str
    meaning: str
    default: Any = REQUIRED
    rule: str = ""
    missing: str = ""
    since: str = "2.0"


@dataclass(frozen=True, slots=True)
class MessageType:
    """
    One type of message.

    `protocol` is the scope type, `direction` is the app's call that carries it, `extension` names the extension that
    the scope must offer.
    """

    name: str
    protocol: Literal["http", "websocket", "lifespan"]
    direction: Literal["receive", "send"]
    meaning: str
    spec: str
    keys: tuple[Key, ...] = ()
    extension: str = ""


def _is_open_file(value: Any) -> bool:
    try:
        return isinstance(value.fileno(), int)
    except (AttributeError, OSError, ValueError):
        return False


def _is_links(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(isinstance(link, bytes) for link in value)
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, dict))


# bool is an int in Python, but True is no status and no close code.
KINDS: dict[str, Callable[[Any], bool]] = {
    "bytes": lambda value: isinstance(value, bytes),
    "bytes or None": lambda value: value is None or isinstance(value, bytes),
    "str": lambda value: isinstance(value, str),
    "str or None": lambda value: value is None or isinstance(value, str),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "int or None": lambda value: value is None or (isinstance(value, int) and not isinstance(value, bool)),
    "bool": lambda value: isinstance(value, bool),
    "pairs of bytes": lambda value: True,  # looked at header by header in checker.py
    "absolute path": lambda value: isinstance(value, str) and PurePath(value).is_absolute(),
    "open file": _is_open_file,
    "list of bytes": _is_links,
    "anything": lambda value: True,
}

# The type that a value of a kind nearly always has: looked at first, it spares the call.
EXACTLY: dict[str, type] = {
    "bytes": bytes,
    "bytes or None": bytes,
    "str": str,
    "str or None": str,
    "int": int,
    "int or None": int,
    "bool": bool,
}

_HTTP_REQUEST = MessageType(
    "http.request",
    "http",
    "receive",
    "A piece of the request's body.",
    f"{HTTP}#request-receive-event",
    (
        Key("body", "bytes", "The piece.", b""),
        Key("more_body", "bool", "Whether more pieces follow.", False),
    ),
)
_HTTP_DISCONNECT = MessageType(
    "http.disconnect",
    "http",
    "receive",
    "The client has left, or the response is complete.",
    f"{HTTP}#disconnect-receive-event",
)
_HTTP_START = MessageType(
    "http.response.start",
    "http",
    "send",
    "The status and headers of the response.",
    f"{HTTP}#response-start-send-event",
    (
        Key("status", "int", "The status code.", rule="HTTP-008", missing="HTTP-007"),
        Key("headers", "pairs of bytes", "Names in lower case, in order; names may repeat.", ()),
        Key("trailers", "bool", "Whether trailers follow the body; an extension.", False, rule="EVT-004"),
    ),
)
_HTTP_BODY = MessageType(
    "http.response.body",
    "http",
    "send",
    "A piece of the response's body.",
    f"{HTTP}#response-body-send-event",
    (
        Key("body", "bytes", "The piece.", b"", rule="HTTP-020"),
        Key("more_body", "bool", "Whether more pieces follow.", False, rule="HTTP-021"),
    ),
)
_WEBSOCKET_CONNECT = MessageType(
    "websocket.connect",
    "websocket",
    "receive",
    "The client asks for a connection.",
    f"{HTTP}#connect-receive-event",
)
_WEBSOCKET_ACCEPT = MessageType(
    "websocket.accept",
    "websocket",
    "send",
    "Accepts the connection.",
    f"{HTTP}#accept-send-event",
    (
        Key("subprotocol", "str or None", "The subprotocol chosen from those offered.", None, rule="WS-016"),
        Key("headers", "pairs of bytes", "Headers of the handshake's answer.", (), since="2.1"),
    ),
)
_WEBSOCKET_RECEIVE = MessageType(
    "websocket.receive",
    "websocket",
    "receive",
    "A message from the client; exactly one of the two keys is not None.",
    f"{HTTP}#receive-receive-event",
    (
        Key("bytes", "bytes or None", "The content of a binary message.", None),
        Key("text", "str or None", "The content of a text message.", None),
    ),
)
_WEBSOCKET_SEND = MessageType(
    "websocket.send",
    "websocket",
    "send",
    "A message to the client; exactly one of the two keys is not None.",
    f"{HTTP}#send-send-event",
    (
        Key("bytes", "bytes or None", "The content of a binary message.", None, rule="WS-008"),
        Key("text", "str or None", "The content of a text message.", None, rule="WS-008"),
    ),
)
_WEBSOCKET_DISCONNECT = MessageType(
    "websocket.disconnect",
    "websocket",
    "receive",
    "The connection is closed, by whichever side.",
    f"{HTTP}#disconnect-receive-event-ws",
    (
        Key("code", "int", "The close code; 1005 where none was received, 1006 where the connection broke.", 1005),
        Key("reason", "str or None", "Why the connection was closed.", None, since="2.5"),
    ),
)
_WEBSOCKET_CLOSE = MessageType(
    "websocket.close",
    "websocket",
    "send",
    "Closes the connection; before websocket.accept, refuses it with status 403.",
    f"{HTTP}#close-send-event",
    (
        Key("code", "int", "The close code.", 1000, rule="WS-014"),
        Key("reason", "str or None", "Why; at most 123 bytes.", None, rule="WS-014", since="2.3"),
    ),
)
_STARTUP = MessageType(
    "lifespan.startup", "lifespan", "receive", "The server is ready to start.", f"{LIFESPAN}#startup-receive-event"
)
_STARTUP_COMPLETE = MessageType(
    "lifespan.startup.complete",
    "lifespan",
    "send",
    "The app is ready for connections.",
    f"{LIFESPAN}#startup-complete-send-event",
)
_STARTUP_FAILED = MessageType(
    "lifespan.startup.failed",
    "lifespan",
    "send",
    "The app cannot start; the server logs the message and ends.",
    f"{LIFESPAN}#startup-failed-send-event",
    (Key("message", "str", "What went wrong.", "", rule="LIFE-005"),),
)
_SHUTDOWN = MessageType(
    "lifespan.shutdown",
    "lifespan",
    "receive",
    "The server has stopped taking connections and is about to end.",
    f"{LIFESPAN}#shutdown-receive-event",
)
_SHUTDOWN_COMPLETE = MessageType(
    "lifespan.shutdown.complete",
    "lifespan",
    "send",
    "The app has cleaned up.",
    f"{LIFESPAN}#shutdown-complete-send-event",
)
_SHUTDOWN_FAILED = MessageType(
    "lifespan.shutdown.failed",
    "lifespan",
    "send",
    "The app could not clean up; the server logs the message and ends.",
    f"{LIFESPAN}#shutdown-failed-send-event",
    (Key("message", "str", "What went wrong.", "", rule="LIFE-005"),),
)
_TRAILERS = MessageType(
    "http.response.trailers",
    "http",
    "send",
    "Headers that follow the body, where `http.response.start` announced them.",
    f"{EXTENSIONS}#http-trailers",
    (
        Key("headers", "pairs of bytes", "Names in lower case, in order.", ()),
        Key("more_trailers", "bool", "Whether more trailers follow.", False, rule="EXT-002"),
    ),
    "http.response.trailers",
)
_EARLY_HINT = MessageType(
    "http.response.early_hint",
    "http",
    "send",
    "What the client may fetch already, sent before the response (status 103).",
    f"{EXTENSIONS}#early-hints",
    (Key("links", "list of bytes", "Values of `link` headers.", rule="EXT-006", missing="EXT-006"),),
    "http.response.early_hint",
)
_PUSH = MessageType(
    "http.response.push",
    "http",
    "send",
    "A resource that the server pushes to the client (HTTP/2).",
    f"{EXTENSIONS}#http-2-server-push",
    (
        Key("path", "str", "The path of the resource.", rule="EXT-007", missing="EXT-007"),
        Key("headers", "pairs of bytes", "The headers of the request that is pushed.", ()),
    ),
    "http.response.push",
)
_PATHSEND = MessageType(
    "http.response.pathsend",
    "http",
    "send",
    "A file, by its path, as the whole body.",
    f"{EXTENSIONS}#path-send",
    (Key("path", "absolute path", "The absolute path of the file.", rule="EXT-008", missing="EXT-008"),),
    "http.response.pathsend",
)
_ZEROCOPYSEND = MessageType(
    "http.response.zerocopysend",
    "http",
    "send",
    "A piece of the body from an open file.",
    f"{EXTENSIONS}#zero-copy-send",
    (
        Key("file", "open file", "The file.", rule="EXT-009", missing="EXT-009"),
        Key("offset", "int or None", "Where to begin.", None, rule="EXT-009"),
        Key("count", "int or None", "How many bytes.", None, rule="EXT-009"),
        Key("more_body", "bool", "Whether more pieces follow.", False, rule="HTTP-021"),
    ),
    "http.response.zerocopysend",
)
_DEBUG = MessageType(
    "http.response.debug",
    "http",
    "send",
    "What a framework tells its own tests.",
    f"{EXTENSIONS}#debug",
    (Key("info", "anything", "A dict of whatever the framework likes.", None),),
    "http.response.debug",
)
_DENIAL_START = MessageType(
    "websocket.http.response.start",
    "websocket",
    "send",
    "The status and headers of the response that refuses a WebSocket.",
    f"{EXTENSIONS}#websocket-denial-response",
    _HTTP_START.keys,
    "websocket.http.response",
)
_DENIAL_BODY = MessageType(
    "websocket.http.response.body",
    "websocket",
    "send",
    "A piece of the body of the response that refuses a WebSocket.",
    f"{EXTENSIONS}#websocket-denial-response",
    _HTTP_BODY.keys,
    "websocket.http.response",
)

MESSAGE_TYPES = {
    message_type.name: message_type
    for message_type in (
        _HTTP_REQUEST,
        _HTTP_DISCONNECT,
        _HTTP_START,
        _HTTP_BODY,
        _WEBSOCKET_CONNECT,
        _WEBSOCKET_ACCEPT,
        _WEBSOCKET_RECEIVE,
        _WEBSOCKET_SEND,
        _WEBSOCKET_DISCONNECT,
        _WEBSOCKET_CLOSE,
        _STARTUP,
        _STARTUP_COMPLETE,
        _STARTUP_FAILED,
        _SHUTDOWN,
        _SHUTDOWN_COMPLETE,
        _SHUTDOWN_FAILED,
    )
}

EXTENSION_TYPES = {
    message_type.name: message_type
    for message_type in (
        _TRAILERS,
        _EARLY_HINT,
        _PUSH,
        _PATHSEND,
        _ZEROCOPYSEND,
        _DEBUG,
        _DENIAL_START,
        _DENIAL_BODY,
    )
}
