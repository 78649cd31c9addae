"""Makes one request in every world: the same app must give the same answer in all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from asgi_harness.client import Client
from asgi_harness.conversation import Conversation, shorten
from asgi_harness.failure import Failure, ProtocolError, words_of
from asgi_harness.response import Response
from asgi_harness.types import ASGIApp
from asgi_harness.worlds import LOSSES, WORLDS, World


async def request_everywhere(
    app: ASGIApp,
    method: str,
    url: str,
    *,
    worlds: Iterable[World] = (*WORLDS.values(), *LOSSES.values()),
    conversations: list[Conversation] | None = None,
    **options: Any,
) -> Response:
    """
    Make a request in the usual world and then in others; takes the options of `Client.start()`.

    Status and body must be the same in all `WORLDS`; in `LOSSES` the app must only come to a good end. Raises Failure
    with the rule that a world puts to the test, or ProtocolError. Returns the usual response.
    """
    usual = await Client(app, conversations=conversations).request(method, url, **options)
    for world in worlds:
        client = Client(app, world=world, conversations=conversations)
        response = await _request(client, method, url, options)
        answers = [f"status {each.status}, body {shorten(each.body)}" for each in (usual, response)]
        if world.name not in LOSSES and (response.status, response.body) != (usual.status, usual.body):
            raise Failure(
                f"The app answers otherwise in the world {world.name!r}.",
                sent=response.conversation.request,
                expected=f"{answers[0]}, as usual",
                got=answers[1],
                why=f"A server may do so, and {world.unusual}.",
                rule=world.rule_for("http"),
            )
    return usual


async def _request(client: Client, method: str, url: str, options: dict[str, Any]) -> Response:
    """A request that works in the usual world: what goes wrong now is due to this one."""
    exchange = client.start(method, url, **options)
    try:
        await exchange.ended()
    except ProtocolError:
        raise
    except Failure as failure:
        failure.rule = failure.rule or client.world.rule_for("http")
        raise
    except Exception as error:
        rule = exchange.checker.rule_of(error)
        raise Failure(
            f"The app raised an exception in the world {client.world.name!r}.",
            kind="exception",
            sent=exchange.conversation.request,
            expected="the usual answer",
            got=words_of(error),
            why=f"A server may do so, and {client.world.unusual}.",
            rule=client.world.rule_for("http") if rule == exchange.checker.uncaught() else rule,
            frames=exchange.frames(error),
        ) from error
    return exchange.response
