"""The same with regular expressions, compiled when a route is registered, and an answer as an object of its own."""

import inspect
import json
import re
from dataclasses import dataclass, field


class HTTPError(Exception):
    def __init__(self, status, detail):
        super().__init__(status, detail)
        self.status = status
        self.detail = detail


PARAMETER = re.compile(r"\{(?P<name>\w+)(?P<kind>:int)?\}")


class Route:
    def __init__(self, method, path, function):
        self.methods = {"GET", "HEAD"} if method == "GET" else {method}
        self.function = function
        # Both are known now and stay so: no request needs to find them out again.
        self.takes_body = "body" in inspect.signature(function).parameters
        self.integers = {found["name"] for found in PARAMETER.finditer(path) if found["kind"]}
        pattern, position = "", 0
        for found in PARAMETER.finditer(path):
            # What stands between the parameters is plain text, a dot too.
            pattern += re.escape(path[position : found.start()])
            pattern += f"(?P<{found['name']}>{'[0-9]+' if found['kind'] else '[^/]+'})"
            position = found.end()
        self.pattern = re.compile(pattern + re.escape(path[position:]))

    def arguments(self, path):
        # fullmatch: the whole path, to its very end.
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        return {name: int(value) if name in self.integers else value for name, value in found.groupdict().items()}


@dataclass
class Answer:
    """What goes back to the client, and how it is sent."""

    status: int
    value: object
    headers: list = field(default_factory=list)

    async def send(self, send, *, with_body):
        is_text = isinstance(self.value, str)
        body = (self.value if is_text else json.dumps(self.value)).encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8" if is_text else b"application/json"),
            (b"content-length", str(len(body)).encode()),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body if with_body else b""})


class App:
    def __init__(self):
        self.routes = []
        self.startup = []

    def get(self, path):
        return lambda function: self.add("GET", path, function)

    def post(self, path):
        return lambda function: self.add("POST", path, function)

    def add(self, method, path, function):
        self.routes.append(Route(method, path, function))
        return function

    def on_startup(self, function):
        self.startup.append(function)
        return function

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            answer = await self.answer(scope, receive)
            # None: the client has left.
            if answer is not None:
                await answer.send(send, with_body=scope["method"] != "HEAD")
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
        elif scope["type"] == "lifespan":
            await self.live(receive, send)
        else:
            raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    async def answer(self, scope, receive):
        fitting = []
        for route in self.routes:
            arguments = route.arguments(scope["path"])
            if arguments is not None:
                fitting.append((route, arguments))
        for route, arguments in fitting:
            if scope["method"] in route.methods:
                return await self.call(route, arguments, receive)
        if not fitting:
            return Answer(404, {"detail": "not found"})
        allowed = set().union(*(route.methods for route, _ in fitting))
        return Answer(405, {"detail": "method not allowed"}, [(b"allow", ", ".join(sorted(allowed)).encode())])

    async def call(self, route, arguments, receive):
        if route.takes_body:
            body = await read_body(receive)
            if body is None:
                return None
            try:
                arguments["body"] = json.loads(body.decode())
            except ValueError:
                return Answer(422, {"detail": "the body is not valid JSON"})
        try:
            result = await route.function(**arguments)
        except HTTPError as error:
            return Answer(error.status, {"detail": error.detail})
        return Answer(*result) if isinstance(result, tuple) else Answer(200, result)

    async def live(self, receive, send):
        await receive()
        for function in self.startup:
            try:
                await function()
            except Exception as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})


async def read_body(receive):
    """The whole body, or None if the client leaves before its end."""
    pieces = []
    while (message := await receive())["type"] == "http.request":
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)
    return None
