"""The grader of exercise 17: whatever a client says comes back."""

import asyncio
import contextlib

import pytest

NONE_IS_NO_TEXT = "A message may have both keys, and then the unused one is None. An empty text is still a text."
BYTES_TOO = (
    "A message may have both keys, and then the unused one is None. Bytes are answered with bytes, empty ones too."
)
TWICE = "What a client says twice is answered twice."
AS_IT_CAME = "What the client says comes back unchanged, every character and every byte of it."
ONE_BY_ONE = "A message may come while you are still answering another one. Answer both, in their order."
PATIENCE = "Only the client ends this connection; wait for its next message however long that takes."
TEXTS = [
    *("", "None", "Echo: echo", "grüße, 世界", "two\nlines", "websocket.disconnect"),
    *(" a blank at both ends ", "\n", "quit", "exit", "bye", "close", "ping"),
    *("a\r\nb", "\t\0", "<b>&amp;</b>", "{0} {} %s", "e\u0301 🙂", "\ufeffx\u200b", '{"type": "websocket.close"}'),
    "a long story: " + "and then " * 2_000,
]


@pytest.mark.worlds(
    "minimal scope", "unknown addresses", "headers as lists", "keys left out", "keys with None", "slow server"
)
async def test_echoes_a_text(client, random):
    """The text x is answered with the text Echo: x."""
    text = f"message {random.randrange(10**6)}"
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_text(text)
        await session.expect(f"Echo: {text}")
        await session.expect_silence()


@pytest.mark.worlds("keys left out", "keys with None", "slow server")
async def test_echoes_bytes(client, random):
    """Bytes are answered with the same bytes."""
    data = random.randbytes(random.randrange(1, 50))
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_bytes(data)
        await session.expect(data)
        await session.expect_silence()


@pytest.mark.worlds("keys left out", "keys with None")
async def test_echoes_what_is_empty(client):
    """An empty text is answered with Echo: and a space, empty bytes with empty bytes."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_text("")
        await session.expect("Echo: ", why=NONE_IS_NO_TEXT)
        await session.send_bytes(b"")
        await session.expect(b"", why=BYTES_TOO)


@pytest.mark.worlds("keys with None")
async def test_goes_on_echoing(client, random):
    """Message after message is answered, texts and bytes in any order, with any pause between them."""
    texts = [*TEXTS, *(f"{random.random()}" for _ in range(20))]
    messages = [*texts, b"Echo: ", b"\x00\xff", *(random.randbytes(20) for _ in range(8))]
    random.shuffle(messages)
    async with client.websocket(f"/{random.randrange(100)}") as session:
        await session.expect_accept()
        for message in messages:
            if isinstance(message, str):
                await session.send_text(message)
                await session.expect(f"Echo: {message}", why=AS_IT_CAME)
            else:
                await session.send_bytes(message)
                await session.expect(message, why=BYTES_TOO)
            await session.expect_silence(random.choice([0.1, 60]))
        for text in ("again", "again"):
            await session.send_text(text)
            await session.expect(f"Echo: {text}", why=TWICE)
        for data in (b"again", b"again"):
            await session.send_bytes(data)
            await session.expect(data, why=TWICE)


async def test_waits_for_a_client_that_says_nothing(client):
    """A pause may be as long as it likes: the connection stays open, and the next message is answered."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        for text in ("still here", "and still"):
            await session.expect_silence(4_000, why=PATIENCE)
            await session.send_text(text)
            await session.expect(f"Echo: {text}")


async def test_answers_a_great_many(client):
    """There is no last message while the client stays."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        for number in range(1_500):
            await session.send_text(f"{number}")
            await session.expect(f"Echo: {number}")


async def test_echoes_what_is_long(client, random):
    """A message may be as long as the server lets through."""
    text, data = f"{random.random()}" * 20_000, random.randbytes(300_000)
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_text(text)
        await session.expect(f"Echo: {text}", why=AS_IT_CAME)
        await session.send_bytes(data)
        await session.expect(data, why=AS_IT_CAME)


async def test_greets_as_in_the_example(client):
    """The text hello and three bytes come back, and the app returns when the client leaves."""
    async with client.websocket("/echo") as session:
        await session.expect_accept()
        await session.send_text("hello")
        await session.expect("Echo: hello")
        await session.send_bytes(b"\x01\x02\x03")
        await session.expect(b"\x01\x02\x03")


def say(session, message):
    """Send a text or bytes."""
    return session.send_text(message) if isinstance(message, str) else session.send_bytes(message)


@pytest.mark.worlds("slow server")
async def test_answers_in_order(client, random):
    """Messages that come in a burst, texts and bytes, are answered one by one, in their order."""
    texts = [f"{number}: {random.random()}" for number in range(10)]
    messages = [text if random.random() < 0.5 else text.encode() for text in texts]
    async with client.websocket("/") as session:
        await session.expect_accept()
        # All at the same moment, so that the app gets no turn between them.
        await asyncio.gather(*(say(session, message) for message in messages))
        for message in messages:
            await session.expect(f"Echo: {message}" if isinstance(message, str) else message, why=ONE_BY_ONE)
        await session.expect_silence()


@pytest.mark.worlds("slow server")
async def test_keeps_two_clients_apart(client, random):
    """Two clients at once each get their own messages back."""
    first, second = f"a {random.random()}", f"b {random.random()}"
    async with client.websocket("/") as one, client.websocket("/") as other:
        await one.expect_accept()
        await other.expect_accept()
        await asyncio.gather(one.send_text(first), other.send_text(second))
        await one.expect(f"Echo: {first}")
        await other.expect(f"Echo: {second}")
        one.leave()
        await one.ended()
        await other.send_text("still here")
        await other.expect("Echo: still here")


@pytest.mark.worlds("slow server")
async def test_serves_many_clients_at_once(client):
    """Many clients may be connected at the same time, and each is answered."""
    async with contextlib.AsyncExitStack() as stack:
        sessions = [await stack.enter_async_context(client.websocket("/")) for _ in range(12)]
        for session in sessions:
            await session.expect_accept()
        for number, session in enumerate(sessions):
            await asyncio.gather(session.send_text(f"from {number}"), session.send_bytes(b"%d" % number))
        for number, session in enumerate(sessions):
            await session.expect(f"Echo: from {number}")
            await session.expect(b"%d" % number)


@pytest.mark.worlds("keys left out", "slow server", "one disconnect")
@pytest.mark.parametrize("code", [1000, 1001, 1005, 1006, 4000], ids=["1000", "1001", "without a code", "1006", "4000"])
async def test_returns_when_the_client_leaves(client, code):
    """When the client disconnects, the app returns and sends nothing more."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_text("good bye")
        await session.expect("Echo: good bye")
        await session.expect_return(code)


async def test_lets_a_client_leave_in_silence(client):
    """A client may leave without a word."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.expect_return()


@pytest.mark.parametrize("scope_type", ["http", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not a WebSocket makes the app raise an exception."""
    await client.expect_refusal(scope_type)
