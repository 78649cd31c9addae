"""The rules that an ASGI application must keep, as pure data: what each says, why it matters, how to mend it."""

from dataclasses import dataclass
from textwrap import dedent, indent
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule of the protocol.

    An `error` is raised out of `send` or `receive` and fails a test; a `warning` and an `info` are only told.
    `wrong` and `right` are apps that break and keep it, or the body of `async def app(scope, receive, send)`. `under`
    says what brings the fault to light: the name of one of WORLDS, or what a client does; without it, any use.
    """

    id: str
    severity: Severity
    summary: str
    consequence: str
    hint: str
    spec: str
    under: str = ""
    wrong: str = ""
    right: str = ""


MAIN = "https://asgi.readthedocs.io/en/latest/specs/main.html"
HTTP = "https://asgi.readthedocs.io/en/latest/specs/www.html"
LIFESPAN = "https://asgi.readthedocs.io/en/latest/specs/lifespan.html"
EXTENSIONS = "https://asgi.readthedocs.io/en/latest/extensions.html"
TLS = "https://asgi.readthedocs.io/en/latest/specs/tls.html"
_RFC6455 = "https://www.rfc-editor.org/rfc/rfc6455"
_RFC9110 = "https://www.rfc-editor.org/rfc/rfc9110"
_RFC9113 = "https://www.rfc-editor.org/rfc/rfc9113"


def whole(example: str) -> str:
    """An example as the text of a module that defines `app`."""
    text = dedent(example).strip()
    if "def app(" in text or "app = " in text:
        return text + "\n"
    return "async def app(scope, receive, send):\n" + indent(text, "    ") + "\n"


_HELLO = """
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"hi"})
"""

_APP = (
    Rule(
        "APP-001",
        "error",
        "An app is one async callable that takes scope, receive and send.",
        "A server awaits what the call returns. Uvicorn takes a plain `def` for an app of ASGI 2 and says "
        "«missing 2 required positional arguments», which means exactly this; every server answers 500.",
        "Write `async def app(scope, receive, send):`.",
        f"{MAIN}#applications",
        wrong="""
            def app(scope, receive, send):
                send({"type": "http.response.start", "status": 200, "headers": []})
                send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "APP-002",
        "error",
        "An app is awaited once; it is not a generator.",
        "A `yield` inside makes the function an async generator: granian and gunicorn say «object async_generator "
        "can't be used in 'await' expression», uvicorn and hypercorn that arguments are missing.",
        "Say things with `await send(...)` instead of `yield`.",
        f"{MAIN}#applications",
        wrong="""
            yield {"type": "http.response.start", "status": 200, "headers": []}
            yield {"type": "http.response.body", "body": b"hi"}
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "APP-003",
        "error",
        "The parameters stand in the order scope, receive, send.",
        "Servers pass them by position, so that swapped every call fails; only daphne passes them by name.",
        "Write `(scope, receive, send)` wherever an app is defined or called.",
        f"{MAIN}#applications",
        wrong="""
            async def app(scope, send, receive):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "APP-004",
        "warning",
        "The parameters are called scope, receive and send.",
        "Daphne passes them by name, so that an app with other names fails there and nowhere else.",
        "Call them `scope`, `receive` and `send`.",
        f"{MAIN}#applications",
        wrong="""
            async def app(environ, read, write):
                await write({"type": "http.response.start", "status": 200, "headers": []})
                await write({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "APP-005",
        "warning",
        "An app returns nothing: what it has to say goes through send.",
        "The returned value is thrown away; uvicorn logs it and closes the connection besides.",
        "Send the answer as `http.response.start` and `http.response.body`.",
        f"{MAIN}#applications",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
            return {"message": "hi"}
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b'{"message": "hi"}'})
        """,
    ),
    Rule(
        "APP-006",
        "error",
        "An app raises an exception for a scope type that it does not know.",
        "A server takes a silent return for agreement: uvicorn logs «Application startup complete.» for a lifespan "
        "that was never handled.",
        "End the choice with `else: raise RuntimeError(f\"unsupported scope type {scope['type']!r}\")`.",
        f"{MAIN}#protocol-specifications",
        under="a scope of another type",
        wrong="""
            if scope["type"] != "http":
                return
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            if scope["type"] != "http":
                raise RuntimeError(f"unsupported scope type {scope['type']!r}")
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "APP-007",
        "error",
        "Every call of send and receive is awaited.",
        "The call alone only makes a coroutine; nothing is sent or received until it is awaited. Uvicorn, hypercorn "
        "and gunicorn answer 500, daphne never answers; granian sends all the same, so the fault stays hidden there.",
        "Put `await` in front of the call.",
        f"{MAIN}#applications",
        wrong="""
            send({"type": "http.response.start", "status": 200, "headers": []})
            send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "APP-008",
        "warning",
        "An app does not block the event loop.",
        "While one app blocks, no other request of that worker moves.",
        "Use `await asyncio.sleep(...)` and async libraries.",
        f"{MAIN}#overview",
        wrong="""
            import time


            async def app(scope, receive, send):
                time.sleep(1)
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            import asyncio


            async def app(scope, receive, send):
                await asyncio.sleep(1)
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "APP-009",
        "warning",
        "When an app returns, the tasks that it started have ended.",
        "The server thinks that the connection is over. At shutdown uvicorn waits for such tasks; daphne cancels them "
        "after ten seconds.",
        "Await your tasks, or cancel them and then await them.",
        f"{MAIN}#overview",
        wrong="""
            import asyncio


            async def app(scope, receive, send):
                watcher = asyncio.create_task(asyncio.sleep(60))
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            import asyncio


            async def app(scope, receive, send):
                watcher = asyncio.create_task(asyncio.sleep(60))
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hi"})
                watcher.cancel()
                await asyncio.wait([watcher])
        """,
    ),
    Rule(
        "APP-010",
        "error",
        "Nothing is sent after the app has returned.",
        "The server has answered 500 or closed the connection by then.",
        "Wait for the tasks that you start before you return.",
        f"{MAIN}#applications",
        under="a client that stays a while",
        wrong="""
            import asyncio


            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                asyncio.create_task(answer(send))
                await send({"type": "http.response.body", "body": b"one"})


            async def answer(send):
                await asyncio.sleep(0.1)
                await send({"type": "http.response.body", "body": b"two"})
        """,
        right="""
            import asyncio


            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                answering = asyncio.create_task(answer(send))
                await send({"type": "http.response.body", "body": b"one", "more_body": True})
                await answering


            async def answer(send):
                await asyncio.sleep(0.1)
                await send({"type": "http.response.body", "body": b"two"})
        """,
    ),
    Rule(
        "APP-011",
        "error",
        "An app answers what it can foresee; it lets no exception out for it.",
        "Before the start the client gets a bare 500. After it the response is cut off; on daphne the client then "
        "waits for ever, and no later exception of that process is answered any more.",
        "Catch the exception where you know what it means, and send a response that says so.",
        f"{MAIN}#error-handling",
        under="a body that is no JSON",
        wrong="""
            import json


            async def app(scope, receive, send):
                event = await receive()
                json.loads(event.get("body", b""))
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"thanks"})
        """,
        right="""
            import json


            async def app(scope, receive, send):
                event = await receive()
                try:
                    json.loads(event.get("body", b""))
                    status = 200
                except ValueError:
                    status = 400
                await send({"type": "http.response.start", "status": status, "headers": []})
                await send({"type": "http.response.body", "body": b"thanks" if status == 200 else b"bad JSON"})
        """,
    ),
    Rule(
        "APP-012",
        "warning",
        "What belongs to one connection is not kept on an object that all connections share.",
        "Two requests at the same time overwrite each other's data: one client gets what belongs to another.",
        "Keep it in local variables, or make a new object for every call.",
        f"{MAIN}#applications",
        under="twins",
        wrong="""
            import asyncio


            class App:
                async def __call__(self, scope, receive, send):
                    self.path = scope["path"]
                    await asyncio.sleep(0)
                    await send({"type": "http.response.start", "status": 200, "headers": []})
                    await send({"type": "http.response.body", "body": self.path.encode()})


            app = App()
        """,
        right="""
            import asyncio


            class App:
                async def __call__(self, scope, receive, send):
                    path = scope["path"]
                    await asyncio.sleep(0)
                    await send({"type": "http.response.start", "status": 200, "headers": []})
                    await send({"type": "http.response.body", "body": path.encode()})


            app = App()
        """,
    ),
    Rule(
        "APP-013",
        "warning",
        "An app that is cancelled ends.",
        "A server that shuts down cancels what still runs and waits for it: who goes on holds up the shutdown.",
        "Clean up in `finally`, or end `except asyncio.CancelledError:` with `raise`.",
        f"{MAIN}#overview",
        under="a server that shuts down",
        wrong="""
            import asyncio


            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                for _ in range(60):
                    try:
                        await asyncio.sleep(60)
                    except asyncio.CancelledError:
                        pass
                await send({"type": "http.response.body", "body": b"done"})
        """,
        right="""
            import asyncio


            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                try:
                    await asyncio.sleep(60)
                finally:
                    print("cleaned up")
                await send({"type": "http.response.body", "body": b"done"})
        """,
    ),
)

_SCOPE = (
    Rule(
        "SCO-001",
        "error",
        'scope["type"] is looked at before any other key.',
        "The keys depend on the type. Before any request most servers call the app with a lifespan scope, which has "
        "neither `path` nor `headers`; uvicorn then logs that lifespan appears unsupported.",
        'Ask `scope["type"]` first, then read keys.',
        f"{MAIN}#applications",
        under="a lifespan",
        wrong="""
            path = scope["path"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": path.encode()})
        """,
        right="""
            if scope["type"] == "lifespan":
                await receive()
                await send({"type": "lifespan.startup.complete"})
                await receive()
                await send({"type": "lifespan.shutdown.complete"})
                return
            path = scope["path"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": path.encode()})
        """,
    ),
    Rule(
        "SCO-002",
        "error",
        "The optional keys of an http scope are read with a default: scheme, raw_path, root_path, client, server, "
        "state, extensions.",
        "Another server, or a test, leaves the key out, and the request ends as a KeyError and a 500.",
        'Read the key with `scope.get`, as in `scope.get("client")`, and say what happens without it.',
        f"{HTTP}#http-connection-scope",
        under="minimal scope",
        wrong="""
            scheme = scope["scheme"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": scheme.encode()})
        """,
        right="""
            scheme = scope.get("scheme", "http")
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": scheme.encode()})
        """,
    ),
    Rule(
        "SCO-003",
        "error",
        "The optional keys of a websocket scope are read with a default: those of http, and http_version, "
        "query_string and subprotocols.",
        "A server that has nothing to say leaves the key out, and the handshake ends as a KeyError.",
        'Write `scope.get("subprotocols", [])`, `scope.get("query_string") or b""`.',
        f"{HTTP}#websocket-connection-scope",
        under="minimal scope",
        wrong="""
            await receive()
            chosen = "chat" if "chat" in scope["subprotocols"] else None
            await send({"type": "websocket.accept", "subprotocol": chosen})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            chosen = "chat" if "chat" in scope.get("subprotocols", []) else None
            await send({"type": "websocket.accept", "subprotocol": chosen})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "SCO-004",
        "error",
        "headers is any iterable of two-item iterables: it is walked through, never asked for a name or a tuple.",
        "The pairs may be lists as well as tuples; what one server's type happens to allow fails on the next.",
        'Write `for name, value in scope["headers"]:`.',
        f"{HTTP}#http-connection-scope",
        under="headers as lists",
        wrong="""
            json = (b"accept", b"application/json") in scope["headers"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}" if json else b"hi"})
        """,
        right="""
            json = any((name, value) == (b"accept", b"application/json") for name, value in scope["headers"])
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}" if json else b"hi"})
        """,
    ),
    Rule(
        "SCO-005",
        "error",
        "Headers that come more than once are all read.",
        "A dict keeps the last one. Proxies add lines of x-forwarded-for, and HTTP/2 may split one cookie header into "
        "several: what the dict lost were addresses and sessions.",
        'Collect a list for every name; join `cookie` with "; ", other lists with ", ".',
        f"{HTTP}#http",
        under="split headers",
        wrong="""
            headers = dict(scope["headers"])
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": headers.get(b"cookie", b"")})
        """,
        right="""
            cookies = [value for name, value in scope["headers"] if name.lower() == b"cookie"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"; ".join(cookies)})
        """,
    ),
    Rule(
        "SCO-006",
        "warning",
        "Names of headers are compared without regard to case.",
        "Servers should write them in lower case, but the spec does not require it.",
        'Compare `name.lower() == b"accept"`.',
        f"{HTTP}#http-connection-scope",
        under="headers in capitals",
        wrong="""
            accept = [value for name, value in scope["headers"] if name == b"accept"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b", ".join(accept)})
        """,
        right="""
            accept = [value for name, value in scope["headers"] if name.lower() == b"accept"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b", ".join(accept)})
        """,
    ),
    Rule(
        "SCO-007",
        "error",
        "Header names and values are bytes, and not always ASCII or UTF-8.",
        "`.decode()` means UTF-8 and raises on a byte such as 0xE9, which a header may hold: a 500 that any client "
        "can cause.",
        'Compare bytes, or decode with `"latin-1"`, which knows every byte.',
        f"{HTTP}#wsgi-encoding-differences",
        under="header beyond ASCII",
        wrong="""
            headers = [(name.decode(), value.decode()) for name, value in scope["headers"]]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": str(dict(headers).get("accept")).encode()})
        """,
        right="""
            headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": str(dict(headers).get("accept")).encode()})
        """,
    ),
    Rule(
        "SCO-008",
        "warning",
        "path is decoded already; it is not decoded again.",
        "A name that holds a percent sign turns into another name. All servers decode `/caf%C3%A9/a%2Fb` to "
        "`/café/a/b`; where the difference counts, only raw_path has it, and that may be missing.",
        'Use `scope["path"]` as it is.',
        f"{HTTP}#http-connection-scope",
        under="a path with an escaped percent sign",
        wrong="""
            from urllib.parse import unquote


            async def app(scope, receive, send):
                path = unquote(scope["path"])
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": path.encode()})
        """,
        right="""
            async def app(scope, receive, send):
                path = scope["path"]
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": path.encode()})
        """,
    ),
    Rule(
        "SCO-009",
        "error",
        "query_string is bytes, still escaped, without the question mark.",
        "Parsed as bytes it has keys of bytes, so that asking for a str finds nothing, on every server.",
        'Write `parse_qs(scope["query_string"].decode("latin-1"))`.',
        f"{HTTP}#http-connection-scope",
        under="a query",
        wrong="""
            from urllib.parse import parse_qs


            async def app(scope, receive, send):
                query = parse_qs(scope["query_string"])
                text = query.get("q", ["nothing"])[0]
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": text.encode()})
        """,
        right="""
            from urllib.parse import parse_qs


            async def app(scope, receive, send):
                query = parse_qs(scope["query_string"].decode("latin-1"))
                text = query.get("q", ["nothing"])[0]
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": text.encode()})
        """,
    ),
    Rule(
        "SCO-010",
        "warning",
        "path begins with root_path; an app that is mounted looks at what comes after it.",
        "Unlike PATH_INFO in WSGI, path is the whole path: below a prefix, an app that ignores root_path finds none "
        "of its routes.",
        'Write `scope["path"].removeprefix(scope.get("root_path", ""))`.',
        f"{HTTP}#wsgi-compatibility",
        under="mounted",
        wrong="""
            path = scope["path"]
            await send({"type": "http.response.start", "status": 200 if path == "/" else 404, "headers": []})
            await send({"type": "http.response.body", "body": b"home" if path == "/" else b"not found"})
        """,
        right="""
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            await send({"type": "http.response.start", "status": 200 if path == "/" else 404, "headers": []})
            await send({"type": "http.response.body", "body": b"home" if path == "/" else b"not found"})
        """,
    ),
    Rule(
        "SCO-011",
        "error",
        "client and server may be None, and so may the port of server.",
        "Behind a Unix socket nobody has an address, and the request ends as a TypeError and a 500.",
        'Write `scope.get("client") or ("unknown", 0)`.',
        f"{HTTP}#http-connection-scope",
        under="unknown addresses",
        wrong="""
            known = scope.get("client", ("", 0))[0] != ""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            known = scope.get("client") is not None
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "SCO-012",
        "warning",
        'http_version is "1.0", "1.1" or "2", and servers have been seen to say "3" or "1".',
        "A table or a comparison that knows only 1.x fails on the day a server speaks HTTP/2.",
        "Compare it with the strings that you know, and have an answer for any other.",
        f"{HTTP}#http-connection-scope",
        under="HTTP/2",
        wrong="""
            minor = scope["http_version"].split(".")[1]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            old = scope["http_version"] == "1.0"
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "SCO-013",
        "warning",
        "A method that the app does not know is answered, not tripped over.",
        "Clients may invent methods; a KeyError makes a 500 of what should be a 405.",
        "Look methods up with a default, and answer 405.",
        f"{HTTP}#http-connection-scope",
        under="a method that nobody knows",
        wrong="""
            status = {"GET": 200, "HEAD": 200}[scope["method"]]
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body"})
        """,
        right="""
            status = {"GET": 200, "HEAD": 200}.get(scope["method"], 405)
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body"})
        """,
    ),
    Rule(
        "SCO-014",
        "warning",
        "Keys that the app does not know are ignored, in the scope and in events.",
        "Servers and middleware add their own, and every version of the spec has brought new ones.",
        "Take the keys that you need by name.",
        f"{MAIN}#error-handling",
        under="unknown keys",
        wrong="""
            def body_of(*, type, body=b"", more_body=False):
                return body


            async def app(scope, receive, send):
                event = await receive()
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": body_of(**event)})
        """,
        right="""
            async def app(scope, receive, send):
                event = await receive()
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": event.get("body", b"")})
        """,
    ),
    Rule(
        "SCO-015",
        "warning",
        "Middleware copies the scope before it changes it.",
        "The scope belongs to the caller: a change leaks out to whoever else looks at it.",
        'Write `scope = {**scope, "user": user}`, and copy the lists inside that you change.',
        f"{MAIN}#middleware",
        under="a look at the scope afterwards",
        wrong="""
            async def app(scope, receive, send):
                scope["user"] = "ada"
                await inner(scope, receive, send)


            async def inner(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": scope["user"].encode()})
        """,
        right="""
            async def app(scope, receive, send):
                scope = {**scope, "user": "ada"}
                await inner(scope, receive, send)


            async def inner(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": scope["user"].encode()})
        """,
    ),
    Rule(
        "SCO-018",
        "warning",
        'scope["state"] is there only if the server supports it.',
        "Without lifespan there is no state, on daphne never: the request ends as a KeyError and a 500.",
        'Write `scope.get("state", {})`, and have a way without it.',
        f"{LIFESPAN}#lifespan-state",
        under="no state",
        wrong="""
            greeting = scope["state"].get("greeting", b"hi")
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": greeting})
        """,
        right="""
            greeting = scope.get("state", {}).get("greeting", b"hi")
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": greeting})
        """,
    ),
    Rule(
        "SCO-019",
        "error",
        'scope["extensions"] may be missing, and an extension is used only if it is named there.',
        "Uvicorn and gunicorn leave the key out on HTTP/1.1: the request ends as a KeyError and a 500.",
        'Write `"http.response.trailers" in (scope.get("extensions") or {})`.',
        f"{MAIN}#extensions",
        under="minimal scope",
        wrong="""
            trailers = "http.response.trailers" in scope["extensions"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            trailers = "http.response.trailers" in (scope.get("extensions") or {})
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
)

_EVENTS = (
    Rule(
        "EVT-001",
        "error",
        "send takes one message, and a message is a dict.",
        "A server reads the message's keys: anything else is a TypeError and a 500 on all of them.",
        'Write `await send({"type": ..., ...})`.',
        f"{MAIN}#events",
        wrong="""
            await send("http.response.start", 200)
            await send(b"hi")
        """,
        right=_HELLO,
    ),
    Rule(
        "EVT-002",
        "error",
        'Every message has a "type", a str.',
        "The type is how a server knows what the message means; without it, all of them answer 500.",
        'Add the key, such as `"type": "http.response.start"`.',
        f"{MAIN}#events",
        wrong="""
            await send({"status": 200, "headers": []})
            await send({"body": b"hi"})
        """,
        right=_HELLO,
    ),
    Rule(
        "EVT-003",
        "error",
        "The type of a message is one that the connection's protocol defines.",
        "Most servers raise; gunicorn ignores the message, so the client gets less than was meant.",
        "Look at the table of messages for this scope type.",
        f"{MAIN}#error-handling",
        wrong="""
            await send({"type": "http.request.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "EVT-004",
        "error",
        "Messages hold only bytes, str, int, finite float, bool, None, lists and dicts with str keys.",
        "A message may be serialised on its way, and anything else cannot be. Daphne refuses even a bytearray as body.",
        "Convert the value first.",
        f"{MAIN}#events",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": [], "seconds": float("nan")})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right=_HELLO,
    ),
    Rule(
        "EVT-005",
        "info",
        "A key that the message does not define is ignored.",
        "A typing error in a key vanishes without a word on every server: the default is used.",
        "Compare the key with the table of the message.",
        f"{MAIN}#error-handling",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "header": []})
            await send({"type": "http.response.body", "content": b"hi"})
        """,
        right=_HELLO,
    ),
    Rule(
        "EVT-006",
        "error",
        "The type of every event is looked at before its other keys.",
        "Any receive may give a disconnect, which has no body, no text and no bytes: the app ends as a KeyError.",
        'Begin with `if event["type"] == ...`.',
        f"{MAIN}#events",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            while True:
                event = await receive()
                await send({"type": "websocket.send", "text": event["text"]})
        """,
        under="a client that sends a text and leaves",
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            while (event := await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": event.get("text") or ""})
        """,
    ),
)

_HTTP = (
    Rule(
        "HTTP-001",
        "error",
        "Every request is answered with one http.response.start.",
        "Uvicorn, hypercorn, granian and gunicorn answer 500 in your name; on daphne the client waits for ever.",
        "Send `http.response.start`, then `http.response.body`, on every path through the app.",
        f"{HTTP}#response-start-send-event",
        wrong="""
            if scope["path"] == "/hello":
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            found = scope["path"] == "/hello"
            await send({"type": "http.response.start", "status": 200 if found else 404, "headers": []})
            await send({"type": "http.response.body", "body": b"hi" if found else b"not found"})
        """,
    ),
    Rule(
        "HTTP-002",
        "error",
        "http.response.start goes before any http.response.body.",
        "The status line travels first; without it there is nowhere to put a body. All servers answer 500.",
        "Send `http.response.start` before the first body.",
        f"{HTTP}#response-start-send-event",
        wrong="""
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-003",
        "error",
        "http.response.start is sent once.",
        "The status line has gone out and cannot be sent again: uvicorn and hypercorn cut the response off, granian "
        "answers 500, on daphne the client waits for ever.",
        "Send it once; only `http.response.body` may repeat.",
        f"{HTTP}#response-start-send-event",
        wrong="""
            for chunk in (b"one", b"two"):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": chunk, "more_body": chunk == b"one"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for chunk in (b"one", b"two"):
                await send({"type": "http.response.body", "body": chunk, "more_body": chunk == b"one"})
        """,
    ),
    Rule(
        "HTTP-004",
        "error",
        "http.response.start is followed by at least one http.response.body.",
        "Servers may hold the headers back until the body comes: the client gets half a response (uvicorn, hypercorn), "
        "a 500 (granian), nothing (gunicorn), or waits for ever (daphne).",
        'End with `await send({"type": "http.response.body"})`, even where the body is empty.',
        f"{HTTP}#response-start-send-event",
        wrong="""
            await send({"type": "http.response.start", "status": 204, "headers": []})
        """,
        right="""
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
        """,
    ),
    Rule(
        "HTTP-005",
        "error",
        "The response is complete before the app returns: its last body has no more_body, or more_body False.",
        "The client was promised more: most servers cut the connection, daphne leaves it open for ever.",
        'End with `await send({"type": "http.response.body"})`.',
        f"{HTTP}#response-body-send-event",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for chunk in (b"one", b"two"):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for chunk in (b"one", b"two"):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body"})
        """,
    ),
    Rule(
        "HTTP-006",
        "error",
        "Nothing is sent once the response is complete.",
        "The spec says that it is ignored; uvicorn, hypercorn and granian raise, and uvicorn and gunicorn close the "
        "connection.",
        "Send every body but the last with `more_body` True, and stop after the last.",
        f"{HTTP}#response-body-send-event",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"one"})
            await send({"type": "http.response.body", "body": b"two"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"one", "more_body": True})
            await send({"type": "http.response.body", "body": b"two"})
        """,
    ),
    Rule(
        "HTTP-007",
        "error",
        "http.response.start has a status.",
        "Without it uvicorn and gunicorn close the connection with no answer at all, hypercorn and granian answer 500.",
        'Add `"status": 200`.',
        f"{HTTP}#response-start-send-event",
        wrong="""
            await send({"type": "http.response.start", "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-008",
        "error",
        "status is an int.",
        "With a str uvicorn and gunicorn close the connection with no answer, granian answers 500, daphne never "
        "answers; only hypercorn takes it.",
        'Write `"status": 200`, with no quotes and no reason phrase.',
        f"{HTTP}#response-start-send-event",
        wrong="""
            await send({"type": "http.response.start", "status": "200 OK", "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-009",
        "error",
        "status is a final status code, 200 to 599.",
        "A code below 200 is no response. With 42 uvicorn closes the connection, daphne and gunicorn send it, and "
        "granian's worker process dies.",
        "Choose a code from 200 to 599.",
        f"{_RFC9110}#section-15",
        wrong="""
            await send({"type": "http.response.start", "status": 42, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 420, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-011",
        "error",
        "headers is a list of (name, value) pairs.",
        "Names may repeat (two set-cookie, say), so that a dict cannot hold them; every server unpacks two items a "
        "header and fails, uvicorn with no answer at all.",
        'Write `"headers": [(b"content-type", b"text/plain")]`.',
        f"{HTTP}#response-start-send-event",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": {b"content-type": b"text/plain"}})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-012",
        "error",
        "Header names and values are bytes.",
        "A str works on gunicorn and on uvicorn with h11; it breaks on the day httptools is installed, and on "
        "hypercorn, daphne and granian.",
        'Write `(b"content-type", b"text/plain")`, or `.encode("latin-1")`.',
        f"{MAIN}#error-handling",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": [("content-type", "text/plain")]})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-013",
        "error",
        "Header names in a response are lower case.",
        "HTTP/2 forbids capitals; httptools and granian mend them, other servers send them as they are.",
        'Write `b"content-type"`.',
        f"{HTTP}#response-start-send-event",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": [(b"Content-Type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-014",
        "error",
        "headers hold no pseudo headers, such as b':status'.",
        "The server makes them itself from the message; every server refuses one, uvicorn with no answer at all.",
        'Use the key `"status"`.',
        f"{HTTP}#response-start-send-event",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": [(b":status", b"200")]})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-015",
        "error",
        "A header name is a token, and a value has no carriage return, line feed or NUL.",
        "A line break ends the header: what follows becomes a header that somebody else chose. Most servers raise; "
        "daphne sends it.",
        "Check or encode what comes from outside before it goes into a header.",
        f"{_RFC9110}#section-5",
        wrong="""
            name = b"ada\\r\\nset-cookie: admin=1"
            await send({"type": "http.response.start", "status": 200, "headers": [(b"x-name", name)]})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            from urllib.parse import quote


            async def app(scope, receive, send):
                name = quote("ada\\r\\nset-cookie: admin=1").encode()
                await send({"type": "http.response.start", "status": 200, "headers": [(b"x-name", name)]})
                await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-016",
        "warning",
        "An app sends no transfer-encoding: how the body is framed is the server's business.",
        "Told `gzip`, h11 and hypercorn raise, daphne drops the header, and gunicorn sends a body that no client can "
        "read.",
        "Leave the header out; without content-length the server sends chunks.",
        f"{HTTP}#response-start-send-event",
        wrong="""
            headers = [(b"transfer-encoding", b"chunked")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-017",
        "warning",
        "An app sends no header that belongs to the connection (connection, keep-alive, upgrade, proxy-connection).",
        "The connection is the server's, and HTTP/2 forbids these headers.",
        "Leave the header out.",
        f"{_RFC9113}#section-8.2.2",
        wrong="""
            headers = [(b"connection", b"keep-alive")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-018",
        "error",
        "There is at most one content-length, and it is ASCII digits.",
        "Two lengths that differ are how one response is smuggled inside another. h11 and hypercorn raise; httptools, "
        "daphne and gunicorn send both.",
        'Write `(b"content-length", str(len(body)).encode("ascii"))` once.',
        f"{_RFC9110}#section-8.6",
        wrong="""
            headers = [(b"content-length", b"2"), (b"content-length", b"2")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            headers = [(b"content-length", b"2")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-019",
        "error",
        "content-length counts the bytes of the body that is sent.",
        "Uvicorn and hypercorn raise and cut the connection; daphne and granian send the mismatch, and the client cuts "
        "the body short or waits for bytes that never come.",
        "Measure the encoded body, `len(body)`: one character may be several bytes.",
        f"{_RFC9110}#section-8.6",
        wrong="""
            text = "café"
            headers = [(b"content-length", str(len(text)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": text.encode()})
        """,
        right="""
            body = "café".encode()
            headers = [(b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        """,
    ),
    Rule(
        "HTTP-020",
        "error",
        "body is bytes.",
        "The 200 and the headers are gone when the server finds out: the client sees a 200 that is cut off, on daphne "
        "one that never ends, on granian an empty page and no error.",
        'Write `b"..."`, or `text.encode("utf-8")`.',
        f"{HTTP}#response-body-send-event",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": "hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-021",
        "error",
        "more_body is True or False.",
        'The text "False" is true to most servers, so that the response never ends; granian takes whatever is no bool '
        "for False, so that it ends too early.",
        "Write `True` or `False` without quotes.",
        f"{HTTP}#response-body-send-event",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi", "more_body": "False"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi", "more_body": False})
        """,
    ),
    Rule(
        "HTTP-022",
        "error",
        "A response with status 204 or 304 has no body.",
        "Uvicorn raises and cuts the connection; hypercorn, daphne, granian and gunicorn throw the body away.",
        "Send one empty `http.response.body`, or another status.",
        f"{_RFC9110}#section-15.3.5",
        wrong="""
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b"deleted"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
        """,
    ),
    Rule(
        "HTTP-023",
        "warning",
        "A response with status 204 has no content-length.",
        "With it, uvicorn on httptools sends the body of a response that must not have one.",
        "Leave the header out.",
        f"{_RFC9110}#section-8.6",
        wrong="""
            await send({"type": "http.response.start", "status": 204, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
        """,
    ),
    Rule(
        "HTTP-026",
        "error",
        "Every cookie has a set-cookie header of its own.",
        "A client does not split set-cookie at commas, as dates have them too: all that follows becomes part of the "
        "first cookie.",
        'Write `[(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]`.',
        f"{HTTP}#http",
        wrong="""
            headers = [(b"set-cookie", b"seen=1, theme=dark")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            headers = [(b"set-cookie", b"seen=1"), (b"set-cookie", b"theme=dark")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-027",
        "error",
        "The body of a request is read until more_body is false, and its pieces are joined.",
        "One receive is one piece. Of 150,000 bytes the first event brought 127,921 on uvicorn, 65,484 on hypercorn, "
        "16,323 on granian and 8,192 on daphne: the app works in tests and cuts real uploads short.",
        'Loop: `body += event.get("body", b"")`, until `event.get("more_body", False)` is false.',
        f"{HTTP}#request-receive-event",
        under="cut anywhere",
        wrong="""
            event = await receive()
            body = event.get("body", b"")
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
        """,
        right="""
            body, more = b"", True
            while more:
                event = await receive()
                if event["type"] == "http.disconnect":
                    return
                body += event.get("body", b"")
                more = event.get("more_body", False)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
        """,
    ),
    Rule(
        "HTTP-028",
        "error",
        "body and more_body of http.request are read with a default.",
        "Both are optional. Most servers always send them, so that the KeyError waits for the one that does not.",
        'Write `event.get("body", b"")` and `event.get("more_body", False)`.',
        f"{HTTP}#request-receive-event",
        under="keys left out",
        wrong="""
            body, more = b"", True
            while more:
                event = await receive()
                body += event["body"]
                more = event["more_body"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
        """,
        right="""
            body, more = b"", True
            while more:
                event = await receive()
                if event["type"] == "http.disconnect":
                    return
                body += event.get("body", b"")
                more = event.get("more_body", False)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
        """,
    ),
    Rule(
        "HTTP-029",
        "error",
        "An empty piece is not the end of the body; only more_body says that.",
        "Hypercorn and granian end a body with an empty piece, and one may come at its beginning too: an app that "
        "stops there loses the rest.",
        "Look at `more_body`, never at whether `body` is empty.",
        f"{HTTP}#request-receive-event",
        under="empty pieces",
        wrong="""
            body, more = b"", True
            while more:
                event = await receive()
                if not event.get("body"):
                    break
                body += event["body"]
                more = event.get("more_body", False)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
        """,
        right="""
            body, more = b"", True
            while more:
                event = await receive()
                if event["type"] == "http.disconnect":
                    return
                body += event.get("body", b"")
                more = event.get("more_body", False)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
        """,
    ),
    Rule(
        "HTTP-030",
        "error",
        "receive is not asked for more once more_body was False.",
        "No more of the body comes: the app waits for the client, the client waits for the response, and on every "
        "server the request hangs.",
        "Stop reading when `more_body` is false or absent; one loop around `receive` is enough.",
        f"{HTTP}#disconnect-receive-event",
        wrong="""
            await receive()
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "HTTP-031",
        "error",
        "http.disconnect ends the request: it is not the end of the body.",
        "The client is gone. What has arrived is only a part: on uvicorn and hypercorn 40 of 100 bytes were handled "
        "as if they were the whole.",
        'Look at `message["type"]` before its other keys, and return on `http.disconnect`.',
        f"{HTTP}#disconnect-receive-event",
        under="a client that leaves in the middle of its body",
        wrong="""
            body, more = b"", True
            while more:
                event = await receive()
                body += event.get("body", b"")
                more = event.get("more_body", False)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
        """,
        right="""
            body, more = b"", True
            while more:
                event = await receive()
                if event["type"] == "http.disconnect":
                    return
                body += event.get("body", b"")
                more = event.get("more_body", False)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
        """,
    ),
    Rule(
        "HTTP-032",
        "warning",
        "Nothing needs to be sent once the client has left.",
        "Nobody receives it: the server does nothing, or raises OSError.",
        "Return as soon as `http.disconnect` comes.",
        f"{HTTP}#disconnected-client-send-exception",
        under="a client that leaves in the middle of its body",
        wrong="""
            event = await receive()
            while event.get("more_body", False):
                event = await receive()
            if event["type"] == "http.disconnect":
                await send({"type": "http.response.start", "status": 400, "headers": []})
                await send({"type": "http.response.body", "body": b"come back"})
        """,
        right="""
            event = await receive()
            while event.get("more_body", False):
                event = await receive()
            if event["type"] == "http.disconnect":
                return
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"thanks"})
        """,
    ),
    Rule(
        "HTTP-033",
        "warning",
        "An OSError out of send means that the client has left: it is not answered with another send.",
        "Nobody receives that either: it raises again, and the app does not come to its cleaning up.",
        "Clean up, then return or raise the error on.",
        f"{HTTP}#disconnected-client-send-exception",
        under="leaves after one message",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            try:
                await send({"type": "http.response.body", "body": b"one", "more_body": True})
            except OSError:
                await send({"type": "http.response.body", "body": b"error"})
            else:
                await send({"type": "http.response.body", "body": b"two"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            try:
                await send({"type": "http.response.body", "body": b"one", "more_body": True})
            except OSError:
                return
            await send({"type": "http.response.body", "body": b"two"})
        """,
    ),
    Rule(
        "HTTP-034",
        "warning",
        "A response without an end also listens for http.disconnect.",
        "Servers of 2026 accept whatever is sent into a dead connection: all five took 40 pieces of 70 kB without a "
        "word. An app that only sends goes on for ever.",
        "Let a second task await `receive()`, and end the stream when `http.disconnect` comes.",
        f"{HTTP}#disconnect-receive-event",
        under="silent server",
        wrong="""
            import asyncio


            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                while True:
                    await send({"type": "http.response.body", "body": b"tick\\n", "more_body": True})
                    await asyncio.sleep(1)
        """,
        right="""
            import asyncio


            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                ticking = asyncio.create_task(tick(send))
                while (await receive())["type"] != "http.disconnect":
                    pass
                ticking.cancel()
                await asyncio.wait([ticking])


            async def tick(send):
                while True:
                    await send({"type": "http.response.body", "body": b"tick\\n", "more_body": True})
                    await asyncio.sleep(1)
        """,
    ),
)

_WEBSOCKET = (
    Rule(
        "WS-001",
        "error",
        "websocket.connect is answered with websocket.accept or websocket.close.",
        "Otherwise the server refuses in your name: 500 on uvicorn and hypercorn, 403 on granian and gunicorn; on "
        "daphne the client waits for twenty seconds.",
        'Send `{"type": "websocket.accept"}`, or `{"type": "websocket.close"}` to refuse.',
        f"{HTTP}#connect-receive-event",
        wrong="""
            await receive()
            if scope["path"] != "/chat":
                return
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            if scope["path"] != "/chat":
                await send({"type": "websocket.close"})
                return
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-002",
        "error",
        "websocket.connect is received before anything is sent.",
        "It is the client's question, and accept and close are the answers to it. Servers of 2026 let it pass, but "
        "the first receive then gives `websocket.connect` where the app expects a message.",
        "Start with `message = await receive()`.",
        f"{HTTP}#connect-receive-event",
        wrong="""
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-003",
        "error",
        "websocket.accept is sent once.",
        "The handshake is over: uvicorn raises and drops the connection, hypercorn, daphne and gunicorn close it with "
        "1011.",
        "Accept once, before the loop that receives.",
        f"{HTTP}#accept-send-event",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-004",
        "error",
        "websocket.accept goes before any websocket.send.",
        "The handshake is still open, so that there is no connection to send on: a 500, on granian a 403.",
        'Answer `websocket.connect` with `{"type": "websocket.accept"}` first.',
        f"{HTTP}#accept-send-event",
        wrong="""
            await receive()
            await send({"type": "websocket.send", "text": "welcome"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "welcome"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-006",
        "error",
        "A connection that was refused is not accepted afterwards.",
        "The refusal is on its way: uvicorn and hypercorn raise, daphne and gunicorn ignore the accept, granian opens "
        "the connection after all.",
        "Return after the close.",
        f"{HTTP}#close-send-event",
        wrong="""
            await receive()
            if b"token" not in scope["query_string"]:
                await send({"type": "websocket.close"})
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            if b"token" not in scope["query_string"]:
                await send({"type": "websocket.close"})
                return
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-007",
        "error",
        "Exactly one of text and bytes is not None in websocket.send.",
        "Of both, uvicorn and hypercorn send the bytes, gunicorn the text, and daphne and granian raise. With neither, "
        "uvicorn, daphne and gunicorn send nothing and say nothing.",
        'Write `"text": ...` or `"bytes": ...`.',
        f"{HTTP}#send-send-event",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "hi", "bytes": b"hi"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "hi"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-008",
        "error",
        "In websocket.send, text is a str and bytes is bytes.",
        "Uvicorn drops the connection, hypercorn closes it with 1011, granian sends an empty message.",
        'Use `"text"` for a str and `"bytes"` for bytes.',
        f"{HTTP}#send-send-event",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": b"hi"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "hi"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-010",
        "error",
        "Nothing is sent after websocket.close.",
        "The connection is closed: a message makes uvicorn, hypercorn, daphne and gunicorn raise, and a second close "
        "uvicorn; granian throws both away in silence.",
        "Return after closing, or only wait for `websocket.disconnect`.",
        f"{HTTP}#close-send-event",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-011",
        "error",
        "A close code is one that may be sent: 1000 to 1003, 1007 to 1014, or 3000 to 4999.",
        "1005, 1006 and 1015 only report what happened and are never sent. With 1005 or 999 uvicorn drops the "
        "connection; granian and gunicorn send the illegal code.",
        "Use 1000 for a normal end, or your own code from 4000 to 4999.",
        f"{_RFC6455}#section-7.4",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 1006})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 4006})
        """,
    ),
    Rule(
        "WS-012",
        "info",
        "The close codes that every server sends are 1000 and 3000 to 4999.",
        "Daphne raises on the others, 1001 or 1011, say, although the protocol allows them.",
        "Use 1000, or your own code from 4000 to 4999, where the app may run on daphne.",
        f"{_RFC6455}#section-7.4",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 1011})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 4011})
        """,
    ),
    Rule(
        "WS-013",
        "error",
        "A close reason is at most 123 bytes of UTF-8.",
        "It travels in a control frame, which holds no more: uvicorn raises, hypercorn and gunicorn cut it, granian "
        "sends an illegal frame.",
        "Shorten the reason.",
        f"{_RFC6455}#section-5.5",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "reason": "é" * 100})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "reason": "é" * 50})
        """,
    ),
    Rule(
        "WS-014",
        "error",
        "In websocket.close, code is an int and reason a str or None.",
        'With the code "1000" uvicorn, daphne and gunicorn raise; hypercorn and granian take it.',
        'Write `"code": 1000`.',
        f"{HTTP}#close-send-event",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": "1000"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 1000})
        """,
    ),
    Rule(
        "WS-015",
        "error",
        "The subprotocol is one that the client offered.",
        "Hypercorn raises; uvicorn, granian and gunicorn send it, and a browser ends such a connection.",
        'Choose from `scope.get("subprotocols", [])`, or leave the key out.',
        f"{_RFC6455}#section-4.2.2",
        wrong="""
            await receive()
            await send({"type": "websocket.accept", "subprotocol": "chat"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            chosen = "chat" if "chat" in scope.get("subprotocols", []) else None
            await send({"type": "websocket.accept", "subprotocol": chosen})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-016",
        "error",
        "subprotocol is a str or None.",
        "Of the bytes b'chat', uvicorn and gunicorn send the text b'chat', with the b and the quotes; granian drops "
        "them.",
        'Write `"subprotocol": "chat"`.',
        f"{HTTP}#accept-send-event",
        under="a client that offers chat",
        wrong="""
            await receive()
            await send({"type": "websocket.accept", "subprotocol": b"chat"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept", "subprotocol": "chat"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-017",
        "error",
        "The headers of websocket.accept are bytes in lower case, without sec-websocket-protocol.",
        "The server writes that header itself from the key `subprotocol`; only hypercorn notices the second one.",
        'Use the key `"subprotocol"`.',
        f"{HTTP}#accept-send-event",
        under="a client that offers chat",
        wrong="""
            await receive()
            await send({"type": "websocket.accept", "headers": [(b"sec-websocket-protocol", b"chat")]})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept", "subprotocol": "chat"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-018",
        "error",
        "A websocket scope is not answered with messages of http.",
        "Uvicorn raises, daphne and gunicorn ignore it, granian answers with plain HTTP.",
        'Refuse with `websocket.close`; where `scope["extensions"]` names websocket.http.response, that can send more.',
        f"{MAIN}#protocol-specifications",
        wrong="""
            await receive()
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b"not found"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-019",
        "error",
        "An app sends websocket.accept, websocket.send and websocket.close, and no other type of websocket message.",
        "Uvicorn, hypercorn and granian raise; daphne and gunicorn ignore the message, so that the client waits.",
        'Write `{"type": "websocket.send", "text": ...}`.',
        f"{MAIN}#error-handling",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.text", "text": "hi"})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "hi"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-020",
        "error",
        "An app that accepted returns only after websocket.close or websocket.disconnect.",
        "The client sees its connection break (1006 on uvicorn, 1011 on hypercorn and gunicorn); on daphne the socket "
        "stays open for ever.",
        'Send `{"type": "websocket.close"}` before you return, or loop until `websocket.disconnect`.',
        f"{HTTP}#close-send-event",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "bye"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "bye"})
            await send({"type": "websocket.close"})
        """,
    ),
    Rule(
        "WS-021",
        "error",
        "websocket.disconnect ends the connection: receive is not called again.",
        "Hypercorn, daphne and gunicorn block for ever on the next call; uvicorn and granian say it again and again.",
        'Leave the loop on `message["type"] == "websocket.disconnect"`.',
        f"{HTTP}#disconnect-receive-event-ws",
        under="one disconnect",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            while True:
                event = await receive()
                if event["type"] == "websocket.receive":
                    await send({"type": "websocket.send", "text": "thanks"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            while True:
                event = await receive()
                if event["type"] == "websocket.disconnect":
                    break
                await send({"type": "websocket.send", "text": "thanks"})
        """,
    ),
    Rule(
        "WS-022",
        "warning",
        "Nothing needs to be sent once the client has left.",
        "Nobody receives it: uvicorn and gunicorn raise an OSError, hypercorn, daphne and granian do nothing.",
        "Return on `websocket.disconnect`.",
        f"{HTTP}#disconnected-client-send-exception",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            while (await receive())["type"] != "websocket.disconnect":
                pass
            await send({"type": "websocket.send", "text": "bye"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            while (await receive())["type"] != "websocket.disconnect":
                pass
        """,
    ),
    Rule(
        "WS-023",
        "warning",
        "websocket.close is not sent after websocket.disconnect.",
        "The connection is closed already: uvicorn on wsproto raises, and under a framework the log says «Unexpected "
        "ASGI message».",
        "Close only what is open: remember whether the disconnect has come.",
        f"{HTTP}#disconnect-receive-event-ws",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            try:
                while (await receive())["type"] != "websocket.disconnect":
                    pass
            finally:
                await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            while (await receive())["type"] != "websocket.disconnect":
                pass
        """,
    ),
    Rule(
        "WS-024",
        "error",
        "text and bytes of websocket.receive are read with .get() and compared with None.",
        "The unused one is absent on some servers and None on others, and an empty text is a message too. An app that "
        'takes the wrong one ends as a KeyError, or answers "Echo: None".',
        'Write `if event.get("text") is not None:`.',
        f"{HTTP}#receive-receive-event",
        under="a binary message",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            while (event := await receive())["type"] == "websocket.receive":
                text = event["text"]
                if text is None:
                    await send({"type": "websocket.send", "bytes": event["bytes"]})
                else:
                    await send({"type": "websocket.send", "text": text})
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            while (event := await receive())["type"] == "websocket.receive":
                text = event.get("text")
                if text is None:
                    await send({"type": "websocket.send", "bytes": event["bytes"]})
                else:
                    await send({"type": "websocket.send", "text": text})
        """,
    ),
    Rule(
        "WS-025",
        "warning",
        "reason of websocket.disconnect is read with a default; a code that nobody gave is 1005.",
        "The reason came in 2024: of the servers of 2026 only uvicorn passes it on, so that elsewhere it is a "
        "KeyError.",
        'Write `event.get("reason") or ""`.',
        f"{HTTP}#disconnect-receive-event-ws",
        under="keys left out",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            while (event := await receive())["type"] != "websocket.disconnect":
                pass
            print("left because of", event["reason"])
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            while (event := await receive())["type"] != "websocket.disconnect":
                pass
            print("left because of", event.get("reason") or "nothing")
        """,
    ),
    Rule(
        "WS-026",
        "warning",
        "A message may still arrive between the app's close and the disconnect: it is ignored.",
        "The client had sent it before it heard of the close. An app that expects only the disconnect trips over it.",
        "Go on receiving until `websocket.disconnect`, or return right after the close.",
        f"{HTTP}#close-send-event",
        under="late message",
        wrong="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
            event = await receive()
            if event["type"] != "websocket.disconnect":
                raise RuntimeError(f"unexpected {event['type']}")
        """,
        right="""
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
            while (await receive())["type"] != "websocket.disconnect":
                pass
        """,
    ),
    Rule(
        "WS-028",
        "error",
        "An app that accepted lets no exception out for what it can foresee.",
        "Uvicorn drops the connection, which a browser reports as 1006; hypercorn, daphne and gunicorn close it with "
        "1011, granian with no code at all.",
        "Catch it, and close with a code that says what was wrong.",
        f"{MAIN}#error-handling",
        wrong="""
            import json


            async def app(scope, receive, send):
                await receive()
                await send({"type": "websocket.accept"})
                while (event := await receive())["type"] == "websocket.receive":
                    json.loads(event.get("text") or "")
        """,
        right="""
            import json


            async def app(scope, receive, send):
                await receive()
                await send({"type": "websocket.accept"})
                while (event := await receive())["type"] == "websocket.receive":
                    try:
                        json.loads(event.get("text") or "")
                    except ValueError:
                        await send({"type": "websocket.close", "code": 4000, "reason": "that was no JSON"})
                        return
        """,
    ),
)

_LIFESPAN = (
    Rule(
        "LIFE-002",
        "error",
        "lifespan.startup is received before it is answered.",
        "It is the server's question; complete and failed are the answers to it.",
        "Start with `message = await receive()`.",
        f"{LIFESPAN}#startup-receive-event",
        wrong="""
            await send({"type": "lifespan.startup.complete"})
            while (await receive())["type"] != "lifespan.shutdown":
                pass
            await send({"type": "lifespan.shutdown.complete"})
        """,
        right="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
    ),
    Rule(
        "LIFE-003",
        "error",
        "lifespan.startup is answered once, with lifespan.startup.complete or lifespan.startup.failed.",
        "With no answer uvicorn, hypercorn, granian and gunicorn serve all the same. A second one makes uvicorn and "
        "granian drop the lifespan: no shutdown ever comes.",
        'Send `{"type": "lifespan.startup.complete"}` once.',
        f"{LIFESPAN}#startup-complete-send-event",
        wrong="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
        right="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
    ),
    Rule(
        "LIFE-004",
        "error",
        "A startup that fails is told with lifespan.startup.failed, not with an exception.",
        "A server has to take the exception for an app without lifespan: uvicorn, hypercorn, granian and gunicorn all "
        "went on to serve requests with no database.",
        'Catch it and send `{"type": "lifespan.startup.failed", "message": str(error)}`.',
        f"{LIFESPAN}#startup-failed-send-event",
        wrong="""
            await receive()
            raise ConnectionError("the database is down")
        """,
        right="""
            await receive()
            try:
                raise ConnectionError("the database is down")
            except ConnectionError as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
        """,
    ),
    Rule(
        "LIFE-005",
        "error",
        "message is a str.",
        "A server writes it into its log.",
        "Write `str(error)`.",
        f"{LIFESPAN}#startup-failed-send-event",
        wrong="""
            await receive()
            await send({"type": "lifespan.startup.failed", "message": ConnectionError("the database is down")})
        """,
        right="""
            await receive()
            await send({"type": "lifespan.startup.failed", "message": "the database is down"})
        """,
    ),
    Rule(
        "LIFE-006",
        "error",
        "After lifespan.startup.complete the app waits for lifespan.shutdown.",
        "Servers accept the return in silence, and what the app wanted to clean up is never cleaned up.",
        "Go on receiving until `lifespan.shutdown` comes.",
        f"{LIFESPAN}#shutdown-receive-event",
        under="a server that runs a while",
        wrong="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
        """,
        right="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
    ),
    Rule(
        "LIFE-007",
        "error",
        "lifespan.shutdown is answered once, with lifespan.shutdown.complete or lifespan.shutdown.failed.",
        "The server waits for the answer before it ends. Of an exception instead, uvicorn logs only that lifespan "
        "appears unsupported, and hides the traceback.",
        'Send `{"type": "lifespan.shutdown.complete"}`, then return.',
        f"{LIFESPAN}#shutdown-complete-send-event",
        wrong="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
        """,
        right="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
    ),
    Rule(
        "LIFE-008",
        "error",
        "Each lifespan answer comes after its question.",
        "Uvicorn and granian take the app for one without lifespan; a startup.failed after the complete stops "
        "hypercorn and gunicorn.",
        "Receive `lifespan.shutdown` before you answer it.",
        f"{LIFESPAN}#shutdown-receive-event",
        wrong="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
        """,
        right="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
    ),
    Rule(
        "LIFE-009",
        "error",
        "The answers of a lifespan are lifespan.startup.complete, .startup.failed, .shutdown.complete and "
        ".shutdown.failed.",
        "Uvicorn, hypercorn and granian take another type for an app without lifespan and serve all the same; gunicorn "
        "ignores it.",
        "Compare the type with these four.",
        f"{MAIN}#error-handling",
        wrong="""
            await receive()
            await send({"type": "lifespan.startup.completed"})
            await receive()
            await send({"type": "lifespan.shutdown.completed"})
        """,
        right="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
    ),
    Rule(
        "LIFE-010",
        "error",
        'scope["state"] is filled, never replaced.',
        "The server keeps its own dict: on uvicorn, hypercorn, granian and gunicorn, what was put into another one "
        "never reached a request.",
        'Write `scope["state"]["db"] = ...`.',
        f"{LIFESPAN}#lifespan-state",
        wrong="""
            await receive()
            scope["state"] = {"db": "connection"}
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
        right="""
            await receive()
            scope["state"]["db"] = "connection"
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
    ),
    Rule(
        "LIFE-012",
        "error",
        "Middleware hands a lifespan on to the inner app.",
        "An app whose lifespan somebody else has answered never starts: its requests find no state.",
        'Treat only `scope["type"] == "http"`, and call the inner app for all others.',
        f"{MAIN}#middleware",
        under="a lifespan with a request",
        wrong="""
            async def app(scope, receive, send):
                if scope["type"] == "lifespan":
                    await receive()
                    await send({"type": "lifespan.startup.complete"})
                    await receive()
                    await send({"type": "lifespan.shutdown.complete"})
                else:
                    await inner(scope, receive, send)


            async def inner(scope, receive, send):
                if scope["type"] == "lifespan":
                    await receive()
                    scope["state"]["greeting"] = b"hi"
                    await send({"type": "lifespan.startup.complete"})
                    await receive()
                    await send({"type": "lifespan.shutdown.complete"})
                else:
                    greeting = scope.get("state", {}).get("greeting", b"not started")
                    await send({"type": "http.response.start", "status": 200, "headers": []})
                    await send({"type": "http.response.body", "body": greeting})
        """,
        right="""
            async def app(scope, receive, send):
                await inner(scope, receive, send)


            async def inner(scope, receive, send):
                if scope["type"] == "lifespan":
                    await receive()
                    scope["state"]["greeting"] = b"hi"
                    await send({"type": "lifespan.startup.complete"})
                    await receive()
                    await send({"type": "lifespan.shutdown.complete"})
                else:
                    greeting = scope.get("state", {}).get("greeting", b"not started")
                    await send({"type": "http.response.start", "status": 200, "headers": []})
                    await send({"type": "http.response.body", "body": greeting})
        """,
    ),
    Rule(
        "LIFE-013",
        "warning",
        "A startup comes to an end.",
        "Until it is answered, uvicorn and granian do not even listen; hypercorn gives up after 60 seconds, gunicorn "
        "after 30.",
        "Put a limit on every wait: `async with asyncio.timeout(10):`.",
        f"{LIFESPAN}#startup-receive-event",
        wrong="""
            await receive()
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
        """,
        right="""
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        """,
    ),
)

_EXTENSIONS = (
    Rule(
        "EXT-001",
        "error",
        'A message of an extension is sent only if scope["extensions"] names it.',
        "Uvicorn, hypercorn, granian and daphne raise; gunicorn swallows the message.",
        'Ask `"websocket.http.response" in (scope.get("extensions") or {})` first.',
        f"{MAIN}#extensions",
        under="a server without extensions",
        wrong="""
            await send({"type": "http.response.early_hint", "links": [b"</style.css>; rel=preload"]})
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            if "http.response.early_hint" in (scope.get("extensions") or {}):
                await send({"type": "http.response.early_hint", "links": [b"</style.css>; rel=preload"]})
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "EXT-002",
        "error",
        "http.response.trailers comes after the last body, and only if http.response.start had trailers True.",
        "Without the announcement the response is complete after its body: uvicorn raises.",
        'Write `"trailers": True` in `http.response.start`.',
        f"{EXTENSIONS}#http-trailers",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": [(b"trailer", b"x-digest")]})
            await send({"type": "http.response.body", "body": b"hi"})
            await send({"type": "http.response.trailers", "headers": [(b"x-digest", b"49f68a")]})
        """,
        right="""
            headers = [(b"trailer", b"x-digest")]
            await send({"type": "http.response.start", "status": 200, "headers": headers, "trailers": True})
            await send({"type": "http.response.body", "body": b"hi"})
            await send({"type": "http.response.trailers", "headers": [(b"x-digest", b"49f68a")]})
        """,
    ),
    Rule(
        "EXT-003",
        "error",
        "Trailers that were announced are sent.",
        "The server must wait for them, so that the response never ends; hypercorn cuts the connection.",
        "End with `http.response.trailers`, or leave `trailers` out of `http.response.start`.",
        f"{HTTP}#response-start-send-event",
        wrong="""
            headers = [(b"trailer", b"x-digest")]
            await send({"type": "http.response.start", "status": 200, "headers": headers, "trailers": True})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "EXT-004",
        "warning",
        "A response with trailers says in the header trailer which ones will come.",
        "The server does not write that header itself, and a client gets trailers only if it asked with "
        "`te: trailers`.",
        'Add `(b"trailer", b"x-digest")` to the headers.',
        f"{EXTENSIONS}#http-trailers",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": [], "trailers": True})
            await send({"type": "http.response.body", "body": b"hi"})
            await send({"type": "http.response.trailers", "headers": [(b"x-digest", b"49f68a")]})
        """,
        right="""
            headers = [(b"trailer", b"x-digest")]
            await send({"type": "http.response.start", "status": 200, "headers": headers, "trailers": True})
            await send({"type": "http.response.body", "body": b"hi"})
            await send({"type": "http.response.trailers", "headers": [(b"x-digest", b"49f68a")]})
        """,
    ),
    Rule(
        "EXT-005",
        "error",
        "A denial response goes before accept and close, is complete, and no websocket message follows it.",
        "Of a start without a body uvicorn makes no answer at all, hypercorn a 500, granian a 403.",
        "Send `websocket.http.response.start`, one `websocket.http.response.body`, and return.",
        f"{EXTENSIONS}#websocket-denial-response",
        under="a WebSocket",
        wrong="""
            await receive()
            await send({"type": "websocket.http.response.start", "status": 401, "headers": []})
            await send({"type": "websocket.close"})
        """,
        right="""
            await receive()
            await send({"type": "websocket.http.response.start", "status": 401, "headers": []})
            await send({"type": "websocket.http.response.body", "body": b"who are you?"})
        """,
    ),
    Rule(
        "EXT-006",
        "error",
        "http.response.early_hint goes before http.response.start, and its links are bytes.",
        "A hint after the response is none. The spec's older text allowed it after the start; uvicorn and hypercorn "
        "take it only before.",
        "Send the hint first.",
        f"{EXTENSIONS}#early-hints",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.early_hint", "links": [b"</style.css>; rel=preload"]})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.early_hint", "links": [b"</style.css>; rel=preload"]})
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "EXT-007",
        "error",
        "http.response.push goes after http.response.start and before the last body; its path is a str.",
        "Only hypercorn pushes at all, and browsers have given up listening.",
        "Leave it out, or send an early hint.",
        f"{EXTENSIONS}#http-2-server-push",
        wrong="""
            await send({"type": "http.response.push", "path": "/style.css", "headers": []})
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.push", "path": "/style.css", "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "EXT-008",
        "error",
        "http.response.pathsend is the whole body: sent once, after the start, with an absolute path, and no "
        "http.response.body beside it.",
        "The server takes the response for complete with it.",
        "Send `http.response.start`, then `http.response.pathsend`, and return.",
        f"{EXTENSIONS}#path-send",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"before the file", "more_body": True})
            await send({"type": "http.response.pathsend", "path": __file__})
        """,
        right="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.pathsend", "path": __file__})
        """,
    ),
    Rule(
        "EXT-009",
        "error",
        "The file of http.response.zerocopysend is an open file of the operating system.",
        "The server hands its number to `os.sendfile`; a BytesIO has none.",
        'Open the file with `open(path, "rb")`, and close it afterwards.',
        f"{EXTENSIONS}#zero-copy-send",
        wrong="""
            import io


            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.zerocopysend", "file": io.BytesIO(b"hi")})
        """,
        right="""
            async def app(scope, receive, send):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                with open(__file__, "rb") as file:
                    await send({"type": "http.response.zerocopysend", "file": file})
        """,
    ),
    Rule(
        "EXT-010",
        "warning",
        "http.response.debug is sent once, before http.response.start.",
        "It is there for tests only: no server should implement it.",
        "Send it first, or not at all.",
        f"{EXTENSIONS}#debug",
        wrong="""
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.debug", "info": {"template": "home.html"}})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            await send({"type": "http.response.debug", "info": {"template": "home.html"}})
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
    Rule(
        "EXT-011",
        "warning",
        'Of scope["extensions"]["tls"] only server_cert, tls_version and cipher_suite are always there, and each may '
        "be None.",
        "Behind a proxy the server knows nothing of the client's certificate and leaves the keys out.",
        'Write `tls.get("client_cert_name")`.',
        f"{TLS}#tls-connection-scope",
        under="a server that knows little of TLS",
        wrong="""
            name = scope["extensions"]["tls"]["client_cert_name"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
        right="""
            name = scope["extensions"]["tls"].get("client_cert_name")
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hi"})
        """,
    ),
)

RULES = {rule.id: rule for rule in (*_APP, *_SCOPE, *_EVENTS, *_HTTP, *_WEBSOCKET, *_LIFESPAN, *_EXTENSIONS)}
