"""A request as a person writes it, and what an ASGI app and a WSGI app are told of it."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from asgi_harness.scope import Header, http_scope, lifespan_scope, websocket_scope
from asgi_harness.types import Scope
from barewire.wsgi import variable_of

LONGEST = 20_000

# RFC 9110: what a method and the name of a header are made of; RFC 3986: what a path and a query are made of.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_IN_TARGET = string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@/?%"
_ROOT_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_VERSIONS = {"HTTP/1.0": "1.0", "HTTP/1.1": "1.1", "HTTP/2": "2", "HTTP/3": "3"}
# RFC 9113: they belong to one connection of HTTP/1.1.
_OF_THE_CONNECTION = ("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade")


@dataclass(frozen=True)
class Preset:
    """`request` is what arrives at the server, `root_path` what the server was told, as by `--root-path`."""

    title: str
    request: str = ""
    tls: bool = False
    root_path: str = ""


PRESETS = {
    "get": Preset(
        "GET with a query",
        "GET /caf%C3%A9/menu?tag=tea&tag=cake&page=2 HTTP/1.1\n"
        "Host: example.org\n"
        "User-Agent: curl/8.5.0\n"
        "Accept: text/html\n"
        "Accept: application/json",
    ),
    "json": Preset(
        "POST JSON",
        'POST /items HTTP/1.1\nHost: example.org\nContent-Type: application/json\nContent-Length: 14\n\n{"name":"tea"}',
    ),
    "upload": Preset(
        "Upload",
        "POST /photos HTTP/1.1\n"
        "Host: example.org\n"
        "Content-Type: multipart/form-data; boundary=tea\n"
        "Transfer-Encoding: chunked",
    ),
    "proxy": Preset(
        "Behind a proxy",
        "GET /users?page=2 HTTP/1.1\nHost: example.org\nX-Forwarded-For: 203.0.113.7\nX-Forwarded-Proto: https",
        root_path="/api",
    ),
    "http2": Preset(
        "HTTP/2",
        "GET /feed?page=2 HTTP/2\nHost: example.org\nUser-Agent: curl/8.5.0\nCookie: session=1; theme=dark",
        tls=True,
    ),
    "tls": Preset(
        "TLS",
        "GET /account HTTP/1.1\nHost: example.org\nAuthorization: Bearer c2VjcmV0",
        tls=True,
    ),
    "websocket": Preset(
        "WebSocket",
        "GET /chat?room=1 HTTP/1.1\n"
        "Host: example.org\n"
        "Connection: Upgrade\n"
        "Upgrade: websocket\n"
        "Sec-WebSocket-Version: 13\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"
        "Sec-WebSocket-Protocol: chat, superchat",
    ),
    "lifespan": Preset("Lifespan"),
}

# What in an environ says the same as a key of a scope; headers are as many as there are.
COUNTERPARTS: dict[str, tuple[str, ...]] = {
    "http_version": ("SERVER_PROTOCOL",),
    "method": ("REQUEST_METHOD",),
    "scheme": ("wsgi.url_scheme",),
    "root_path": ("SCRIPT_NAME",),
    "path": ("PATH_INFO",),
    "query_string": ("QUERY_STRING",),
    "client": ("REMOTE_ADDR", "REMOTE_PORT"),
    "server": ("SERVER_NAME", "SERVER_PORT"),
}


class Unclear(ValueError):
    """What is written is no request; `line` is where, and 0 where it is in none."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"Line {line}: {text}" if line else text)


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    version: str
    headers: tuple[Header, ...]
    has_body: bool

    def values(self, name: str) -> list[str]:
        return [value.decode("latin-1") for each, value in self.headers if each.lower() == name.encode()]

    def tokens(self, name: str) -> list[str]:
        """The values of a header that is a list with commas."""
        return [part.strip() for value in self.values(name) for part in value.split(",") if part.strip()]

    @property
    def is_handshake(self) -> bool:
        """Whether it asks for a WebSocket."""
        upgrades = "websocket" in map(str.lower, self.tokens("upgrade"))
        return self.version == "1.1" and upgrades and "upgrade" in map(str.lower, self.tokens("connection"))


def parse(text: str) -> Request:
    """Read a request line, headers and, after an empty line, perhaps a body."""
    if len(text) > LONGEST:
        raise Unclear(0, f"Expected at most {LONGEST:,} characters, as servers do, but {len(text):,} came.")
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    first, *lines = head.rstrip("\n").split("\n")
    method, target, version = _request_line(first)
    request = Request(
        method,
        target,
        version,
        tuple(_header(number, line, version) for number, line in enumerate(lines, 2)),
        bool(body),
    )
    _check_together(request)
    return request


def _request_line(line: str) -> tuple[str, str, str]:
    if not line.strip():
        raise Unclear(1, "Expected a request line such as GET /path HTTP/1.1, but the line is empty.")
    parts = line.split(" ")
    if len(parts) != 3 or "" in parts:
        why = " A space inside the target is written as %20." if len(parts) > 3 else ""
        raise Unclear(
            1,
            "Expected a method, a target and a version with one space between them, such as "
            f"GET /path HTTP/1.1, but {line!r} came.{why}",
        )
    method, target, version = parts
    if not _TOKEN.fullmatch(method):
        raise Unclear(1, f"Expected a method such as GET or POST, but {method!r} came.")
    if version not in _VERSIONS:
        raise Unclear(1, f"Expected a version among {', '.join(_VERSIONS)}, but {version!r} came.")
    if not target.startswith("/"):
        why = " Only OPTIONS knows it, and it asks for no path." if target == "*" else ""
        why = why or " The host is not in the request line, but in the header Host." if "://" in target else why
        raise Unclear(1, f"Expected a target that begins with /, but {target!r} came.{why}")
    for character in target:
        if character == "#":
            raise Unclear(1, "A client keeps what stands behind # to itself; it is not in a request.")
        if character not in _IN_TARGET:
            raise Unclear(1, f"Expected {quote(character)}, which is what a client sends for {character!r}.")
    return method, target, _VERSIONS[version]


def _header(number: int, line: str, version: str) -> Header:
    if line[:1] in (" ", "\t"):
        raise Unclear(number, "Expected a header, but the line begins with a space. A header is one line (RFC 9112).")
    if line.startswith(":"):
        raise Unclear(
            number, f"Expected a header, but {line!r} came. What HTTP/2 writes so is in the request line here."
        )
    name, colon, value = line.partition(":")
    if not colon:
        raise Unclear(number, f"Expected a header such as Accept: text/html, but {line!r} came: there is no colon.")
    if name != name.rstrip():
        raise Unclear(number, f"Expected the colon right behind the name, but {line!r} came.")
    if not _TOKEN.fullmatch(name):
        raise Unclear(number, f"Expected the name of a header, but {name!r} came.")
    if _CONTROL.search(value):
        raise Unclear(number, "Expected text, but a control character is in the value.")
    if version in ("2", "3") and name.lower() in _OF_THE_CONNECTION:
        raise Unclear(number, f"HTTP/{version} has no header {name}: it belongs to a connection of HTTP/1.1.")
    return name.encode(), value.strip(" \t").encode()


def _check_together(request: Request) -> None:
    hosts = len(request.values("host"))
    if hosts > 1 or (request.version == "1.1" and not hosts):
        raise Unclear(
            0, f"Expected one header Host, but {hosts or 'none'} came. A server answers that with status 400."
        )
    lengths = request.values("content-length")
    if len(lengths) > 1 or not all(re.fullmatch(r"[0-9]+", length) for length in lengths):
        raise Unclear(0, f"Expected a number as Content-Length, but {', '.join(lengths)!r} came.")
    if request.is_handshake:
        if request.method != "GET":
            raise Unclear(0, f"Expected GET for the handshake of a WebSocket, but {request.method} came.")
        for name, right in (("Sec-WebSocket-Version", ["13"]), ("Sec-WebSocket-Key", None)):
            values = request.values(name.lower())
            if len(values) != 1 or (right and values != right):
                wanted = f"{name}: {right[0]}" if right else name
                raise Unclear(0, f"Expected one header {wanted} in the handshake of a WebSocket.")


def scope_of(request: Request, *, tls: bool = False, root_path: str = "") -> Scope:
    """The scope that a server makes of it, which has a lifespan."""
    if root_path and not _ROOT_PATH.fullmatch(root_path):
        raise Unclear(0, f"Expected a root path such as /api, or none, but {root_path!r} came.")
    kept: dict[str, Any] = {"http_version": request.version, "root_path": root_path, "state": {}}
    url = root_path + request.target
    if request.is_handshake:
        offers = request.tokens("sec-websocket-protocol")
        return websocket_scope(url, request.headers, subprotocols=offers, scheme="wss" if tls else "ws", **kept)
    return http_scope(request.method, url, request.headers, scheme="https" if tls else "http", **kept)


def environ_of(scope: Scope) -> dict[str, str]:
    """What WSGI has for the same request, but for the keys that depend on how the server is run."""
    root_path, version = scope["root_path"], scope["http_version"]
    path = scope["raw_path"].decode("ascii").removeprefix(root_path)
    environ = {
        "REQUEST_METHOD": scope.get("method", "GET"),
        "SCRIPT_NAME": root_path,
        # Every byte as one character, as PEP 3333 has it.
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("ascii"),
        "SERVER_PROTOCOL": f"HTTP/{version}" if "." in version else f"HTTP/{version}.0",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "REMOTE_ADDR": scope["client"][0],
        "REMOTE_PORT": str(scope["client"][1]),
        "wsgi.url_scheme": scope["scheme"].replace("ws", "http"),
    }
    for name, value in scope["headers"]:
        key = variable_of(name.decode("ascii"))
        text = value.decode("latin-1")
        # RFC 9113: cookies, which HTTP/2 may send in pieces, are put together with a semicolon.
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{text}" if key in environ else text
    return environ


def explored(preset: Preset) -> dict[str, Any]:
    """The keys of the scope in their order, each with its value and its counterparts in an environ, and a note."""
    if not preset.request:
        return {
            "type": "lifespan",
            "rows": [_row(key, value, {}) for key, value in lifespan_scope({}).items()],
            "note": "No request comes with it: the server makes this scope when it starts. WSGI has no such thing.",
        }
    request = parse(preset.request)
    scope = scope_of(request, tls=preset.tls, root_path=preset.root_path)
    environ = environ_of(scope)
    return {
        "type": scope["type"],
        "rows": [_row(key, value, environ) for key, value in scope.items()],
        "note": " ".join(_notes(request)),
    }


def _row(key: str, value: Any, environ: dict[str, str]) -> dict[str, Any]:
    names: tuple[str, ...] = COUNTERPARTS.get(key, ())
    if key == "headers":
        names = tuple(name for name in environ if name.startswith(("HTTP_", "CONTENT_")))
    return {
        "key": key,
        "value": shown(value),
        "environ": [{"key": name, "value": shown(environ[name])} for name in names if name in environ],
    }


def _notes(request: Request) -> Iterator[str]:
    if request.is_handshake:
        yield "WSGI has no WebSocket: its app would be called for an ordinary GET, and could not accept."
    if request.has_body or request.values("content-length") or request.values("transfer-encoding"):
        yield "The body is in neither: an ASGI app gets it through receive, a WSGI app reads it from wsgi.input."
    if request.values("x-forwarded-for") or request.values("x-forwarded-proto"):
        yield "What the proxy forwards stays a header. A server that trusts the proxy takes client and scheme from it."


def shown(value: Any) -> str:
    """As Python writes it, with double quotes; the pairs of a list each on a line."""
    if isinstance(value, str | bytes):
        text = repr(value)
        return text if '"' in text else text.replace("'", '"')
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(key)}: {shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(shown, value)) + ")"
    if isinstance(value, list):
        pairs = any(isinstance(each, tuple) for each in value)
        return (
            "[\n" + "".join(f"  {shown(each)},\n" for each in value) + "]"
            if pairs
            else f"[{', '.join(map(shown, value))}]"
        )
    return repr(value)


def answer(request: str, tls: bool, root_path: str) -> str:
    """What is made of a request, or what is wrong with it, as JSON."""
    try:
        if not request.strip():
            raise Unclear(0, "Expected a request line such as GET /path HTTP/1.1, but nothing is written.")
        return json.dumps(explored(Preset("", request.strip("\r\n"), tls, root_path)))
    except Unclear as error:
        return json.dumps({"error": str(error)})
