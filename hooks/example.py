"""What the app of an exercise's example is asked, so that it can be asked again: read back from the README."""

from __future__ import annotations

import ast
import base64
import re
from typing import Any

from barewire.steps import Deed, Request, Step, WebSocket

from hooks.requests import read

_EXAMPLE = re.compile(r"^```conversation\n(?P<lines>.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^## Example\n(?:(?!^## ).)*?^```python\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
_SAID = re.compile(r"<!-- asked: (.*?) -->", re.DOTALL)
_LINE = re.compile(r"(?P<time>[\d.]+) +(?P<direction>\w+) *(?P<message>.*)")
_KEY = re.compile(r"""  (\w+)=(b?'(?:[^'\\]|\\.)*'|\S+)(?:… \(([\d,]+) (?:bytes|characters)\))?""")


def asked_in(readme: str) -> list[Step]:
    """
    What the app of the first conversation was asked; nothing where there is no conversation.

    Where that is not what a learner wants to ask again, the README says so: `<!-- asked: GET /slow -->`.
    """
    if said := _SAID.search(readme):
        return read(said[1]).steps
    example = _EXAMPLE.search(readme)
    lines = example["lines"].splitlines() if example else []
    events = [_event(match) for match in map(_LINE.match, lines) if match]
    if not events:
        return []
    _, _, scope, _ = events[0]
    protocol, *words = scope.split(" ")
    if protocol == "http":
        return [_request(words[0], words[1], events)]
    if protocol == "websocket":
        return [_websocket(words[0], events)]
    # A lifespan alone shows little of an app that serves requests.
    return [{"kind": "lifespan"}, {"kind": "request", "method": "GET", "url": "/"}]


def code_around(readme: str) -> str:
    """What the example makes an app with, of an answer that is none itself."""
    example = _CODE.search(readme)
    return example["code"] if example else ""


Event = tuple[float, str, str, dict[str, Any]]


def _event(match: re.Match[str]) -> Event:
    values = {key: _value(literal, length) for key, literal, length in _KEY.findall("  " + match["message"])}
    return float(match["time"]), match["direction"], match["message"].partition("  ")[0], values


def _value(literal: str, length: str) -> Any:
    try:
        value = ast.literal_eval(literal)
    except (SyntaxError, ValueError):
        return None
    # Of a long value the README shows the beginning; its client said more of the same.
    return (
        (value * (int(length.replace(",", "")) // len(value) + 1))[: int(length.replace(",", ""))] if length else value
    )


def _request(method: str, url: str, events: list[Event]) -> Request:
    request: Request = {"kind": "request", "method": method, "url": url}
    for time, direction, kind, values in events:
        if kind == "http.request" and values.get("body"):
            request["body"] = [*request.get("body", []), values["body"].decode()]
        elif kind == "http.disconnect":
            request["leaves"] = time
        elif direction == "raise":
            request["may_raise"] = True
    if "body" in request and request["body"][0].startswith("{"):
        request["headers"] = [["content-type", "application/json"]]
    return request


def _websocket(url: str, events: list[Event]) -> WebSocket:
    deeds: list[Deed] = []
    websocket: WebSocket = {"kind": "websocket", "url": url, "deeds": deeds}
    for _, _, kind, values in events:
        if kind == "websocket.receive" and "text" in values:
            deeds.append({"text": values["text"]})
        elif kind == "websocket.receive":
            deeds.append({"bytes": base64.b64encode(values["bytes"]).decode()})
        elif kind == "websocket.accept" and "subprotocol" in values:
            websocket["subprotocols"] = [values["subprotocol"]]
    return websocket
