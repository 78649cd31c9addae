"""The grader of exercise 18: only those who know the token come in."""

import pytest


async def expect_welcome(client, url):
    """Raise a failure unless this client is let in, welcomed, and then left alone until it leaves."""
    async with client.websocket(url) as session:
        await session.expect_accept()
        await session.expect("welcome")
        await session.expect_silence(600)
        await session.expect_return()


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


@pytest.mark.parametrize("before", [True, False], ids=["before it", "after it"])
async def test_finds_the_token_among_other_parameters(client, random, before):
    """Other parameters may stand beside the token."""
    others = f"page={random.randrange(100)}&q=token&empty="
    query = f"{others}&token=letmein" if before else f"token=letmein&{others}"
    await expect_welcome(client, f"/{random.randrange(100)}?{query}")


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


async def test_does_not_look_for_the_token_elsewhere(client):
    """The token counts only in the query, not in the path or in a header."""
    await expect_refusal(client, "/token=letmein?page=1")
    headers = {"token": "letmein", "cookie": "token=letmein", "authorization": "Bearer letmein"}
    async with client.websocket("/", headers=headers) as session:
        await session.expect_refusal()


async def test_waits_whatever_the_client_says(client, random):
    """The connection stays open until the client leaves, whatever it says meanwhile."""
    async with client.websocket("/?token=letmein") as session:
        await session.expect_accept()
        await session.expect("welcome")
        for message in ("", f"{random.random()}", "bye", "websocket.disconnect"):
            await session.send_text(message)
            await session.expect_silence(5)
        await session.send_bytes(random.randbytes(5))
        await session.expect_silence(3_700)
        await session.expect_return(1000)


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
