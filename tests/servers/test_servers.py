"""
The harness beside the recordings of real servers: the same apps, the same clients, the same scopes and messages.

What differs is written down in `differences.py`, each with its reason; a difference that is not there fails, and so
does one there that no server shows any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from typing import Any

import pytest

import asgi_harness
from asgi_harness import Client
from asgi_harness.types import Receive, Scope, Send
from tests.servers.cases import CASES, Case, live
from tests.servers.differences import DIFFERENCES
from tests.servers.record import CLIENT_PORT, SERVERS, Recording, load, message, record
from tests.servers.witness import witness

Events = list[tuple[str, Any]]
Act = Callable[[Client, list[tuple[bytes, bytes]]], Awaitable[object]]


def ask(method: str = "GET", url: str = "/", **options: Any) -> Act:
    def act(client: Client, headers: list[tuple[bytes, bytes]]) -> Awaitable[object]:
        return client.request(method, url, headers=headers, **options)

    return act


def talk(*messages: str | bytes, code: int | None = 1005, reason: str = "", offers: tuple[str, ...] = ()) -> Act:
    """A client that says this and leaves with a code; with None it waits for the app to end."""

    async def act(client: Client, headers: list[tuple[bytes, bytes]]) -> None:
        async with client.websocket("/chat?room=1", headers=headers, subprotocols=offers) as session:
            await asyncio.sleep(0.1)
            for each in messages:
                await (session.send_text(each) if isinstance(each, str) else session.send_bytes(each))
            await asyncio.sleep(0.1)
            if code is not None:
                session.leave(code, reason)
            await session.ended()

    return act


# What our client does where a real one does what the case says.
ACTS: dict[str, Act] = {
    "get": ask(),
    "path": ask("GET", "/caf%C3%A9/a%2Fb?q=%20x+y&q="),
    "headers": ask(),
    "body": ask("POST", body=b"hello world"),
    "segments": ask("POST", pieces=[b"hello ", b"world"], pause=1),
    # That a chunk was the last one, no server can know before the empty one has come.
    "chunked": ask("POST", pieces=[b"hello ", b"world", b""], pause=1),
    "head": ask("HEAD"),
    "http-1.0": ask(scope={"http_version": "1.0"}),
    "leaves-in-the-body": ask("POST", pieces=[b"hello"], leaves_after=1),
    "leaves-in-the-response": ask(leaves_at=1),
    "receive-before": ask(),
    "receive-after": ask(),
    "websocket-leaves": talk(),
    "websocket-leaves-1000": talk(code=1000),
    "websocket-leaves-4001": talk(code=4001, reason="bye"),
    "websocket-drop": talk(code=1006),
    "websocket-messages": talk("grüße", b"\x00\xff", "", b"", code=1000),
    "websocket-subprotocols": talk(code=1000, offers=("chat", "superchat")),
    "websocket-accept-headers": talk(code=1000),
    "websocket-refusal": talk(code=None),
    "websocket-app-closes": talk(code=None),
    "websocket-send-late": talk(),
}


@cache
def ours(name: str) -> Events:
    """What an app meets in the harness."""
    events: Events = []
    passed: Events = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        part = live if scope["type"] == "lifespan" else CASES[name].app
        await witness(part, lambda *event: events.append(event), scope, receive, send)

    async def act() -> None:
        async with Client(app).lifespan() as server:
            if name != "lifespan":
                events.clear()
                await ACTS[name](server, _headers(CASES[name]))
                passed.extend(events)

    asgi_harness.run(act())
    return passed or events


def _headers(case: Case) -> list[tuple[bytes, bytes]]:
    """What the real client sends, but for the host, which ours gives by itself."""
    assert isinstance(case.steps[0], bytes)
    lines = case.steps[0].partition(b"\r\n\r\n")[0].split(b"\r\n")[2:]
    return [(name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)]


def differences(one: Events, other: Events) -> Iterator[tuple[str, str, str]]:
    """Where two apps met something else: what it is, and both values."""
    if not one or not other:
        yield "call", "called" if one else "not called", "called" if other else "not called"
        return
    scopes = [message(events[0][1]) for events in (one, other)]
    yield from _keys("scope", *scopes)
    steps = [events[1:] for events in (one, other)]
    if [_kind(step) for step in steps[0]] != [_kind(step) for step in steps[1]]:
        yield "steps", "; ".join(map(_kind, steps[0])), "; ".join(map(_kind, steps[1]))
        return
    for (what, our), (_, their) in zip(*steps, strict=True):
        if isinstance(our, dict):
            yield from _keys(message(our)["type"], message(our), message(their))
        elif (what == "end" and our != their) or ("OSError" in our) != ("OSError" in their):
            yield what, our or "passes", their or "passes"


def _keys(of: str, one: dict[str, Any], other: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key in sorted({*one, *other}):
        our, their = (repr(each[key]) if key in each else "missing" for each in (one, other))
        if key == "client":
            our = our.replace("52311", str(CLIENT_PORT))
        same_dict = isinstance(one.get(key), dict) and one.get(key) == other.get(key)
        if our != their and not same_dict:
            yield f"{of} {key}", our, their


def _kind(step: tuple[str, Any]) -> str:
    what, values = step
    return (
        f"{what} {message(values)['type'] if isinstance(values, dict) else values if what == 'receive' else ''}".strip()
    )


def theirs(recording: Recording, name: str) -> Events:
    return [(what, values) for what, values in recording["cases"][name]["app"]]


def found(server: str) -> Iterator[tuple[str, str, str, str]]:
    """Every difference from a server: what, in which case, and both values."""
    recording = load(server)
    for name in (*ACTS, "lifespan"):
        for what, our, their in differences(ours(name), theirs(recording, name)):
            yield what, name, our, their


@pytest.mark.parametrize("server", SERVERS)
def test_the_harness_does_what_a_server_does(server: str) -> None:
    unexpected = [
        f"{what}, {case}\n  ours: {our}\n  {server}: {their}"
        for what, case, our, their in found(server)
        if not any(difference.covers(what, server, case) for difference in DIFFERENCES)
    ]
    assert not unexpected, "\n".join(["", *unexpected])


def test_every_difference_is_still_one() -> None:
    seen = [(what, server, case) for server in SERVERS for what, case, _, _ in found(server)]
    gone = [difference for difference in DIFFERENCES if not any(difference.covers(*each) for each in seen)]
    assert not gone


@pytest.mark.parametrize("server", SERVERS)
def test_every_case_is_recorded(server: str) -> None:
    assert {*load(server)["cases"]} == {*CASES, "lifespan"}


def test_the_recording_is_still_what_uvicorn_does() -> None:
    cases = [CASES[name] for name in ("path", "headers", "body", "receive-after", "no-headers", "websocket-messages")]
    recorded = load("uvicorn h11")["cases"]
    assert record("uvicorn h11", cases) == {
        name: recorded[name] for name in (*(case.name for case in cases), "lifespan")
    }
