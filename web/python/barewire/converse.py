"""The task "converse": a learner's app meets some clients, as usual or under a fault, and all of it is told."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from asgi_harness.client import Client
from asgi_harness.clock import run
from asgi_harness.conversation import Conversation, shorten
from asgi_harness.failure import Failure
from asgi_harness.rules import RULES
from asgi_harness.worlds import USUAL, World
from barewire import wsgi
from barewire.faults import FAULTS, Fault
from barewire.stage import Stage
from barewire.steps import Step, take

# Rules that any exception breaks: what a fault puts to the test says more.
_UNCAUGHT = ("APP-011", "WS-028")


def converse(code: str, steps: list[Step], fault: str = "") -> str:
    """What happened, as JSON; `fault` is a key of FAULTS."""
    if fault:
        return json.dumps(_under(FAULTS[fault], code, steps))
    with _played(code, steps) as stage:
        return json.dumps({**stage.happened(), "told": ""})


@contextlib.contextmanager
def _played(code: str, steps: list[Step], world: World = USUAL) -> Iterator[Stage]:
    with contextlib.closing(Stage(code)) as stage:

        def act() -> None:
            if stage.is_wsgi:
                run(wsgi.take(stage.app, steps, stage.source, stage.conversations))
            else:
                client = Client(stage.app, world=world, source=stage.source, conversations=stage.conversations)
                run(take(client, steps))

        stage.perform(act)
        yield stage


def _under(fault: Fault, code: str, steps: list[Step]) -> dict[str, Any]:
    with _played(code, steps) as usual:
        if usual.failure:
            return {**usual.happened(), "told": "So it goes without the fault, too."}
    with _played(code, [fault.change(step) for step in steps], fault.world) as stage:
        failure = stage.failure
        if failure is None and fault.same_answer and not any("leaves" in step for step in steps):
            failure = _difference(usual.conversations, stage.conversations)
        if failure is not None:
            if failure.rule in ("", *_UNCAUGHT) and stage.conversations:
                failure.rule = fault.world.rule_for(stage.conversations[-1].scope["type"]) or failure.rule
            rule = RULES.get(failure.rule)
            failure.why = failure.why or (f"{rule.consequence} {rule.hint}" if rule else fault.why)
        stage.failure = failure
        return {**stage.happened(), "told": fault.told}


def _difference(usual: list[Conversation], unusual: list[Conversation]) -> Failure | None:
    for one, other in zip(usual, unusual, strict=False):
        before, now = _answer(one), _answer(other)
        if before != now:
            return Failure(
                "Your app answers otherwise than without the fault.",
                sent=other.request,
                expected=_in_words(before),
                got=_in_words(now),
            )
    return None


def _answer(conversation: Conversation) -> tuple[int | None, bytes]:
    """What the client of a request gets to see: the status and the body."""
    if conversation.scope["type"] != "http":
        return None, b""
    sent = conversation.sent()
    status = next((message["status"] for message in sent if "status" in message), None)
    return status, b"".join(message.get("body", b"") for message in sent)


def _in_words(answer: tuple[int | None, bytes]) -> str:
    status, body = answer
    return "no answer" if status is None else f"status {status}\nbody {shorten(body)}"
