"""The grader of exercise 19: both sides speak the same subprotocol, or none."""

import pytest

TELL = 'The key "subprotocol" of websocket.accept tells the client which one has been chosen.'
SERVERS_ORDER = "The server prefers chat.v2, whatever the order in which the client names what it speaks."


async def expect_talk(client, offered, chosen, texts, *, path="/chat", code=1005):
    """Raise a failure unless a client that offers these subprotocols is answered in the chosen one."""
    async with client.websocket(path, subprotocols=offered) as session:
        await session.expect_accept(
            subprotocol=chosen, why=SERVERS_ORDER if {"chat.v1", "chat.v2"} <= {*offered} else TELL
        )
        for text in texts:
            await session.send_text(text)
            await session.expect(f"{chosen}: {text}")
        await session.expect_silence(4_000)
        await session.expect_return(code)


async def expect_refusal(client, offered):
    """Raise a failure unless a client that offers these subprotocols is refused."""
    async with client.websocket("/chat", subprotocols=offered) as session:
        await session.expect_refusal()


@pytest.mark.worlds(
    "minimal scope",
    "unknown addresses",
    "headers as lists",
    "keys left out",
    "keys with None",
    "slow server",
    "one disconnect",
)
@pytest.mark.parametrize("subprotocol", ["chat.v2", "chat.v1"])
async def test_speaks_the_only_one_offered(client, random, subprotocol):
    """The one subprotocol that the client offers is chosen, and stands before each answer."""
    await expect_talk(client, [subprotocol], subprotocol, [f"hello {random.randrange(10**6)}", "again"])


@pytest.mark.parametrize(
    "offered", [["chat.v2", "chat.v1"], ["chat.v1", "chat.v2"]], ids=["v2 named first", "v1 named first"]
)
async def test_prefers_v2(client, random, offered):
    """Of both, chat.v2 is chosen, whatever the client's order."""
    await expect_talk(client, offered, "chat.v2", [f"{random.random()}"], path=f"/{random.randrange(100)}")


async def test_talks_as_in_the_example(client):
    """A client that names chat.v1 before chat.v2 is answered in chat.v2."""
    async with client.websocket("/chat", subprotocols=["chat.v1", "chat.v2"]) as session:
        await session.expect_accept(subprotocol="chat.v2", why=SERVERS_ORDER)
        await session.send_text("hello")
        await session.expect("chat.v2: hello")


async def test_finds_it_among_others(client, random):
    """Subprotocols that the server does not know are passed over."""
    for chosen in ("chat.v1", "chat.v2"):
        others = ["soap", "chat.v3", f"wamp.{random.randrange(10)}", f"{random.random()}"]
        offered = [chosen, *others]
        random.shuffle(offered)
        await expect_talk(client, offered, chosen, ["hello"])
    await expect_talk(client, ["soap", "chat.v1", "mqtt", "chat.v2", "chat.v3"], "chat.v2", ["hello"])
    await expect_talk(client, ["chat.v1", "soap", "chat.v1"], "chat.v1", ["hello"])
    await expect_talk(client, [*(f"wamp.{number}" for number in range(50)), "chat.v1"], "chat.v1", ["hello"])


async def test_answers_every_text(client, random):
    """Every text is answered, an empty one too, until the client leaves."""
    texts = ["", "chat.v1", "chat.v2: x", "grüße", " a blank at both ends ", "two\r\nlines\n", "and then " * 2_000]
    texts += [f"{random.random()}" for _ in range(100)]
    await expect_talk(client, ["chat.v1"], "chat.v1", texts)
    await expect_talk(client, ["chat.v2"], "chat.v2", texts)


@pytest.mark.worlds("minimal scope", "unknown addresses", "keys left out", "slow server")
async def test_refuses_who_offers_nothing(client):
    """A client that offers no subprotocol is refused, whether the key is there or not."""
    await expect_refusal(client, [])


@pytest.mark.parametrize(
    "offered",
    [
        ["soap"],
        ["chat"],
        ["chat.v3"],
        ["chat.v22"],
        ["xchat.v2"],
        ["chat.v1.1", "chat.v2-beta"],
        ["v1", "v2"],
        ["CHAT.V2", "Chat.v1"],
        ["chat-v2", "chatxv1"],
        ["chat.v2.", ".chat.v1"],
    ],
    ids=", ".join,
)
async def test_refuses_what_it_does_not_speak(client, offered):
    """Without a common subprotocol the connection is refused before it is accepted."""
    await expect_refusal(client, offered)


async def test_refuses_any_other_subprotocol(client, random):
    """Any other subprotocol is refused, which changes nothing for those who come later."""
    for chosen in ("chat.v1", "chat.v2"):
        for _ in range(3):
            await expect_refusal(client, [f"{random.choice('abc')}{random.randrange(10**6)}"])
        await expect_talk(client, [chosen], chosen, ["hello"])


@pytest.mark.parametrize("code", [1000, 1001, 1006, 4000])
async def test_returns_when_the_client_leaves(client, code):
    """When the client has left, the app returns, however it left."""
    await expect_talk(client, ["chat.v1"], "chat.v1", ["good bye"], code=code)


@pytest.mark.worlds("slow server")
async def test_keeps_two_clients_apart(client):
    """Two clients at once each have the subprotocol of their own."""
    async with (
        client.websocket("/", subprotocols=["chat.v1"]) as old,
        client.websocket("/", subprotocols=["chat.v1", "chat.v2"]) as new,
    ):
        await old.expect_accept(subprotocol="chat.v1")
        await new.expect_accept(subprotocol="chat.v2", why=SERVERS_ORDER)
        await old.send_text("from the old one")
        await new.send_text("from the new one")
        await old.expect("chat.v1: from the old one")
        await new.expect("chat.v2: from the new one")


@pytest.mark.parametrize("scope_type", ["http", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not a WebSocket makes the app raise an exception."""
    await client.expect_refusal(scope_type)
