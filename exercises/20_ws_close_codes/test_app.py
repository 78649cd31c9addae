"""The grader of exercise 20: the server says why it hangs up."""

import pytest

AS_IT_CAME = "Only the text bye, exactly these three letters, says good-bye. Every other text comes back unchanged."
CHARACTERS = "The limit counts characters, not bytes: é is one character, and two bytes in UTF-8."


async def expect_end(session, code, reason=None):
    """Raise a failure unless the app closes in this way, sends nothing afterwards and returns."""
    await session.expect_close(code, reason)
    await session.send_text("Is anybody there?")
    await session.ended()


@pytest.mark.worlds(
    "minimal scope", "unknown addresses", "headers as lists", "keys left out", "keys with None", "slow server"
)
async def test_echoes_a_text(client, random):
    """A text is answered with the same text, and the app returns when the client leaves."""
    text = f"message {random.randrange(10**6)}"
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_text(text)
        await session.expect(text)
        await session.expect_silence(4_000)
        await session.expect_return()


@pytest.mark.parametrize("code", [1000, 1001, 1006, 4000])
async def test_returns_when_the_client_leaves(client, code):
    """When the client leaves by itself, however it does so, the app returns and closes nothing."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_text("good bye")
        await session.expect("good bye")
        await session.expect_return(code)


async def test_goes_on_echoing(client, random):
    """Text after text is echoed as it came, also an empty one and those that only look like bye."""
    texts = ["", "Bye", "BYE", "bye ", " bye", "bye\n", "bye bye", "goodbye", "b", "1000", "1009", "quit"]
    texts += ["bye.", "'bye'", "\uff42\uff59\uff45", "a\r\nb", "\t\0", "\ufeffx\u200b", "e\u0301 <&>"]
    texts += [f"{random.random()}" for _ in range(100)]
    random.shuffle(texts)
    async with client.websocket(f"/{random.randrange(100)}") as session:
        await session.expect_accept()
        for text in texts:
            await session.send_text(text)
            await session.expect(text, why=AS_IT_CAME)
        await session.expect_silence()


@pytest.mark.worlds("minimal scope", "keys left out", "keys with None", "slow server")
async def test_closes_after_bye(client):
    """The text bye closes the connection with 1000 and the reason bye."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_text("bye")
        await expect_end(session, 1000, "bye")


async def test_says_good_bye_as_in_the_example(client):
    """The text hello is echoed, and then bye closes the connection."""
    async with client.websocket("/echo") as session:
        await session.expect_accept()
        await session.send_text("hello")
        await session.expect("hello")
        await session.send_text("bye")
        await session.expect_close(1000, "bye")


@pytest.mark.worlds("keys left out", "keys with None", "slow server")
@pytest.mark.parametrize("data", [b"bye", b"", b"\x00\xff\xfe", b"x" * 200], ids=["bye", "empty", "no UTF-8", "long"])
async def test_closes_after_bytes(client, data):
    """A binary message closes the connection with 1003, whatever is in it."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_bytes(data)
        await expect_end(session, 1003)


async def test_closes_after_any_bytes(client, random):
    """Any binary message closes the connection with 1003, after any number of texts."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        for number in range(random.randrange(1, 5)):
            await session.send_text(f"{number}")
            await session.expect(f"{number}")
        await session.send_bytes(random.randbytes(random.randrange(1, 200)))
        await expect_end(session, 1003)


@pytest.mark.worlds("keys with None", "slow server")
@pytest.mark.parametrize("letter", ["x", " ", "é", "🙂"], ids=["ASCII", "blanks", "two bytes each", "four bytes each"])
async def test_echoes_texts_of_up_to_100_characters(client, letter):
    """A text of 100 characters is echoed."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        for length in (99, 100):
            await session.send_text(letter * length)
            await session.expect(letter * length, why=CHARACTERS)


@pytest.mark.worlds("keys with None", "slow server")
@pytest.mark.parametrize("letter", ["x", " ", "é", "🙂"], ids=["ASCII", "blanks", "two bytes each", "four bytes each"])
async def test_closes_after_a_text_of_101_characters(client, letter):
    """A text of 101 characters closes the connection with 1009."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        await session.send_text(letter * 101)
        await expect_end(session, 1009)


async def test_closes_after_any_longer_text(client, random):
    """Any text of more than 100 characters closes the connection with 1009, also one that begins with bye."""
    for length in (random.randrange(102, 200), random.randrange(1_000, 100_000)):
        async with client.websocket("/") as session:
            await session.expect_accept()
            await session.send_text("before")
            await session.expect("before")
            await session.send_text("bye".ljust(length, random.choice("abc ")))
            await expect_end(session, 1009)


@pytest.mark.worlds("slow server")
@pytest.mark.parametrize("last", ["bye", b"bytes", "x" * 101], ids=["bye", "bytes", "a long text"])
async def test_sends_nothing_after_closing(client, last):
    """What the client says behind the message that closes the connection gets no answer."""
    async with client.websocket("/") as session:
        await session.expect_accept()
        for message in ("one", last, "two", last, "bye", "three"):
            await (session.send_bytes if isinstance(message, bytes) else session.send_text)(message)
        await session.expect("one")
        if last == "bye":
            await expect_end(session, 1000, "bye")
        else:
            await expect_end(session, 1003 if isinstance(last, bytes) else 1009)


@pytest.mark.worlds("slow server")
async def test_closes_one_connection_only(client):
    """A connection that is closed leaves the others open."""
    async with client.websocket("/") as leaver, client.websocket("/") as stayer:
        await leaver.expect_accept()
        await stayer.expect_accept()
        await leaver.send_text("bye")
        await expect_end(leaver, 1000, "bye")
        await stayer.send_text("still here")
        await stayer.expect("still here")
        await stayer.expect_silence()


@pytest.mark.parametrize("scope_type", ["http", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not a WebSocket makes the app raise an exception."""
    await client.expect_refusal(scope_type)
