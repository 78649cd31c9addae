"""The faults that a reader can put to an app at the press of a button: each may happen on any real server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from asgi_harness.worlds import USUAL, WORLDS, World
from barewire.steps import Step, protocols


@dataclass(frozen=True)
class Fault:
    """
    One way to be unusual: `words` stand on its button, `told` says what happens, `why` what an app has to do with it.

    `needs` are the protocols to which it can happen, "body" where only a body shows it; nothing where it always can.
    `change` makes other steps. Where `same_answer`, what the app answers to
    a request must be the same as without the fault.
    """

    words: str
    told: str
    why: str
    needs: frozenset[str]
    world: World = USUAL
    change: Callable[[Step], Step] = lambda step: step
    same_answer: bool = False

    def suits(self, steps: list[Step]) -> bool:
        return not self.needs or not self.needs.isdisjoint(protocols(steps))


def _with(**keys: float) -> Callable[[Step], Step]:
    """Gives other values to keys of requests and WebSockets."""

    def change(step: Step) -> Step:
        if step["kind"] == "together":
            return {"kind": "together", "steps": [change(each) for each in step["steps"]]}
        return cast(Step, {**step, **keys}) if step["kind"] in ("request", "websocket") else step

    return change


def _leaving(step: Step) -> Step:
    if step["kind"] == "together":
        return {"kind": "together", "steps": [_leaving(each) for each in step["steps"]]}
    if step["kind"] == "websocket":
        return {**step, "deeds": [{"leave": 1001}]}
    return {**step, "leaves": 0.75} if step["kind"] == "request" else step


def _twice(step: Step) -> Step:
    return step if step["kind"] == "lifespan" else {"kind": "together", "steps": [step, step]}


_MINIMAL, _BARE = WORLDS["minimal scope"], WORLDS["keys left out"]
_CUT, _PADDED = WORLDS["cut anywhere"], WORLDS["empty pieces"]
_ANY = frozenset({"http", "websocket"})

FAULTS = {
    "split": Fault(
        "Split the body",
        "The body came in pieces, cut inside its words, with an empty piece at either end.",
        "Where a body is cut is up to the network: read until more_body is missing or False.",
        frozenset({"body"}),
        World(
            "split", "the body comes in pieces", "HTTP-027", pieces=lambda pieces: _PADDED.pieces(_CUT.pieces(pieces))
        ),
        same_answer=True,
    ),
    "keys": Fault(
        "Leave out optional keys",
        "The scope had none of its optional keys, and every event came without the keys that had their default value.",
        "A server may leave them out: ask with .get(key, default).",
        _ANY,
        World("keys", "optional keys are left out", scope=_MINIMAL.scope, message=_BARE.message),
    ),
    "leaves": Fault(
        "Client leaves",
        "Every message took half a second, and the client left while your app was still at it.",
        "send may raise OSError then, and receive gives a disconnect: clean up and return.",
        _ANY,
        World("leaves", "the client leaves early", suspends=True, delay=0.5),
        _leaving,
    ),
    "slow": Fault(
        "Slow client",
        "The client took half a second for every message, and a body came in pieces, a second apart.",
        "Each await may take its time: meanwhile other connections are served.",
        _ANY,
        World("slow", "everything takes its time", "HTTP-027", suspends=True, delay=0.5, pieces=_CUT.pieces),
        _with(pause=1.0),
        same_answer=True,
    ),
    "twice": Fault(
        "Two at once",
        "Two clients did the same at the same time, and your app served them in turns.",
        "One app serves all connections: what belongs to one of them is kept in local variables, not in global ones.",
        _ANY,
        World("twice", "two at the same time", "APP-012", suspends=True),
        _twice,
    ),
    "stranger": Fault(
        "Unknown scope type",
        'Your app was called with a scope of the type "carrier-pigeon".',
        "An exception is how an app says that it does not know a type.",
        frozenset(),
        change=lambda step: {"kind": "stranger"},
    ),
    "shutdown": Fault(
        "Server shuts down",
        "The server shut down while your app was at it: it cancelled what still ran.",
        "A cancelled app cleans up in `finally` and ends.",
        _ANY,
        World("shutdown", "the server shuts down", "APP-013", suspends=True, delay=0.25),
        _with(shut_down=0.4),
    ),
}


def suitable(steps: list[Step]) -> list[str]:
    """The names of the faults that can happen to some steps."""
    return [name for name, fault in FAULTS.items() if fault.suits(steps)]
