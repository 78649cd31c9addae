"""Requests as an author writes them in a fence, a line each, and as the page hands them to Python."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from barewire.steps import Deed, Request, Step, WebSocket

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\S+)')


@dataclass(frozen=True)
class Requests:
    """`fails` is what the page says that comes of them: the id of a rule, "stuck", or nothing where all goes well."""

    steps: list[Step]
    fails: str


class NotUnderstood(ValueError):
    """A line that says no request."""


def read(text: str) -> Requests:
    """
    A line each, with several on a line where they begin together.

        GET /search?q=1  accept: text/html
        POST /upload  body "one piece" "another"  every 2 s  leaves after 3 s
        websocket /chat  offers "chat.v2"  says "hello"  says bytes "AQID"  waits 2 s  leaves 1001
        lifespan  of 10 s
        GET /slow  &  GET /health
        GET /  breaks HTTP-002
    """
    steps: list[Step] = []
    fails = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        tokens = _Tokens(line)
        together = [_step(tokens)]
        while tokens.take("&"):
            together.append(_step(tokens))
        if tokens.take("breaks"):
            fails = tokens.next()
        elif tokens.take("stuck"):
            fails = "stuck"
        if tokens.left:
            raise NotUnderstood(f"{line!r} was understood up to {tokens.left[0]!r}")
        steps.append(together[0] if len(together) == 1 else {"kind": "together", "steps": together})
    if not steps:
        raise NotUnderstood("there is no request")
    return Requests(steps, fails)


class _Tokens:
    def __init__(self, line: str) -> None:
        self.line = line
        self.left = _TOKEN.findall(line)

    def next(self) -> str:
        if not self.left:
            raise NotUnderstood(f"{self.line!r} ends too early")
        return str(self.left.pop(0))

    def take(self, *words: str) -> bool:
        """Whether these come next; then they are taken."""
        if self.left[: len(words)] != list(words):
            return False
        del self.left[: len(words)]
        return True

    def text(self) -> str:
        """The next one, which may be quoted."""
        token = self.next()
        return str(json.loads(token)) if token.startswith('"') else token

    def texts(self) -> list[str]:
        """All the quoted ones that come next."""
        found = []
        while self.left and self.left[0].startswith('"'):
            found.append(self.text())
        if not found:
            raise NotUnderstood(f"{self.line!r} says no text in quotes where one is wanted")
        return found

    def seconds(self) -> float:
        number = float(self.next())
        if not self.take("s"):
            raise NotUnderstood(f"{self.line!r} has a number without its unit, s")
        return number

    def header(self) -> list[list[str]]:
        if self.left and re.fullmatch(r"[\w-]+:", self.left[0]):
            return [[self.next()[:-1], self.text()]]
        return []


def _step(tokens: _Tokens) -> Step:
    kind = tokens.next()
    if kind == "lifespan":
        return {"kind": "lifespan", "wait": tokens.seconds() if tokens.take("of") else 0}
    if kind == "websocket":
        return _websocket(tokens)
    if not kind.isupper():
        raise NotUnderstood(
            f"{tokens.line!r} begins with {kind!r}, which is neither a method nor websocket nor lifespan"
        )
    return _request(kind, tokens)


def _request(method: str, tokens: _Tokens) -> Request:
    request: Request = {"kind": "request", "method": method, "url": tokens.next(), "headers": []}
    while True:
        if header := tokens.header():
            request["headers"] += header
        elif tokens.take("body"):
            request["body"] = tokens.texts()
        elif tokens.take("every"):
            request["pause"] = tokens.seconds()
        elif tokens.take("leaves", "after"):
            request["leaves"] = tokens.seconds()
        else:
            return request


def _websocket(tokens: _Tokens) -> WebSocket:
    deeds: list[Deed] = []
    websocket: WebSocket = {"kind": "websocket", "url": tokens.next(), "headers": [], "deeds": deeds}
    while True:
        if header := tokens.header():
            websocket["headers"] += header
        elif tokens.take("offers"):
            websocket["subprotocols"] = tokens.texts()
        elif tokens.take("says", "bytes"):
            deeds += [{"bytes": text} for text in tokens.texts()]
        elif tokens.take("says"):
            deeds += [{"text": text} for text in tokens.texts()]
        elif tokens.take("waits"):
            deeds.append({"wait": tokens.seconds()})
        elif tokens.take("leaves"):
            deeds.append({"leave": int(tokens.next()) if tokens.left[:1] and tokens.left[0].isdigit() else 1005})
        else:
            return websocket
