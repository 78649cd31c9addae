"""The grader of exercise 24: every HTTP response says how long it took to begin, and nothing else is different."""

import asyncio
import copy
import re

import pytest

from asgi_harness.failure import Failure
from grading.plugin import called

CLOCK = "The clock is asyncio.get_running_loop().time(), read when the call comes and again at http.response.start."
A_COPY = "What the inner app sends still belongs to it. Send a new dict with a new list of headers."
ANY_PAIRS = "All of them stay as they are. headers may be absent, and may be any iterable of two-item iterables."
ONE_START = "Only http.response.start has headers, and it has come and gone when the body comes."
AT_ONCE = "Send every message on as it comes."
HAND_ON = "Only HTTP responses get a header. Call the inner app with the scope, receive and send that you were given."

PLAIN = (b"content-type", b"text/plain")


@pytest.fixture
def around(module, client_of):
    """Makes a client of the learner's middleware around an inner app."""
    return lambda inner: client_of(called(module, "TimingMiddleware", inner))


def hello(text="hello", *, after=0.0):
    """An inner app that greets after so many seconds."""

    async def app(scope, receive, send):
        if scope["type"] != "http":
            raise RuntimeError(f"the inner app knows no scope of type {scope['type']}")
        await asyncio.sleep(after)
        await send({"type": "http.response.start", "status": 200, "headers": [PLAIN]})
        await send({"type": "http.response.body", "body": text.encode()})

    return app


def some_seconds(random):
    return random.randrange(2, 9_999) / 1000


def expect_seconds(response, seconds):
    """Raise a failure unless the header says so many seconds, give or take the last decimal."""
    values = response.header("x-process-time")
    if len(values) == 1 and re.fullmatch(r"[0-9]+\.[0-9]{3}", values[0]) and abs(float(values[0]) - seconds) < 0.0015:
        return
    got = "\n".join(f"x-process-time: {value}" for value in values) or "no x-process-time"
    raise response.failure(
        "The response does not say how long it took to begin.",
        f"x-process-time: {seconds:.3f}",
        got,
        why=CLOCK if len(values) < 2 else A_COPY,
    )


def expect_headers(response, headers, *, why=""):
    """Raise a failure unless these headers, and no others beside the time, are there; their order is free."""
    got = sorted(header for header in response.headers if header[0] != b"x-process-time")
    if got != sorted(headers):
        raise response.failure("The inner app's headers have changed.", str(sorted(headers)), str(got), why=why)


def expect_same(what, before, after, *, why=A_COPY):
    """Raise a failure that shows the difference, of dicts only the keys that differ."""
    if before == after:
        return
    if isinstance(before, dict):
        keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        before, after = ({key: side[key] for key in keys if key in side} for side in (before, after))
    raise Failure(f"Your middleware has changed {what}.", expected=str(before), got=str(after), why=why)


async def test_adds_the_time_of_the_example(around):
    """An inner app that waits 1.5 s before it starts gets the header x-process-time: 1.500."""
    response = await around(hello(after=1.5)).get("/report")
    response.expect(status=200, text="hello")
    expect_seconds(response, 1.5)


@pytest.mark.worlds("minimal scope", "headers as lists", "slow server")
async def test_adds_the_seconds_from_the_call_to_the_start(around, random):
    """The seconds from the call to http.response.start stand in x-process-time, with three decimals."""
    seconds = some_seconds(random)
    text = f"hello {random.randrange(1000)}"
    response = await around(hello(text, after=seconds)).get(f"/{random.randrange(1000)}")
    response.expect(status=200, text=text)
    expect_seconds(response, seconds)
    expect_headers(response, [PLAIN])


async def test_tells_no_time_where_none_passes(around):
    """An inner app that starts at once gets 0.000."""
    response = await around(hello()).get("/")
    expect_seconds(response, 0)


async def test_counts_from_the_call(around, random):
    """The time begins with the call for this request, not when the middleware was made, nor with an earlier request."""
    client = around(hello(after=0.25))
    for _ in range(3):
        await asyncio.sleep(some_seconds(random))
        expect_seconds(await client.get("/"), 0.25)


async def test_keeps_the_time_of_another(around):
    """An inner app may have such a header of its own, as another middleware of this kind has: both stay."""

    async def inner(scope, receive, send):
        await asyncio.sleep(0.5)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-process-time", b"0.250")]})
        await send({"type": "http.response.body", "body": b"hello"})

    response = await around(inner).get("/")
    values = sorted(response.header("x-process-time"))
    if values != ["0.250", "0.500"]:
        raise response.failure(
            "The inner app's own x-process-time is lost, or yours is.",
            "x-process-time: 0.250\nx-process-time: 0.500",
            "\n".join(f"x-process-time: {value}" for value in values) or "no x-process-time",
            why=ANY_PAIRS,
        )


async def test_counts_up_to_the_start(around, random):
    """What the inner app does after http.response.start does not count."""
    before, after = some_seconds(random), some_seconds(random)

    async def inner(scope, receive, send):
        await asyncio.sleep(before)
        await send({"type": "http.response.start", "status": 200, "headers": [PLAIN]})
        await asyncio.sleep(after)
        await send({"type": "http.response.body", "body": b"late"})
        await asyncio.sleep(after)

    response = await around(inner).get("/")
    response.expect(status=200, text="late")
    expect_seconds(response, before)
    if round(response.started_at, 3) != before:
        raise response.failure(
            "The start of the response is held back.",
            f"http.response.start at {before:.3f} s",
            f"at {response.started_at:.3f} s",
            why=AT_ONCE,
        )


async def test_keeps_requests_apart(around, random):
    """Requests that run at the same time each get their own time."""

    async def inner(scope, receive, send):
        await hello(after=float(scope["path"].strip("/")))(scope, receive, send)

    client = around(inner)
    times = random.sample(range(1, 60), 4)
    exchanges = []
    for seconds in times:
        exchanges.append(client.start("GET", f"/{seconds}"))
        await asyncio.sleep(0.5)
    for exchange, seconds in zip(exchanges, times, strict=True):
        await exchange.ended()
        expect_seconds(exchange.response, seconds)


@pytest.mark.parametrize("status", [201, 204, 304, 307, 404, 500])
async def test_adds_it_to_every_status(around, status):
    """Every response gets the header, whatever its status."""

    async def inner(scope, receive, send):
        await asyncio.sleep(0.125)
        await send({"type": "http.response.start", "status": status, "headers": [(b"x-inner", b"yes")]})
        await send({"type": "http.response.body"})

    response = await around(inner).get("/")
    response.expect(status=status, body=b"", headers={"x-inner": "yes"})
    expect_seconds(response, 0.125)


@pytest.mark.parametrize("shape", ["a tuple", "lists", "a generator", "an iterator", "repeated", "none", "absent"])
async def test_keeps_the_inner_headers(around, random, shape):
    """The inner app's headers are all still there, in whatever shape they came."""
    cookies = [(b"set-cookie", f"part{number}={random.randrange(1000)}".encode()) for number in range(2)]
    headers = [PLAIN, (b"content-length", b"5"), (b"x-inner", b"Upper and lower"), *cookies]
    if shape == "repeated":
        headers.append(cookies[0])
    if shape in ("none", "absent"):
        headers.clear()
    shapes = {
        "a tuple": lambda: tuple(headers),
        "lists": lambda: [list(header) for header in headers],
        "a generator": lambda: (header for header in headers),
        "an iterator": lambda: iter(headers),
    }

    async def inner(scope, receive, send):
        await asyncio.sleep(0.25)
        start = {"type": "http.response.start", "status": 200, "headers": shapes.get(shape, headers.copy)()}
        if shape == "absent":
            del start["headers"]
        await send(start)
        await send({"type": "http.response.body", "body": b"hello"})

    response = await around(inner).get("/")
    expect_headers(response, headers, why=ANY_PAIRS)
    expect_seconds(response, 0.25)


async def test_keeps_streaming(around, random):
    """Chunks go on at the moment at which the inner app sends them, and the response ends when it ends it."""
    chunks = [random.randbytes(5) for _ in range(4)]
    pauses = [random.randrange(1, 40) / 8 for _ in range(4)]

    async def inner(scope, receive, send):
        await asyncio.sleep(0.5)
        await send({"type": "http.response.start", "status": 200, "headers": [PLAIN]})
        for chunk, pause in zip(chunks, pauses, strict=True):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await asyncio.sleep(pause)
        await send({"type": "http.response.body"})

    exchange = around(inner).start("GET", "/")
    await exchange.ended()
    response = exchange.response
    response.expect(status=200, body=b"".join(chunks))
    for message in exchange.conversation.sent():
        if message["type"] == "http.response.body" and "headers" in message:
            raise response.failure(
                "A message of the body has headers.", "the body as it came", str(message["headers"]), why=ONE_START
            )
    times = [0.5 + sum(pauses[:number]) for number in range(5)]
    got = [*(round(chunk.time, 3) for chunk in response.chunks), round(response.completed_at, 3)]
    if got != times:
        raise response.failure(
            "The stream does not stream any more.", f"pieces and end at {times} s", f"{got} s", why=AT_ONCE
        )
    expect_seconds(response, 0.5)


@pytest.mark.parametrize("headers", ["some", "none", "absent"])
async def test_does_not_change_the_inner_messages(around, random, headers):
    """What the inner app has sent is the same afterwards: the message, its list of headers, and each pair."""
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [list(PLAIN), [b"x-inner", random.randbytes(4).hex().encode()]],
    }
    if headers == "none":
        start["headers"] = []
    elif headers == "absent":
        del start["headers"]
    body = {"type": "http.response.body", "body": random.randbytes(8)}
    before = copy.deepcopy((start, body))

    async def inner(scope, receive, send):
        await send(start)
        await send(body)

    await around(inner).get("/")
    expect_same("the inner app's http.response.start in place", before[0], start)
    expect_same("the inner app's http.response.body in place", before[1], body)


@pytest.mark.worlds("slow server")
@pytest.mark.parametrize("headers", [[PLAIN], []], ids=["one header", "no headers"])
async def test_lets_an_inner_app_use_its_message_again(around, headers):
    """An inner app may send one and the same start for all its responses, even at the same time."""
    start = {"type": "http.response.start", "status": 200, "headers": headers.copy()}

    async def inner(scope, receive, send):
        await asyncio.sleep(1)
        await send(start)
        await send({"type": "http.response.body", "body": b"hello"})

    client = around(inner)
    exchanges = [client.start("GET", f"/{number}") for number in range(3)]
    for exchange in exchanges:
        await exchange.ended()
        expect_seconds(exchange.response, 1)
        expect_headers(exchange.response, headers)


async def test_does_not_change_the_scope(around, random):
    """The scope is the same afterwards, and the inner app gets all that is in it."""
    seen = {}

    async def inner(scope, receive, send):
        seen.update(scope)
        await hello()(scope, receive, send)

    exchange = around(inner).start("GET", f"/{random.randrange(1000)}?page=1", headers={"x-token": "a"})
    before = copy.deepcopy(exchange.scope)
    await exchange.ended()
    why = "The scope is the server's and every other middleware's. Whoever wants to change it changes a copy."
    expect_same("the scope in place", before, exchange.scope, why=why)
    handed_on = {key: seen[key] for key in before if key in seen}
    expect_same("what the inner app finds in its scope", before, handed_on, why=HAND_ON)


async def test_hands_on_the_body(around, random):
    """The inner app receives the request's body, piece by piece, each when it comes."""
    pieces = [random.randbytes(6) for _ in range(3)]
    received, times = [], []

    async def inner(scope, receive, send):
        more_body = True
        while more_body:
            message = await receive()
            received.append(message.get("body", b""))
            times.append(round(asyncio.get_running_loop().time() - begun, 3))
            more_body = message.get("more_body", False)
        await hello()(scope, receive, send)

    begun = asyncio.get_running_loop().time()
    response = await around(inner).post("/upload", pieces=pieces, pause=1)
    response.expect(status=200, text="hello")
    expect_same("the body that the inner app receives", pieces, received, why=HAND_ON)
    expect_same("the seconds at which the inner app receives the body", [0, 1, 2], times, why=HAND_ON)
    expect_seconds(response, 2)


async def test_hands_on_that_the_client_left(around):
    """The inner app learns that the client has left, and nothing is sent where it sends nothing."""
    received = []

    async def inner(scope, receive, send):
        while not received or received[-1] != "http.disconnect":
            received.append((await receive())["type"])

    response = await around(inner).post("/upload", pieces=[b"first", b"never sent"], pause=60, leaves_at=2.5)
    response.expect_nothing_sent(why=HAND_ON)


async def test_does_not_swallow_an_exception(around):
    """An exception of the inner app comes out, before its response has started and afterwards."""

    async def inner(scope, receive, send):
        if scope["path"] != "/":
            await send({"type": "http.response.start", "status": 200, "headers": [PLAIN]})
        if scope["path"] == "/complete":
            await send({"type": "http.response.body", "body": b"hello"})
        raise LookupError("the inner app is broken")

    for path in ("/", "/started", "/complete"):
        exchange = around(inner).start("GET", path)
        await exchange.ended(app_may_raise=True)
        if exchange.error is None:
            raise exchange.response.failure(
                "An exception of the inner app has vanished.",
                "an exception",
                f"status {exchange.response.status}, then your app returned",
                why="Exceptions are not the business of this middleware: whoever calls it wants to hear of them.",
            )


@pytest.mark.worlds("minimal scope")
async def test_does_not_touch_websockets(around, random):
    """A websocket passes untouched: its scope, its messages, and the headers of its handshake."""
    name = f"room{random.randrange(1000)}"
    seen = {}

    async def inner(scope, receive, send):
        seen.update(scope)
        await receive()
        await send({"type": "websocket.accept", "headers": [(b"x-room", name.encode())]})
        text = (await receive())["text"]
        await send({"type": "websocket.send", "text": text[::-1]})
        await send({"type": "websocket.close", "code": 4001, "reason": name})

    session = around(inner).websocket(f"/{name}")
    before = copy.deepcopy(session.scope)
    async with session:
        await session.expect_accept()
        expect_same("the headers of a websocket.accept", [(b"x-room", name.encode())], session.headers, why=HAND_ON)
        await session.send_text(name)
        await session.expect(name[::-1])
        await session.expect_close(4001, name)
    expect_same("the scope of a websocket", before, session.scope, why=HAND_ON)
    expect_same("the scope of a websocket", before, seen, why=HAND_ON)


async def test_does_not_touch_the_lifespan(around, random):
    """A lifespan passes untouched: the inner app starts, leaves something in the state, and shuts down."""
    word = f"word{random.randrange(1000)}"
    events = []

    async def inner(scope, receive, send):
        if scope["type"] == "http":
            await hello(scope["state"]["word"])(scope, receive, send)
            return
        for event in ("startup", "shutdown"):
            events.append((await receive())["type"])
            scope["state"]["word"] = word
            await send({"type": f"lifespan.{event}.complete"})

    async with around(inner).lifespan() as client:
        expect_same("the lifespan", ["lifespan.startup"], list(events), why=HAND_ON)
        if "word" not in (client.state or {}):
            raise Failure(
                "What the inner app put into the lifespan's state never reached the server.",
                expected=f"{{'word': {word!r}}} in the server's state",
                got=str(client.state),
                why="The state is one dict that server and app share; a deep copy of it is another one.",
            )
        response = await client.get("/")
        response.expect(status=200, text=word)
        expect_seconds(response, 0)
    expect_same("the lifespan", ["lifespan.startup", "lifespan.shutdown"], events, why=HAND_ON)


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_scopes_that_the_inner_app_refuses(around, scope_type):
    """Where the inner app raises for a type of scope, an exception comes out."""
    await around(hello()).expect_refusal(scope_type)
