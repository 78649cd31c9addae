"""The grader of exercise 25: an exception becomes an answer as long as there is none yet."""

import asyncio

import pytest

from asgi_harness.failure import Failure
from grading.plugin import called

ERROR = {"error": "internal server error"}
TOO_LATE = "The status is on its way to the client; a second start is impossible. All that is left is to raise it on."
NOT_YOURS = "CancelledError says that somebody wants this task to end. It is no Exception, but a BaseException."
HAND_ON = "Only HTTP requests are answered here. Everything else is the inner app's and the server's matter."
OWN_RECEIVE = "Give the inner app your own receive, and read nothing before it does."
AT_ONCE = "Send every message on as it comes."

PLAIN = (b"content-type", b"text/plain")
START = {"type": "http.response.start", "status": 200, "headers": [PLAIN]}


class Broken(Exception):
    """What the inner apps here raise; no middleware can know it."""


@pytest.fixture
def around(module, client_of):
    """Makes a client of the learner's middleware around an inner app."""
    return lambda inner: client_of(called(module, "ErrorBoundary", inner))


def raising(error, *, after=0.0):
    """An inner app that raises, after so many seconds, before it sends anything."""

    async def app(scope, receive, send):
        await asyncio.sleep(after)
        raise error

    return app


def told(error):
    return "no exception" if error is None else f"{type(error).__name__}: {error}".rstrip(": ")


def expect_error_response(response, error):
    """Raise a failure unless the request got the 500 of the task; then the exception may end or be raised on."""
    response.expect(status=500, data=ERROR)
    if response.completed_at is None:
        raise response.failure("The answer has no end.", "a complete response", "more_body True in the last piece")
    for name, value in response.headers:
        if type(error).__name__.encode() in value or (str(error) and str(error).encode() in value):
            raise response.failure(
                "A header tells of the exception.", "not a word about it", f"{name.decode()}: {value.decode('latin-1')}"
            )
    if response.error not in (None, error):
        raise response.failure(
            "Something else was raised after the answer.", f"nothing, or {told(error)}", told(response.error)
        )


def expect_raised(response, error, *, why):
    """Raise a failure unless the inner app's exception came out, and no answer of the middleware's own."""
    if response.status == 500:
        raise response.failure(f"{told(error)} was answered.", f"{told(error)} raised on", "status 500", why=why)
    if response.error is not error:
        raise response.failure(
            f"{told(error)} was not raised on.", f"that very {told(error)}", told(response.error), why=why
        )


async def ended(exchange):
    """Wait for the app's end; what came out, and which rules were broken, is judged later."""
    await exchange.wait_for(exchange.task)
    exchange.response.error = exchange.error
    return exchange.response


async def test_answers_the_example(around):
    """An inner app that raises ValueError before it sends anything is answered for with 500."""
    error = ValueError("the password is hunter2")
    response = await around(raising(error)).request("GET", "/report", app_may_raise=True)
    expect_error_response(response, error)


@pytest.mark.worlds("minimal scope", "headers as lists", "slow server")
async def test_answers_an_exception_before_the_start(around, random):
    """An exception before http.response.start becomes 500 and the JSON of the task, whenever it comes."""
    error = Broken(f"secret {random.randrange(10**6)}")
    inner = raising(error, after=random.randrange(100) / 4)
    response = await around(inner).request("GET", f"/{random.randrange(1000)}", app_may_raise=True)
    expect_error_response(response, error)


@pytest.mark.parametrize(
    "kind",
    [
        *(KeyError, OSError, FileNotFoundError, ConnectionResetError, BrokenPipeError, TimeoutError),
        *(AssertionError, NotImplementedError, RecursionError),
    ],
)
async def test_answers_every_kind_of_exception(around, kind):
    """Every kind of exception is answered for, those of the operating system included."""
    error = kind("not for the client")
    response = await around(raising(error)).request("GET", "/", app_may_raise=True)
    expect_error_response(response, error)


async def test_answers_a_timeout_of_the_inner_app(around):
    """An inner app whose own asyncio.timeout() runs out is answered for like any other."""
    errors = []

    async def inner(scope, receive, send):
        try:
            async with asyncio.timeout(2):
                await asyncio.sleep(60)
        except TimeoutError as error:
            errors.append(error)
            raise

    response = await around(inner).request("GET", "/", app_may_raise=True)
    expect_error_response(response, errors[0])


async def test_answers_an_exception_group(around):
    """What a task group of the inner app raises is an exception too."""
    errors = []

    async def inner(scope, receive, send):
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(raising(Broken("one"), after=1)(scope, receive, send))
                group.create_task(raising(Broken("two"), after=1)(scope, receive, send))
        except Exception as error:
            errors.append(error)
            raise

    response = await around(inner).request("GET", "/", app_may_raise=True)
    expect_error_response(response, errors[0])


async def test_answers_after_the_body_was_read(around, random):
    """An inner app that reads the body and then fails is answered for."""
    body = [random.randbytes(5) for _ in range(3)]
    error = Broken()
    received = []

    async def inner(scope, receive, send):
        for _ in body:
            received.append((await receive()).get("body", b""))
        raise error

    response = await around(inner).request("POST", "/", pieces=body, app_may_raise=True)
    expect_error_response(response, error)
    if received != body:
        raise response.failure("The inner app received another body.", str(body), str(received), why=HAND_ON)


@pytest.mark.worlds("slow server")
@pytest.mark.parametrize("after", ["the start", "a piece", "the whole response"])
async def test_raises_on_after_the_start(around, random, after):
    """After http.response.start the exception is raised on, and nothing is sent beside what the inner app sent."""
    error = Broken(f"number {random.randrange(1000)}")
    piece = random.randbytes(8)

    async def inner(scope, receive, send):
        await send(START)
        if after != "the start":
            await send({"type": "http.response.body", "body": piece, "more_body": after == "a piece"})
        await asyncio.sleep(1)
        raise error

    exchange = around(inner).start("GET", "/")
    response = await ended(exchange)
    sent = [message["type"] for message in response.conversation.sent()]
    if sent.count("http.response.start") > 1 or len(sent) > 2:
        raise response.failure(
            "Your middleware has answered a second time.", "nothing beside the inner app's messages", ", ".join(sent),
            why=TOO_LATE,
        )  # fmt: skip
    expect_raised(response, error, why=TOO_LATE)
    if after != "the start":
        response.expect(status=200, body=piece, why=AT_ONCE)
    await exchange.ended(app_may_raise=True)


@pytest.mark.parametrize("started", [False, True], ids=["before the start", "after the start"])
async def test_lets_a_cancellation_pass(around, started):
    """A request whose task is cancelled ends with asyncio.CancelledError, and nothing is answered."""
    cleaned_up = []

    async def inner(scope, receive, send):
        if started:
            await send(START)
        try:
            await asyncio.sleep(60)
        finally:
            cleaned_up.append(True)

    exchange = around(inner).start("GET", "/")
    await asyncio.sleep(1)
    exchange.task.cancel()
    response = await ended(exchange)
    expect_cancelled(response, started)
    if not cleaned_up:
        raise response.failure(
            "The cancellation did not reach the inner app.", "asyncio.CancelledError in the inner app", "it still waits"
        )
    await exchange.ended(app_may_raise=True)


async def test_lets_a_cancellation_raised_inside_pass(around):
    """asyncio.CancelledError passes too where the inner app itself raises it."""
    exchange = around(raising(asyncio.CancelledError(), after=1)).start("GET", "/")
    response = await ended(exchange)
    expect_cancelled(response, started=False)
    await exchange.ended(app_may_raise=True)


def expect_cancelled(response, started):
    sent = [message["type"] for message in response.conversation.sent()]
    if len(sent) > started:
        raise response.failure(
            "A cancelled request was answered.", "asyncio.CancelledError", ", ".join(sent[started:]), why=NOT_YOURS
        )
    if not isinstance(response.error, asyncio.CancelledError):
        raise response.failure(
            "A cancellation did not pass.", "asyncio.CancelledError", told(response.error), why=NOT_YOURS
        )


@pytest.mark.worlds("minimal scope", "slow server")
async def test_hands_on_what_went_well(around, random):
    """A response of an inner app that raises nothing comes as it was sent, with whatever status, however late."""
    status = random.choice([200, 201, 404, 500])
    text = f"fine {random.randrange(1000)}"

    async def inner(scope, receive, send):
        await asyncio.sleep(100)
        headers = ((name, b"1") for name in (b"set-cookie", b"set-cookie", b"x-inner"))
        await send({"type": "http.response.start", "status": status, "headers": (PLAIN, *headers)})
        await send({"type": "http.response.body", "body": text.encode()})

    response = await around(inner).get("/")
    response.expect(status=status, text=text, headers={"x-inner": "1"})
    if response.header("set-cookie") != ["1", "1"]:
        raise response.failure("A header is lost.", "two set-cookie", f"{response.header('set-cookie')}")


async def test_keeps_streaming(around, random):
    """The start and each chunk go on at the moment at which the inner app sends them."""
    chunks = [random.randbytes(5) for _ in range(3)]

    async def inner(scope, receive, send):
        await send(START)
        for chunk in chunks:
            await asyncio.sleep(1)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await asyncio.sleep(1)
        await send({"type": "http.response.body"})

    response = await around(inner).get("/")
    response.expect(status=200, body=b"".join(chunks))
    times = [response.started_at, *(chunk.time for chunk in response.chunks), response.completed_at]
    if [round(time, 3) for time in times] != [0, 1, 2, 3, 4]:
        raise response.failure(
            "The stream does not stream any more.",
            "start, pieces and end at [0, 1, 2, 3, 4] s",
            f"{[round(time, 3) for time in times]} s",
            why=AT_ONCE,
        )


async def test_hands_on_the_body_as_it_comes(around, random):
    """The inner app receives each piece of the request when it comes, and may answer it at once."""
    pieces = [random.randbytes(6) for _ in range(3)]

    async def echo(scope, receive, send):
        await send(START)
        more_body = True
        while more_body:
            message = await receive()
            more_body = message.get("more_body", False)
            await send({"type": "http.response.body", "body": message.get("body", b""), "more_body": more_body})

    response = await around(echo).post("/echo", pieces=pieces, pause=1)
    response.expect(status=200, body=b"".join(pieces))
    times = [round(chunk.time, 3) for chunk in response.chunks]
    if times != [0, 1, 2]:
        raise response.failure(
            "The inner app gets the body later than it comes.",
            "answers at [0, 1, 2] s",
            f"at {times} s",
            why=OWN_RECEIVE,
        )


async def test_hands_on_that_the_client_left(around):
    """An inner app that learns that the client has left, and returns, is not answered for."""

    async def inner(scope, receive, send):
        while (await receive())["type"] != "http.disconnect":
            pass

    response = await around(inner).post("/upload", pieces=[b"first", b"never sent"], pause=60, leaves_at=2.5)
    response.expect_nothing_sent(why="Nothing was raised, so there is nothing to answer for.")


async def test_answers_again_and_again(around):
    """Each request is judged for itself: one that went well before, or failed before, changes nothing."""
    error = Broken()

    async def inner(scope, receive, send):
        if scope["path"] == "/broken":
            raise error
        await send(START)
        await send({"type": "http.response.body", "body": b"fine"})

    client = around(inner)
    for path in ("/fine", "/broken", "/broken", "/fine", "/broken"):
        response = await client.request("GET", path, app_may_raise=True)
        if path == "/fine":
            response.expect(status=200, text="fine")
        else:
            expect_error_response(response, error)


async def test_keeps_requests_apart(around):
    """Of two requests at the same time, one that has started and one that has not, each gets its own."""
    early, late = Broken("before the start"), Broken("after the start")

    async def inner(scope, receive, send):
        if scope["path"] == "/early":
            await asyncio.sleep(2)
            raise early
        await send(START)
        await asyncio.sleep(4)
        raise late

    client = around(inner)
    first = client.start("GET", "/early")
    await asyncio.sleep(1)
    second, third = client.start("GET", "/late"), client.start("GET", "/early")
    for exchange in (first, third):
        await exchange.ended(app_may_raise=True)
        expect_error_response(exchange.response, early)
        if round(exchange.response.started_at, 3) != 2:
            raise exchange.response.failure(
                "A request had to wait for another one.", "a start at 2 s", f"{exchange.response.started_at:.3f} s"
            )
    expect_raised(await ended(second), late, why=TOO_LATE)


async def test_does_not_touch_websockets(around, random):
    """A websocket passes untouched."""
    word = f"word{random.randrange(1000)}"

    async def inner(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept", "headers": [(b"x-room", scope["path"].encode())]})
        text = (await receive())["text"]
        await send({"type": "websocket.send", "text": text[::-1]})
        await send({"type": "websocket.close", "code": 4001})

    async with around(inner).websocket(f"/{word}") as session:
        await session.expect_accept()
        await session.send_text(word)
        await session.expect(word[::-1])
        await session.expect_close(4001)
    if session.headers != [(b"x-room", f"/{word}".encode())]:
        raise Failure("A websocket was touched.", expected=f"x-room: /{word}", got=str(session.headers), why=HAND_ON)


@pytest.mark.parametrize("accepts", [False, True], ids=["before accepting", "after accepting"])
async def test_lets_the_exceptions_of_websockets_pass(around, accepts):
    """An exception in a websocket is raised on, and nothing is sent."""
    error = Broken()

    async def inner(scope, receive, send):
        await receive()
        if accepts:
            await send({"type": "websocket.accept"})
        raise error

    session = around(inner).websocket("/chat")
    session.begin()
    await session.wait_for(session.task)
    sent = [str(message.get("type")) for message in session.conversation.sent()]
    if len(sent) > accepts or session.error is not error:
        raise Failure(
            "An exception in a websocket did not simply pass.",
            sent="websocket /chat",
            expected=told(error),
            got=", ".join([*sent[accepts:], told(session.error)]),
            why=HAND_ON,
        )
    await session.ended(app_may_raise=True)


async def test_does_not_touch_the_lifespan(around, random):
    """A lifespan passes untouched: the inner app starts, leaves something in the state, and shuts down."""
    word = f"word{random.randrange(1000)}"
    events = []

    async def inner(scope, receive, send):
        if scope["type"] == "http":
            await send(START)
            await send({"type": "http.response.body", "body": scope["state"]["word"].encode()})
            return
        for event in ("startup", "shutdown"):
            events.append((await receive())["type"])
            scope["state"]["word"] = word
            await send({"type": f"lifespan.{event}.complete"})

    async with around(inner).lifespan() as client:
        if not events or client.state != {"word": word}:
            raise Failure(
                "The inner app's startup did not run as it should.",
                expected=f"{{'word': {word!r}}} in the server's state",
                got=str(client.state),
                why=HAND_ON,
            )
        (await client.get("/")).expect(status=200, text=word)
    if events != ["lifespan.startup", "lifespan.shutdown"]:
        raise Failure(
            "The inner app's shutdown did not run.", expected="lifespan.shutdown", got=str(events), why=HAND_ON
        )


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_scopes_that_the_inner_app_refuses(around, scope_type):
    """Where the inner app raises for a type of scope other than http, an exception comes out."""
    await around(raising(RuntimeError("unknown"))).expect_refusal(scope_type)
