"""Every rule's examples are run: the wrong app is told that rule and no other, the right one is told nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from asgi_harness import LOSSES, RULES, WORLDS, Client, Conversation, Failure, ProtocolError, Rule
from asgi_harness.everywhere import request_everywhere
from asgi_harness.rules import whole
from asgi_harness.schema import EXTENSION_TYPES
from asgi_harness.types import ASGIApp
from asgi_harness.worlds import USUAL, World
from tests.harness.apps import load
from tests.harness.virtual_time import on_virtual_time

Use = Callable[[ASGIApp, list[Conversation]], Awaitable[None]]

REQUEST: dict[str, Any] = {
    "headers": [(b"accept", b"application/json"), (b"cookie", b"seen=1; theme=dark")],
    "body": '{"name": "café"}'.encode(),
}
EVERY_EXTENSION: dict[str, Any] = {
    "extensions": {message_type.extension: {} for message_type in EXTENSION_TYPES.values()}
}

# What an app that breaks the first rule cannot help breaking besides.
COMPANIONS = {"APP-010": {"APP-009"}}


def request(method: str = "GET", url: str = "/", **options: Any) -> Use:
    async def use(app: ASGIApp, conversations: list[Conversation]) -> None:
        await Client(app, conversations=conversations).request(method, url, **options)
        await asyncio.sleep(1)

    return use


def echo(url: str, text: str, rule: str) -> Use:
    async def use(app: ASGIApp, conversations: list[Conversation]) -> None:
        response = await Client(app, conversations=conversations).get(url)
        if response.body != text.encode():
            raise response.failure("The app answers otherwise.", text, repr(response.body), rule=rule)

    return use


def websocket(*messages: str | bytes, world: World = USUAL, **options: Any) -> Use:
    async def use(app: ASGIApp, conversations: list[Conversation]) -> None:
        async with Client(app, conversations=conversations, world=world).websocket("/", **options) as session:
            for message in messages:
                await (session.send_text(message) if isinstance(message, str) else session.send_bytes(message))
            await asyncio.sleep(1)

    return use


async def lifespan(app: ASGIApp, conversations: list[Conversation]) -> None:
    server = Client(app, conversations=conversations).lifespan()
    await server.start()
    await asyncio.sleep(1)
    if server.failed is None:
        await server.stop()


async def lifespan_with_a_request(app: ASGIApp, conversations: list[Conversation]) -> None:
    async with Client(app, conversations=conversations).lifespan() as server:
        response = await server.get("/")
    if response.body != b"hi":
        raise response.failure("The inner app was not started.", "hi", repr(response.body), rule="LIFE-012")


async def refusal(app: ASGIApp, conversations: list[Conversation]) -> None:
    await Client(app, conversations=conversations).expect_refusal("mqtt")


async def shutdown(app: ASGIApp, conversations: list[Conversation]) -> None:
    exchange = Client(app, conversations=conversations).start("GET", "/")
    await asyncio.sleep(1)
    await exchange.shut_down()


async def look_at_the_scope(app: ASGIApp, conversations: list[Conversation]) -> None:
    response = await Client(app, conversations=conversations).get("/")
    before, after = response.conversation.events[0].message, response.conversation.scope
    if before != after:
        raise response.failure("The scope has changed.", f"{before}", f"{after}", rule="SCO-015")


USES: dict[str, Use] = {
    "a lifespan": lifespan,
    "a lifespan with a request": lifespan_with_a_request,
    "a server that runs a while": lifespan,
    "a server that shuts down": shutdown,
    "a scope of another type": refusal,
    "a look at the scope afterwards": look_at_the_scope,
    "a client that stays a while": request(),
    "a body that is no JSON": request("POST", body=b"{"),
    "a client that leaves in the middle of its body": request("POST", pieces=[b"one", b"two"], leaves_after=1),
    "a method that nobody knows": request("PURGE"),
    "a path with an escaped percent sign": echo("/%2541", "/%41", "SCO-008"),
    "a query": echo("/?q=ada", "ada", "SCO-009"),
    "a WebSocket": websocket(scope=EVERY_EXTENSION),
    "a client that sends a text and leaves": websocket("hi"),
    "a client that offers chat": websocket(subprotocols=["chat"]),
    "a binary message": websocket(b"hi"),
    "a server without extensions": request(),
    "a server that knows little of TLS": request(
        scope={"extensions": {"tls": {"server_cert": None, "tls_version": None, "cipher_suite": None}}}
    ),
}
BY_FAMILY: dict[str, Use] = {
    "APP": request(),
    "EVT": request(),
    "HTTP": request(),
    "WS": websocket("hi"),
    "LIFE": lifespan,
    "EXT": request(scope=EVERY_EXTENSION),
}


def use_of(rule: Rule) -> Use:
    family = rule.id.partition("-")[0]
    if rule.under in WORLDS | LOSSES:
        world = (WORLDS | LOSSES)[rule.under]
        return in_world(world, websocket(world=world)) if "websocket." in rule.right else in_world(world, None)
    return USES[rule.under] if rule.under else BY_FAMILY[family]


def in_world(world: World, session: Use | None) -> Use:
    async def use(app: ASGIApp, conversations: list[Conversation]) -> None:
        if session is not None:
            await session(app, conversations)
        elif world.name in LOSSES:
            await Client(app, world=world, conversations=conversations).request("POST", "/", **REQUEST)
        else:
            await request_everywhere(app, "POST", "/", worlds=[world], conversations=conversations, **REQUEST)

    return use


async def told(app: ASGIApp, rule: Rule) -> set[str]:
    """The ids of all rules that the app is told to break."""
    conversations: list[Conversation] = []
    found = set()
    try:
        await use_of(rule)(app, conversations)
    except ProtocolError as error:
        found.add(error.violation.rule.id)
    except Failure as failure:
        found.add(failure.rule)
    except Exception:
        found.update(event.rule for conversation in conversations for event in conversation.events[-1:])
        if rule.under in WORLDS and found & {"APP-011", "WS-028"}:
            found = {WORLDS[rule.under].websocket_rule}
    return found | {violation.rule.id for conversation in conversations for violation in conversation.violations}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@on_virtual_time
async def test_the_wrong_example_is_told_this_rule_and_no_other(rule: Rule) -> None:
    assert await told(load(whole(rule.wrong)), rule) - COMPANIONS.get(rule.id, set()) == {rule.id}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@on_virtual_time
async def test_the_right_example_is_told_nothing(rule: Rule) -> None:
    assert await told(load(whole(rule.right)), rule) == set()


def test_every_rule_is_complete_and_says_it_in_sentences() -> None:
    for rule in RULES.values():
        assert re.fullmatch(r"(APP|SCO|EVT|HTTP|WS|LIFE|EXT)-\d{3}", rule.id)
        for text in (rule.summary, rule.consequence, rule.hint):
            assert text.endswith("."), rule.id
        assert rule.spec.startswith("https://")
        assert rule.wrong != rule.right


# The headings of the spec's pages as Sphinx names them (asgiref 3.12.1).
ANCHORS = {
    "specs/main.html": "overview specification-details connection-scope events applications legacy-applications "
    "protocol-specifications middleware error-handling extensions strings-and-unicode",
    "specs/www.html": "http http-connection-scope request-receive-event response-start-send-event "
    "response-body-send-event disconnected-client-send-exception disconnect-receive-event websocket "
    "websocket-connection-scope connect-receive-event accept-send-event receive-receive-event send-send-event "
    "disconnect-receive-event-ws close-send-event wsgi-compatibility wsgi-encoding-differences",
    "specs/lifespan.html": "scope lifespan-state startup-receive-event startup-complete-send-event "
    "startup-failed-send-event shutdown-receive-event shutdown-complete-send-event shutdown-failed-send-event",
    "specs/tls.html": "tls-connection-scope events",
    "extensions.html": "websocket-denial-response http-2-server-push zero-copy-send path-send early-hints "
    "http-trailers debug",
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_link_to_the_spec_leads_to_a_heading(rule: Rule) -> None:
    page, _, anchor = rule.spec.partition("#")
    if page.startswith("https://www.rfc-editor.org/rfc/rfc"):
        assert re.fullmatch(r"section-\d+(\.\d+)*", anchor)
    else:
        assert anchor in ANCHORS[page.removeprefix("https://asgi.readthedocs.io/en/latest/")].split()


def test_the_rule_book_knows_every_id_that_the_messages_name() -> None:
    for message_type in EXTENSION_TYPES.values():
        for key in message_type.keys:
            assert {key.rule, key.missing} <= {"", *RULES}
