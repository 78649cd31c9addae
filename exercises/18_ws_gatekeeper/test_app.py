"""The grader of exercise 18: only those who know the token come in."""

import contextlib

import pytest


async def expect_welcome(client, url, code=1005):
    """Raise a failure unless this client is let in, welcomed, and then left alone until it leaves."""
    async with client.websocket(url) as session:
        await session.expect_accept()
        await session.expect("welcome")
        await session.expect_silence(600)
        await session.expect_return(code)


async def expect_refusal(client, url):
    """Raise a failure unless this client is refused."""
    async with client.websocket(url) as session:
        await session.expect_refusal()


@pytest.mark.worlds(
    "minimal scope", "unknown addresses", "headers as lists", "keys left out", "slow server", "one disconnect"
)
async def test_lets_in_who_knows_the_token(client):
    """token=letmein is accepted and welcomed."""
    await expect_welcome(client, "/?token=letmein")


async def test_welcomes_the_client_of_the_example(client):
    """A client with the token is welcomed, and the app waits until it leaves."""
    async with client.websocket("/door?token=letmein") as session:
        await session.expect_accept()
        await session.expect("welcome")


@pytest.mark.parametrize("place", ["first", "in the middle", "last"])
async def test_finds_the_token_among_other_parameters(client, random, place):
    """Any other parameters may stand beside the token, also those without a value."""
    others = [f"page={random.randrange(100)}", "q=token", "empty=", "debug", "q=a=b", "", "y=%zz"]
    others += [f"{name}={random.random()}" for name in "abcdefghijklmno"]
    random.shuffle(others)
    others.insert({"first": 0, "in the middle": len(others) // 2, "last": len(others)}[place], "token=letmein")
    await expect_welcome(client, f"/{random.randrange(100)}?{'&'.join(others)}")


async def test_decodes_the_token(client, random):
    """The token may be percent-encoded."""
    token = "%6C" + "".join(random.choice([letter, f"%{ord(letter):02x}"]) for letter in "etmein")
    await expect_welcome(client, f"/?token={token}")


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "keys left out", "slow server")
async def test_refuses_who_has_no_token(client):
    """Without a query the connection is refused before it is accepted."""
    await expect_refusal(client, "/")


@pytest.mark.parametrize(
    "query",
    [
        "?token=",
        "?token",
        "?letmein",
        "?page=1",
        "?token=wrong",
        "?token=letmein2",
        "?token=letmei",
        "?token=xletmein",
        "?token=LETMEIN",
        "?token=letmein%20",
        "?token=%20letmein",
        "?token=+letmein",
        "?token=%zz",
        "?token=letmein%00",
        "?Token=letmein",
        "?tokens=letmein",
        "?mytoken=letmein",
        "?q=token=letmein",
        "?q=token%3Dletmein",
        "?q=1%26token=letmein",
        "?token=token=letmein",
        "?token=letmei%256E",
    ],
)
async def test_refuses_who_has_the_wrong_token(client, query):
    """A query without the right token is refused before it is accepted."""
    await expect_refusal(client, f"/{query}")


async def test_refuses_any_other_token(client, random):
    """Any other token is refused."""
    for _ in range(5):
        await expect_refusal(client, f"/?token={random.choice('abc')}{random.randrange(10**6)}")
    await expect_welcome(client, "/?token=letmein")


async def test_does_not_look_for_the_token_elsewhere(client):
    """The token counts only in the query, not in the path, in a header or as a subprotocol."""
    for url in ("/token=letmein?page=1", "/letmein", "/door%3Ftoken=letmein"):
        await expect_refusal(client, url)
    headers = {"token": "letmein", "x-token": "letmein", "cookie": "token=letmein", "authorization": "Bearer letmein"}
    async with client.websocket("/", headers=headers, subprotocols=["letmein"]) as session:
        await session.expect_refusal()


async def test_waits_whatever_the_client_says(client, random):
    """The connection stays open until the client leaves, whatever it says meanwhile."""
    async with client.websocket("/?token=letmein") as session:
        await session.expect_accept()
        await session.expect("welcome")
        words = ["", "bye", "quit", "close", "ping", "letmein", "websocket.disconnect", "and then " * 20_000]
        for message in (*words, *(f"{random.random()}" for _ in range(50))):
            await session.send_text(message)
            await session.expect_silence(60)
        await session.send_bytes(random.randbytes(5))
        await session.expect_silence(8_000)
        await session.expect_return(1000)


@pytest.mark.parametrize("code", [1000, 1001, 1006, 4000])
async def test_returns_when_the_client_leaves(client, code):
    """When the client has left, the app returns, however it left."""
    await expect_welcome(client, "/?token=letmein", code)


async def test_lets_many_in_at_once(client):
    """Everybody with the token comes in, however many are there already."""
    async with contextlib.AsyncExitStack() as stack:
        guests = [await stack.enter_async_context(client.websocket("/?token=letmein")) for _ in range(12)]
        for guest in guests:
            await guest.expect_accept()
            await guest.expect("welcome")


@pytest.mark.worlds("slow server")
async def test_decides_for_each_client(client):
    """Each client is judged by its own token, also while others are connected."""
    async with client.websocket("/?token=letmein") as guest:
        await guest.expect_accept()
        await expect_refusal(client, "/?token=guess")
        await expect_welcome(client, "/?token=letmein")
        await guest.expect("welcome")
        await guest.expect_silence()
        await expect_refusal(client, "/")


@pytest.mark.parametrize("scope_type", ["http", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not a WebSocket makes the app raise an exception."""
    await client.expect_refusal(scope_type)
