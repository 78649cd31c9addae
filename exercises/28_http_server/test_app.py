"""The grader of exercise 28: the learner's code is the server, and the apps are the grader's."""

import asyncio
import functools
import inspect
import re
import sys
from dataclasses import dataclass
from http import HTTPStatus

import pytest

from asgi_harness.clock import Spinning, Standstill, await_chain
from asgi_harness.conversation import Conversation, Event, shorten
from asgi_harness.failure import Failure, Frame, frames_of, words_of
from grading.plugin import called

RAW = "Split the target at the first ? before you decode anything; then decode the path, once."
NO_URL = "A request's target is no URL: what follows // is no host, and ; # and .. mean nothing to a server."
HEADER = "A name goes up to the first colon; blanks around a value are no part of it; repeated ones keep their order."
FIRST_EMPTY_LINE = "The first empty line ends the head. All that comes behind it is the body."
END_OF_REQUEST = "After the body, and at the latest after the response, receive gives http.disconnect."
ONCE = "All headers go out as they are, from any iterable of pairs, a generator too, which ends only once, or none."
ADDED = "An app may send no headers at all; you add content-length then, too, and for an empty body it is 0."
OWN_LIST = "The message and its headers are still the app's. What you add belongs into a list of your own."
ANY_STATUS = "Not every status has a name; the phrase behind the number may be empty."
JOIN = "The body is what http.response.body messages carry, up to the first without more_body; body may be absent."
COMPLETE = "A response is complete with a start and a body message without more_body. Anything less is a 500."
STANDS = "What is complete is on its way to the client; no exception can take it back."
NOT_CALLED = "Only a first line that ends in HTTP/1.1, with a method and a target before it, is a request for the app."

PLAIN = (b"content-type", b"text/plain")

VERSIONS = ("2.0", "2.1", "2.2", "2.3", "2.4", "2.5")

# A server may give a body byte by byte; nobody wants to read all of that.
MOST_EVENTS = 100


class Broken(Exception):
    """What an app here raises."""


@dataclass
class Answer:
    """A raw response, taken apart."""

    request: str
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    broken: Failure | None

    def values(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def failure(self, message, expected, got, *, why=""):
        return Failure(message, sent=self.request, expected=expected, got=got, why=why)

    def tell_what_broke(self, why):
        """Raise what receive or send have raised: it says more than what came of it, a 500 or nothing at all."""
        if self.broken is not None:
            self.broken.why = self.broken.why or why
            raise self.broken

    def expect(self, *, status=200, body=None, headers=(), why=""):
        """The status, the body, and all headers of these names must be these; other headers are free."""
        if self.status != status:
            self.tell_what_broke(why)
            raise self.failure("The response has another status.", f"status {status}", f"status {self.status}", why=why)
        if body is not None and self.body != body:
            raise self.failure("The response has another body.", shorten(body), shorten(self.body), why=why)
        for name in dict(headers):
            values = [value for key, value in headers if key == name]
            if self.values(name) != values:
                raise self.failure(
                    f"The response has other {name.decode()} headers.",
                    lines(name, values),
                    lines(name, self.values(name)),
                    why=why,
                )


def lines(name, values):
    return "\n".join(f"{name.decode()}: {value.decode('latin-1')}" for value in values) or f"no {name.decode()}"


def parsed(raw, request, broken=None):
    """Take a raw response apart; raises Failure if it is none. `broken` tells what receive or send raised."""
    if not isinstance(raw, bytes):
        raise Failure("handle returned no bytes.", sent=request, expected="bytes", got=shorten(raw))
    head, empty_line, body = raw.partition(b"\r\n\r\n")
    status_line, *header_lines = head.split(b"\r\n")
    status = re.fullmatch(rb"HTTP/1\.1 ([0-9]{3})( [^\r\n]*)?", status_line)
    if status is None:
        raise Failure(
            "The response has no right first line.",
            sent=request,
            expected="HTTP/1.1, a blank, the status in three digits, a blank, any phrase; then \\r\\n",
            got=shorten(status_line),
        )
    if not empty_line:
        raise Failure(
            "The head of the response does not end.",
            sent=request,
            expected="an empty line: \\r\\n\\r\\n",
            got=shorten(raw),
        )
    headers = []
    for line in header_lines:
        header = re.fullmatch(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*?)[ \t]*", line)
        if header is None:
            raise Failure(
                "The response has a malformed header.", sent=request, expected="name: value", got=shorten(line)
            )
        headers.append((header[1], header[2]))
    answer = Answer(request, int(status[1]), headers, body, broken)
    lengths = answer.values(b"content-length")
    if lengths not in ([], [str(len(body)).encode()]):
        raise answer.failure(
            "content-length does not count the bytes of the body.",
            f"content-length: {len(body)}",
            lines(b"content-length", lengths),
        )
    return answer


class Watched:
    """An app, and all that the learner's server and it say to each other, written down."""

    def __init__(self, app, request, source, conversations):
        self.app = app
        self.request = request
        self.source = source
        self.conversations = conversations
        self.scopes = []
        self.fault = None
        self.broken = None
        self.error = None

    async def __call__(self, scope, receive, send):
        loop = asyncio.get_running_loop()
        begun = loop.time()
        self.scopes.append(scope)
        known = scope if readable(scope) else {"type": f"malformed {shorten(scope)}"}
        conversation = Conversation(self.request.partition("\n")[0], self.request, known, self.source)
        self.conversations.append(conversation)

        def write_down(direction, message, line=None):
            if len(conversation.events) < MOST_EVENTS:
                now = loop.time() - begun
                conversation.events.append(Event(now, now, direction, message, line))

        async def noticed(name, function, *arguments):
            try:
                awaitable = function(*arguments)
                if not inspect.isawaitable(awaitable):
                    got = f"{shorten(awaitable)}, which cannot be awaited"
                    self.broken = self.broken or Failure(
                        f"{name} is no coroutine function.", sent=self.request, expected=f"async def {name}", got=got
                    )
                return await awaitable
            except Exception as error:
                self.broken = self.broken or raised(name, error, self.request, self.source)
                raise

        async def watched_receive():
            message = await noticed("receive", receive)
            write_down("receive", dict(message) if isinstance(message, dict) else message)
            self.fault = self.fault or fault_of(message, self.request)
            return message

        async def watched_send(message):
            write_down("send", dict(message))
            await noticed("send", send, message)

        write_down("scope", dict(known), conversation.line_of(sys._getframe(1)))
        try:
            await self.app(scope, watched_receive, watched_send)
        except BaseException as error:
            self.error = error
            write_down("raise", {"error": words_of(error)})
            raise
        write_down("return", {})


def readable(scope):
    """Whether a scope has what it takes to be written down as that of a request."""
    if not isinstance(scope, dict) or scope.get("type") != "http":
        return False
    kinds = {"method": str, "path": str, "query_string": bytes}
    return all(isinstance(scope.get(key), kind) for key, kind in kinds.items())


def fault_of(message, request):
    """The Failure about what receive gave, or None if it was right."""
    expected = "http.request with body, bytes, and more_body, a bool, or http.disconnect"
    message_type = message.get("type") if isinstance(message, dict) else None
    if message_type == "http.disconnect":
        return None
    kinds = {"body": bytes, "more_body": bool}
    if message_type == "http.request" and all(
        isinstance(message.get(key, kind()), kind) for key, kind in kinds.items()
    ):
        return None
    return Failure("receive gave the app no right message.", sent=request, expected=expected, got=shorten(message))


@pytest.fixture
def serve(module, conversations):
    """Hands a raw request for an app to the learner's server; returns its answer and the scopes that the app got."""

    async def serve(app, request):
        text = request.decode("latin-1").replace("\r\n", "\n").strip()
        text = text if len(text) < 400 else text[:400] + "…"
        watched = Watched(app, text, module.__file__, conversations)
        coroutine = called(module, "handle", watched, request)
        if not inspect.isawaitable(coroutine):
            raise Failure("handle is no coroutine function.", expected="async def handle", got=shorten(coroutine))
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(coroutine)
        try:
            raw = await loop.wait_for_app(task)
        except (Standstill, Spinning) as error:
            failure = stuck(task, error, text, module.__file__)
            task.cancel()
            raise failure from None
        except Exception as error:
            if watched.fault is None and error is not watched.error:
                raise raised("handle", error, text, module.__file__) from error
            raise watched.fault or let_out(error, text) from error
        if watched.fault is not None:
            raise watched.fault
        if len(watched.scopes) > 1:
            raise Failure(
                "The app was called more than once.", sent=text, expected="one call", got=str(len(watched.scopes))
            )
        return parsed(raw, text, watched.broken), watched.scopes

    return serve


def raised(name, error, request, source):
    return Failure(
        f"{name} raised {words_of(error)}.",
        kind="exception",
        sent=request,
        expected="no exception",
        got=words_of(error),
        frames=frames_of(error, lambda code: code.co_filename == source),
    )


def let_out(error, request):
    return Failure(
        "handle let out what the app has raised.",
        sent=request,
        expected="a response, whatever the app does",
        got=words_of(error),
        why=COMPLETE,
    )


def stuck(task, error, request, source):
    chain = [(frame, code) for frame, code in await_chain(task.get_coro()) if frame and code.co_filename == source]
    frames = tuple(Frame(frame.f_lineno, code.co_name) for frame, code in chain)
    where = f" at line {frames[-1].line}" if frames else ""
    return Failure(
        f"handle waits{where}, and nothing can happen any more."
        if isinstance(error, Standstill)
        else f"handle goes round and round{where}: {error}.",
        kind="stuck" if isinstance(error, Standstill) else "endless",
        sent=request,
        why="Nobody but you gives the app its messages. " + END_OF_REQUEST,
        frames=frames,
    )


def raw_request(method="GET", target="/", headers=(), body=None):
    """The bytes of a request, with a host, and with the length of its body if there is one."""
    head = [f"{method} {target} HTTP/1.1".encode(), b"Host: example.org", *headers]
    if body is not None:
        head.append(f"Content-Length: {len(body)}".encode())
    return b"\r\n".join(head) + b"\r\n\r\n" + (body or b"")


async def read(receive):
    """The whole body, however it comes."""
    pieces = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(pieces) + b" and then http.disconnect before its end"
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


async def respond(send, *pieces, status=200, headers=None):
    """Send a response in so many pieces."""
    headers = [PLAIN] if headers is None else headers
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for number, piece in enumerate(pieces, 1):
        await send({"type": "http.response.body", "body": piece, "more_body": number < len(pieces)})


async def hello(scope, receive, send):
    await respond(send, b"hello")


async def echo(scope, receive, send):
    await respond(send, await read(receive))


def expect_scope(scopes, request, why="", **expected):
    """The app must have been called once, with these values in its scope."""
    if len(scopes) != 1 or not isinstance(scopes[0], dict):
        got = "no call" if not scopes else shorten(scopes[0])
        raise Failure("The app was not called with a scope.", sent=request, expected="one call with a dict", got=got)
    missing = object()
    scope = scopes[0]
    wrong = [key for key in expected if not same(scope.get(key, missing), expected[key])]
    if wrong:
        raise Failure(
            "The scope is another one.",
            sent=request,
            expected="\n".join(f"{key}: {expected[key]!r}" for key in wrong),
            got="\n".join(f"{key}: {scope[key]!r}" if key in scope else f"no {key}" for key in wrong),
            why=why,
        )


def same(one, other):
    """Whether two values are equal and of one kind; a str is no bytes."""
    return one == other and isinstance(one, type(other))


async def test_serves_the_example(serve):
    """GET /hello?name=Ada reaches the app, and its answer comes back with its length."""

    async def app(scope, receive, send):
        await respond(send, b"Hello, Ada", headers=[PLAIN])

    request = raw_request(target="/hello?name=Ada")
    answer, scopes = await serve(app, request)
    answer.expect(status=200, body=b"Hello, Ada", headers=[PLAIN, (b"content-length", b"10")])
    expect_scope(scopes, answer.request, path="/hello", raw_path=b"/hello", query_string=b"name=Ada")


async def test_builds_the_scope(serve, random):
    """The scope has its type, asgi, http_version, method, path, raw_path and query_string."""
    number = random.randrange(1000)
    answer, scopes = await serve(hello, raw_request(target=f"/users/{number}?page={number}"))
    expect_scope(
        scopes,
        answer.request,
        type="http",
        http_version="1.1",
        method="GET",
        path=f"/users/{number}",
        raw_path=f"/users/{number}".encode(),
        query_string=f"page={number}".encode(),
    )
    asgi = scopes[0].get("asgi")
    right = isinstance(asgi, dict) and asgi.get("version") == "3.0" and asgi.get("spec_version", "2.0") in VERSIONS
    if not right:
        raise answer.failure(
            "The scope is another one.", "asgi: {'version': '3.0', 'spec_version': '2.5'}", f"asgi: {asgi!r}"
        )


async def test_adds_nothing_false_to_the_scope(serve):
    """Keys that may be absent say the truth where they are there."""
    answer, scopes = await serve(hello, raw_request())
    expect_scope(scopes, answer.request)
    right = {
        "scheme": lambda value: value in ("http", "https"),
        "root_path": lambda value: value == "",
        "client": is_address,
        "server": is_address,
    }
    wrong = {
        key: scopes[0][key] for key, is_right in right.items() if key in scopes[0] and not is_right(scopes[0][key])
    }
    if wrong:
        raise answer.failure("The scope says something false.", f"another {', '.join(wrong)}, or none", str(wrong))


def is_address(value):
    return value is None or (isinstance(value, list | tuple) and len(value) == 2)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
async def test_tells_the_method(serve, method):
    """Any method goes into the scope."""
    answer, scopes = await serve(hello, raw_request(method, "/", body=b"" if method == "POST" else None))
    answer.expect(body=b"hello")
    expect_scope(scopes, answer.request, method=method)


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/", "/", b""),
        ("/Caf%C3%A9", "/Caf\u00e9", b""),
        ("/%e2%82%ac/%F0%9F%90%8D", "/\u20ac/\U0001f40d", b""),
        ("/a%2Fb%20c", "/a/b c", b""),
        ("/a%3Fb?c%3Fd", "/a?b", b"c%3Fd"),
        ("/%2541", "/%41", b""),
        ("/a+b?c+d", "/a+b", b"c+d"),
        ("/x?", "/x", b""),
        ("/x?a=1&b=%20&c=%C3%A9", "/x", b"a=1&b=%20&c=%C3%A9"),
        ("/x?to=/y?z=1", "/x", b"to=/y?z=1"),
        ("/a;v=1/b", "/a;v=1/b", b""),
        ("//a//b/", "//a//b/", b""),
        ("/a/../b/.", "/a/../b/.", b""),
        ("/a#b?c#d", "/a#b", b"c#d"),
    ],
)
async def test_decodes_the_path_and_nothing_else(serve, target, path, query):
    """path is decoded once; raw_path and query_string are the bytes as they came, without the question mark."""
    answer, scopes = await serve(hello, raw_request(target=target))
    why = NO_URL if set(";.#") & set(target) or "//" in target else RAW
    raw_path = target.partition("?")[0].encode()
    expect_scope(scopes, answer.request, why, path=path, raw_path=raw_path, query_string=query)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([b"Accept: text/html"], [(b"accept", b"text/html")]),
        ([b"X_UPPER-.1:XML No blank x"], [(b"x_upper-.1", b"XML No blank x")]),
        ([b"x-blanks: \t a  b \t "], [(b"x-blanks", b"a  b")]),
        ([b"Referer: http://a:1/?b: c"], [(b"referer", b"http://a:1/?b: c")]),
        ([b"X-Empty:", b"X-Blank: "], [(b"x-empty", b""), (b"x-blank", b"")]),
        ([b"X-Latin: caf\xe9", b"X-UTF-8: \xc3\xa9"], [(b"x-latin", b"caf\xe9"), (b"x-utf-8", b"\xc3\xa9")]),
        (
            [b"Cookie: a=1", b"Accept: one", b"cookie: b=2", b"COOKIE: a=1", b"Cookie: c=3"],
            [(b"cookie", b"a=1"), (b"accept", b"one"), (b"cookie", b"b=2"), (b"cookie", b"a=1"), (b"cookie", b"c=3")],
        ),
        ([], []),
    ],
    ids=["one", "no blank", "blanks", "colons", "empty", "beyond ASCII", "repeated", "none but the host"],
)
async def test_lower_cases_the_headers(serve, sent, expected):
    """Headers are pairs of bytes: names in lower case, values without blanks around them, repeated ones all there."""
    answer, scopes = await serve(hello, raw_request(headers=sent))
    answer.expect(body=b"hello")
    expected = [(b"host", b"example.org"), *expected]
    expect_scope(scopes, answer.request)
    try:
        got = [tuple(header) for header in scopes[0]["headers"]]
        by_name = {name: [value for key, value in got if key == name] for name, _ in got}
    except (KeyError, TypeError, ValueError) as error:
        raise answer.failure(
            "The scope's headers are no pairs.", str(expected), f"{type(error).__name__}: {error}", why=HEADER
        ) from None
    if by_name != {name: [value for key, value in expected if key == name] for name, _ in expected}:
        raise answer.failure("The scope has other headers.", str(expected), str(got), why=HEADER)


@pytest.mark.parametrize("kind", ["text", "binary", "with empty lines", "like a request", "long", "empty"])
async def test_gives_the_body(serve, random, kind):
    """receive gives the whole body, whatever is in it."""
    body = {
        "text": f"name=Ada&number={random.randrange(1000)}".encode(),
        "binary": bytes(range(256)) + random.randbytes(20),
        "with empty lines": b"one\r\n\r\ntwo\n\nthree\r\n\r\n" + random.randbytes(4).hex().encode(),
        "like a request": b"\r\n\r\nGET /other HTTP/1.1\r\nHost: b\r\n\r\n",
        "long": random.randbytes(70_000),
        "empty": b"",
    }[kind]
    answer, _ = await serve(echo, raw_request("POST", "/echo", body=body))
    answer.expect(body=body, why=FIRST_EMPTY_LINE)


async def test_gives_an_empty_body_where_there_is_none(serve):
    """A request without a body has an empty one: an http.request comes before any http.disconnect."""
    answer, _ = await serve(echo, raw_request())
    answer.expect(body=b"")


async def test_gives_the_body_after_the_start_too(serve, random):
    """An app may start its response before it reads, and answer piece by piece."""
    body = random.randbytes(50)

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [PLAIN]})
        await send({"type": "http.response.body", "body": b"<", "more_body": True})
        await send({"type": "http.response.body", "body": await read(receive), "more_body": True})
        await send({"type": "http.response.body", "body": b">"})

    answer, _ = await serve(app, raw_request("POST", body=body))
    answer.expect(body=b"<" + body + b">")


@pytest.mark.parametrize("body", [None, b"a body"], ids=["without a body", "with a body"])
async def test_says_http_disconnect_in_the_end(serve, body):
    """After body and response, receive gives http.disconnect."""
    heard = []

    async def app(scope, receive, send):
        await read(receive)
        await respond(send, b"done")
        heard.append(await receive())

    answer, _ = await serve(app, raw_request("POST", body=body))
    answer.expect(body=b"done")
    await expect_disconnect(answer, heard)


async def test_lets_an_app_listen_meanwhile(serve):
    """An app may wait for http.disconnect in a task of its own while it answers."""
    heard = []

    async def app(scope, receive, send):
        await read(receive)

        async def listen():
            heard.append(await receive())

        listener = asyncio.create_task(listen())
        await asyncio.sleep(1)
        await respond(send, b"slow ", b"answer")
        await listener

    answer, _ = await serve(app, raw_request("POST", body=b"x"))
    answer.expect(body=b"slow answer")
    await expect_disconnect(answer, heard)


async def expect_disconnect(answer, heard):
    """Raise a failure unless the app has heard of the disconnect, perhaps only after the server had its answer."""
    await asyncio.sleep(1)
    if [message.get("type") for message in heard] != ["http.disconnect"]:
        answer.tell_what_broke(END_OF_REQUEST)
        raise answer.failure(
            "receive went on after the request.", "http.disconnect", shorten(heard), why=END_OF_REQUEST
        )


@pytest.mark.parametrize("status", [200, 201, 299, 307, 404, 418, 499, 599, HTTPStatus.ACCEPTED])
async def test_returns_the_status(serve, status):
    """Any status from 200 to 599 stands in the first line, one without a name too."""

    async def app(scope, receive, send):
        await respond(send, b"body", status=status)

    answer, _ = await serve(app, raw_request())
    answer.expect(status=int(status), body=b"body", why=ANY_STATUS)


@pytest.mark.parametrize("shape", ["a list", "a tuple", "lists", "a generator", "an iterator"])
async def test_returns_the_headers(serve, random, shape):
    """All headers of the app are in the response, in whatever shape they came; repeated ones and any bytes too."""
    headers = [
        PLAIN,
        (b"set-cookie", b"b=2"),
        (b"x-latin", b"caf\xe9: \xfc"),
        (b"etag", b'"abc"'),
        (b"set-cookie", f"a={random.randrange(1000)}; Path=/; HttpOnly".encode()),
        (b"set-cookie", b"b=2"),
    ]
    shapes = {
        "a list": lambda: list(headers),
        "a tuple": lambda: tuple(headers),
        "lists": lambda: [list(header) for header in headers],
        "a generator": lambda: (header for header in headers),
        "an iterator": lambda: iter(headers),
    }

    async def app(scope, receive, send):
        await respond(send, b"body", headers=shapes[shape]())

    answer, _ = await serve(app, raw_request())
    answer.expect(body=b"body", headers=[*headers, (b"content-length", b"4")], why=ONCE)


@pytest.mark.parametrize(
    "body", [b"", b"caf\xc3\xa9", b"\r\n\r\n", bytes(300)], ids=["empty", "text", "lines", "zeros"]
)
async def test_adds_the_length(serve, body):
    """content-length is added where the app sent none, and counts bytes; there is no transfer-encoding."""

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": body})

    answer, _ = await serve(app, raw_request())
    answer.expect(body=body, headers=[(b"content-length", str(len(body)).encode())], why=ADDED)
    if answer.values(b"transfer-encoding"):
        raise answer.failure("The body has a transfer-encoding.", "none", str(answer.values(b"transfer-encoding")))


@pytest.mark.parametrize("shape", ["a list", "a generator"])
async def test_keeps_the_apps_own_length(serve, random, shape):
    """A content-length that the app sent stays, and is the only one."""
    body = random.randbytes(random.randrange(1, 99))
    headers = [(b"content-length", str(len(body)).encode()), PLAIN]

    async def app(scope, receive, send):
        await respond(send, body, headers=list(headers) if shape == "a list" else (header for header in headers))

    answer, _ = await serve(app, raw_request())
    answer.expect(body=body, headers=headers, why=ONCE)


async def test_lets_an_app_use_its_message_again(serve, random):
    """An app may send one and the same start for all its responses."""
    start = {"type": "http.response.start", "status": 200, "headers": [PLAIN]}

    async def app(scope, receive, send):
        await send(start)
        await send({"type": "http.response.body", "body": await read(receive)})

    for length in (5, 50, 0):
        body = random.randbytes(length)
        try:
            answer, _ = await serve(app, raw_request("POST", body=body))
            answer.expect(body=body, headers=[PLAIN, (b"content-length", str(length).encode())])
        except Failure as failure:
            failure.why = failure.why or OWN_LIST
            raise


async def test_joins_the_pieces_of_the_body(serve, random):
    """The body is all the pieces in their order; a piece may be empty, body and more_body may be absent."""
    pieces = [random.randbytes(random.randrange(1, 20)) for _ in range(5)]

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [PLAIN], "trailers": False})
        await send({"type": "http.response.body", "more_body": True})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(1)
            await send({"type": "http.response.body", "body": b"", "more_body": True})
        await send({"type": "http.response.body"})

    answer, _ = await serve(app, raw_request())
    length = sum(map(len, pieces))
    answer.expect(body=b"".join(pieces), headers=[(b"content-length", b"%d" % length)], why=JOIN)
    if answer.values(b"transfer-encoding"):
        raise answer.failure("The body has a transfer-encoding.", "none", str(answer.values(b"transfer-encoding")))


class Shouting:
    """An app that is an instance."""

    def __init__(self, text):
        self.text = text

    async def __call__(self, scope, receive, send):
        await respond(send, self.text)


async def configured(text, scope, receive, send):
    await respond(send, text)


@pytest.mark.parametrize("kind", ["an instance", "a partial", "a plain function", "a task inside"])
async def test_calls_any_kind_of_app(serve, random, kind):
    """Whatever can be called with scope, receive and send, and then awaited, is an app."""
    text = f"hello {random.randrange(1000)}".encode()

    async def with_a_task(scope, receive, send):
        await asyncio.create_task(configured(text, scope, receive, send))

    app = {
        "an instance": Shouting(text),
        "a partial": functools.partial(configured, text),
        "a plain function": lambda scope, receive, send: configured(text, scope, receive, send),
        "a task inside": with_a_task,
    }[kind]
    answer, _ = await serve(app, raw_request())
    answer.expect(body=text)


SENT = {
    "nothing": [],
    "the start": [{"type": "http.response.start", "status": 200, "headers": [PLAIN]}],
    "a part": [
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]},
        {"type": "http.response.body", "body": b"par", "more_body": True},
    ],
    "no headers and a part": [
        {"type": "http.response.start", "status": 204},
        {"type": "http.response.body", "more_body": True},
    ],
}


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("error", [Broken("for the log"), KeyError("path"), OSError()], ids=lambda e: type(e).__name__)
async def test_answers_an_exception_with_500(serve, sent, error):
    """An app that raises before its response is complete gives 500."""

    async def app(scope, receive, send):
        for message in SENT[sent]:
            await send(dict(message))
        await asyncio.sleep(1)
        raise error

    answer, _ = await serve(app, raw_request())
    answer.expect(status=500, why=COMPLETE)


@pytest.mark.parametrize("sent", [*SENT, "only a body"])
async def test_answers_half_a_response_with_500(serve, sent):
    """An app that ends without a complete response gives 500."""

    async def app(scope, receive, send):
        for message in SENT.get(sent, [{"type": "http.response.body", "body": b"no start"}]):
            await send(dict(message))

    answer, _ = await serve(app, raw_request())
    answer.expect(status=500, why=COMPLETE)


async def test_returns_a_complete_response_in_spite_of_an_exception(serve, random):
    """An exception after the complete response changes nothing."""
    text = f"complete {random.randrange(1000)}".encode()

    async def app(scope, receive, send):
        await respond(send, text, status=201)
        await asyncio.sleep(1)
        raise Broken("too late")

    answer, _ = await serve(app, raw_request())
    answer.expect(status=201, body=text, why=STANDS)


@pytest.mark.parametrize(
    "request_line",
    [
        b"",
        b"hello, is anybody there",
        b"GET /",
        b"GET",
        b"GET / HTTP/1.0",
        b"GET / HTTP/2",
        b"PRI * HTTP/2.0",
        b"GET / HTTP/1.10",
        b"GET / XHTTP/1.1",
        b"GET / http/1.1",
        b"GET / or /home HTTP/1.1",
        b"GET /HTTP/1.1 HTTP/1.0",
        b"HTTP/1.1 200 OK",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\xe9\xff",
    ],
    ids=repr,
)
async def test_refuses_what_is_not_http_1_1(serve, request_line):
    """A request that is not HTTP/1.1 gets 400, and the app is not called."""
    request = request_line + b"\r\nHost: example.org\r\n\r\n" if request_line else b""
    answer, scopes = await serve(hello, request)
    answer.expect(status=400, why=NOT_CALLED)
    if scopes:
        raise answer.failure("The app was called.", "no call of the app", "a call", why=NOT_CALLED)


async def test_serves_again_and_again(serve, random):
    """Each request is served for itself, with a scope of its own, also after one that failed."""

    async def app(scope, receive, send):
        before = sorted(key for key in scope if key.startswith("x-"))
        scope["x-" + scope["path"]] = True
        if scope["path"] == "/broken":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"x-broken", b"1")]})
            raise Broken
        await respond(send, f"{scope['path']} {before}".encode() + await read(receive))

    for path in ("/one", "/broken", "/two", "/one"):
        body = random.randbytes(4)
        answer, _ = await serve(app, raw_request("POST", path, body=body))
        if path == "/broken":
            answer.expect(status=500, why=COMPLETE)
        else:
            answer.expect(status=200, body=f"{path} []".encode() + body)
            answer.expect(headers=[(b"content-length", str(len(answer.body)).encode())])


async def test_serves_two_at_the_same_time(serve, random):
    """Two requests at the same time do not mix."""

    async def app(scope, receive, send):
        await asyncio.sleep(2 if scope["path"] == "/slow" else 1)
        body = await read(receive)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-path", scope["path"].encode())]})
        await asyncio.sleep(2)
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await asyncio.sleep(2)
        await send({"type": "http.response.body", "body": scope["query_string"]})

    bodies = {path: random.randbytes(6) for path in ("/slow", "/fast", "/third")}
    begun = asyncio.get_running_loop().time()
    served = await asyncio.gather(
        *(serve(app, raw_request("POST", f"{path}?{path[1:]}", body=body)) for path, body in bodies.items())
    )
    for (path, body), (answer, _) in zip(bodies.items(), served, strict=True):
        answer.expect(body=body + path[1:].encode(), headers=[(b"x-path", path.encode())])
    seconds = round(asyncio.get_running_loop().time() - begun, 3)
    if seconds > 6:
        raise Failure(
            "A request had to wait for another one.",
            sent="three requests at the same time, the slowest of which takes 6 s",
            expected="6 s for all of them",
            got=f"{seconds} s",
        )
