"""The grader of exercise 03: one app speaks http, websocket and lifespan, and refuses the rest."""

import asyncio

import pytest


async def expect_websocket(client):
    """Open a WebSocket and raise a failure unless it goes as the task says."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.expect("websocket")
        await session.expect_close(1000)


@pytest.mark.worlds("minimal scope", "unknown addresses", "keys left out", "slow server", "twins")
async def test_answers_http(client):
    """An http scope is answered with 200 and the text http."""
    response = await client.get("/")
    response.expect(status=200, text="http")


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server")
async def test_greets_a_websocket_and_closes_it(client):
    """A websocket scope is accepted, gets the text websocket, and is closed with code 1000."""
    await expect_websocket(client)


@pytest.mark.worlds("minimal scope", "slow server")
async def test_lives_through_a_lifespan(client):
    """A lifespan scope is answered with complete at startup and again at shutdown; then the app returns."""
    for _ in range(2):
        async with client.lifespan():
            pass


async def test_needs_no_state_in_a_lifespan(client):
    """A lifespan scope may come without state."""
    async with client.lifespan(state=False):
        pass


async def test_waits_for_the_shutdown(client):
    """The shutdown may come long after the startup."""
    async with client.lifespan():
        await asyncio.sleep(3600)


async def test_serves_during_its_lifespan(client):
    """Between startup and shutdown, HTTP requests and WebSockets are served, several of them."""
    async with client.lifespan() as server:
        for _ in range(2):
            response = await server.get("/")
            response.expect(status=200, text="http")
            await expect_websocket(server)


@pytest.mark.parametrize("scope_type", ["carrier-pigeon", "http3", "webhook"])
async def test_raises_for_other_scope_types(client, scope_type):
    """Any other type of scope makes the app raise an exception."""
    await client.expect_refusal(scope_type)
