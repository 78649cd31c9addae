"""No false alarm: apps made with six frameworks break no rule, but for what is written down here with its section."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from asgi_harness import WORLDS, Client, Conversation, Failure, ProtocolError, request_everywhere, run
from asgi_harness.checker import TOLERATED
from asgi_harness.types import ASGIApp
from tests.harness.framework_apps import CHUNKS, FILE, FRAMEWORKS

Use = Callable[[Client], Coroutine[Any, Any, None]]

pytestmark = pytest.mark.filterwarnings("ignore")


async def a_text(client: Client) -> None:
    assert (await client.get("/text")).status == 200


async def a_head(client: Client) -> None:
    response = await client.request("HEAD", "/text")
    assert response.status in (200, 405)
    assert response.body == b""


async def an_upload(client: Client) -> None:
    assert (await client.post("/echo", pieces=[b"one", b"two", b""])).body == b"onetwo"


async def a_stream(client: Client) -> None:
    assert (await client.get("/stream")).body == "".join(CHUNKS).encode()


async def a_compressed_stream(client: Client) -> None:
    assert (await client.get("/stream", headers={"accept-encoding": "gzip"})).status == 200


async def a_file(client: Client) -> None:
    assert (await client.get("/file")).body == FILE.read_bytes()


async def a_file_where_the_server_can_send_paths(client: Client) -> None:
    response = await client.get("/file", scope={"extensions": {"http.response.pathsend": {}}})
    assert response.body == FILE.read_bytes()


async def a_part_of_a_file(client: Client) -> None:
    response = await client.get("/file", headers={"range": "bytes=0-9"})
    assert response.body == FILE.read_bytes()[: 10 if response.status == 206 else None]


async def an_error(client: Client) -> None:
    assert (await client.get("/error", app_may_raise=True)).status == 500


async def an_unknown_path(client: Client) -> None:
    assert (await client.get("/nothing")).status == 404


async def an_unknown_method(client: Client) -> None:
    assert (await client.request("PURGE", "/text")).status in (200, 400, 405)


async def an_empty_answer(client: Client) -> None:
    assert (await client.get("/empty")).status == 204


async def cookies(client: Client) -> None:
    assert len((await client.get("/cookies")).header("set-cookie")) == 2


async def a_client_that_leaves_its_upload(client: Client) -> None:
    await client.post("/echo", pieces=[b"one", b"two"], leaves_after=1, app_may_raise=True)


async def a_client_that_leaves_a_stream(client: Client) -> None:
    await client.get("/stream", leaves_at=0.015, app_may_raise=True)


async def a_websocket(client: Client) -> None:
    async with client.websocket("/ws") as session:
        await session.expect_accept()
        for text in ("hi", ""):
            await session.send_text(text)
            await session.expect(text)


async def an_unknown_websocket(client: Client) -> None:
    async with client.websocket("/nothing") as session:
        await session.expect_refusal()


async def an_unknown_websocket_where_a_response_can_deny(client: Client) -> None:
    async with client.websocket("/nothing", scope={"extensions": {"websocket.http.response": {}}}) as session:
        await session.expect_refusal()


async def a_lifespan(client: Client) -> None:
    async with client.lifespan() as server:
        assert (await server.get("/text")).status == 200


async def an_unknown_scope(client: Client) -> None:
    await client.expect_refusal("mqtt")


USES: list[Use] = [
    a_text,
    a_head,
    an_upload,
    a_stream,
    a_compressed_stream,
    a_file,
    a_file_where_the_server_can_send_paths,
    a_part_of_a_file,
    an_error,
    an_unknown_path,
    an_unknown_method,
    an_empty_answer,
    cookies,
    a_client_that_leaves_its_upload,
    a_client_that_leaves_a_stream,
    a_websocket,
    an_unknown_websocket,
    an_unknown_websocket_where_a_response_can_deny,
    a_lifespan,
    an_unknown_scope,
]
WEBSOCKET = {a_websocket, an_unknown_websocket, an_unknown_websocket_where_a_response_can_deny}
UNSUPPORTED: dict[str, set[Use]] = {
    "django": {*WEBSOCKET, a_lifespan}
}  # its ASGI handler is for HTTP only, and raises as the spec asks

# On a loop of real time a chunk may be on its way at the moment at which the client leaves; a busy machine decides.
ON_ITS_WAY: dict[Use, set[str]] = {a_client_that_leaves_a_stream: {"HTTP-032"}}

# What remains, each with the section of the spec that says so.
UNKNOWN_PATH = "refuses an unknown path before it has received websocket.connect: www, Connect - receive event"
LEFT = "answers a client that has left with an error: www, Disconnected Client - send exception"
REMAINING: dict[tuple[str, Use], dict[str, str]] = {
    ("starlette", an_unknown_websocket): {"WS-002": UNKNOWN_PATH},
    ("starlette", an_unknown_websocket_where_a_response_can_deny): {"WS-002": UNKNOWN_PATH},
    ("fastapi", an_unknown_websocket): {"WS-002": UNKNOWN_PATH},
    ("fastapi", an_unknown_websocket_where_a_response_can_deny): {"WS-002": UNKNOWN_PATH},
    ("litestar", an_unknown_websocket): {"WS-002": UNKNOWN_PATH},
    ("litestar", an_unknown_websocket_where_a_response_can_deny): {"WS-002": UNKNOWN_PATH},
    ("litestar", an_unknown_scope): {"EVT-003": "sends websocket.close into any scope: main, Protocol Specifications"},
    ("quart", an_empty_answer): {"HTTP-023": "sends content-length: 0 with 204: RFC 9110, section 8.6"},
    ("starlette", a_client_that_leaves_its_upload): {"HTTP-032": LEFT},
    ("fastapi", a_client_that_leaves_its_upload): {"HTTP-032": LEFT},
    ("litestar", a_client_that_leaves_its_upload): {"HTTP-032": LEFT},
    ("falcon", a_client_that_leaves_its_upload): {
        "HTTP-031": "gives the handler a part of the body as if it were whole: www, Disconnect - receive event"
    },
}
EVERYWHERE: dict[str, dict[str, str]] = {
    "django": {"HTTP-013": "writes Content-Type, with capitals: www, Response Start - send event"}
}
REMAINING_IN_WORLDS: dict[tuple[str, str], dict[str, str]] = {
    ("quart", "minimal scope"): {"SCO-002": "asks for scheme, which is optional: www, HTTP Connection Scope"},
    ("falcon", "mounted"): {"SCO-010": "does not take root_path off path: www, WSGI Compatibility"},
}


@pytest.fixture(scope="module", autouse=True)
def _silence() -> None:
    logging.disable(logging.CRITICAL)


@pytest.fixture(scope="module", params=FRAMEWORKS)
def framework(request: pytest.FixtureRequest) -> tuple[str, ASGIApp]:
    return request.param, FRAMEWORKS[request.param]()


@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_no_false_alarm(framework: tuple[str, ASGIApp], use: Use) -> None:
    name, app = framework
    conversations: list[Conversation] = []
    client = Client(app, conversations=conversations, tolerated=TOLERATED)
    # Not on virtual time, as files are read in threads.
    if use in UNSUPPORTED.get(name, ()):
        with pytest.raises(ValueError, match="only handle ASGI/HTTP"):
            asyncio.run(use(client))
    elif (name, use) == ("litestar", an_unknown_scope):
        with pytest.raises(ProtocolError):
            asyncio.run(use(client))
    else:
        asyncio.run(use(client))
    told = {violation.rule.id for conversation in conversations for violation in conversation.violations}
    free = EVERYWHERE.get(name, {}).keys() | ON_ITS_WAY.get(use, set())
    assert told - free == REMAINING.get((name, use), {}).keys() - free


# Django asks for a thread in whatever it does.
@pytest.mark.parametrize("name", [name for name in FRAMEWORKS if name != "django"])
@pytest.mark.parametrize("world", WORLDS)
def test_the_same_answer_in_every_world(name: str, world: str) -> None:
    app = FRAMEWORKS[name]()
    known = REMAINING_IN_WORLDS.get((name, world), {})
    for method, path, body in (("GET", "/text", b""), ("POST", "/echo", "größer".encode())):
        request = request_everywhere(app, method, path, worlds=[WORLDS[world]], body=body)
        if known:
            with pytest.raises(Failure) as caught:
                run(request)
            assert caught.value.rule in known
        else:
            run(request)
