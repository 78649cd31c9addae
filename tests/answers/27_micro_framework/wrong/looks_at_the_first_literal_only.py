"""
Fault: what stands behind the first parameter of a path is not compared.
Message: all else must be there as it is.
"""

import inspect
import json


class HTTPError(Exception):
    def __init__(self, status, detail, headers=()):
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.headers = headers


class ClientLeft(Exception):
    """Raised where the client has left before the end of its body: nobody waits for an answer."""


class App:
    def __init__(self):
        self.routes = []
        self.startup = []

    def get(self, path):
        return self.route("GET", path)

    def post(self, path):
        return self.route("POST", path)

    def route(self, method, path):
        def decorator(function):
            self.routes.append((method, path, function))
            return function

        return decorator

    def on_startup(self, function):
        self.startup.append(function)
        return function

    async def __call__(self, scope, receive, send):
        match scope["type"]:
            case "http":
                await self.answer(scope, receive, send)
            case "websocket":
                await receive()
                await send({"type": "websocket.close"})
            case "lifespan":
                await self.live(receive, send)
            case other:
                raise RuntimeError(f"unsupported scope type {other!r}")

    async def answer(self, scope, receive, send):
        headers = ()
        try:
            function, arguments = self.find(scope["method"], scope["path"])
            if "body" in inspect.signature(function).parameters:
                arguments["body"] = await read_json(receive)
            result = await function(**arguments)
        except HTTPError as error:
            result = error.status, {"detail": error.detail}
            headers = error.headers
        except ClientLeft:
            return

        status, value = result if isinstance(result, tuple) else (200, result)
        if isinstance(value, str):
            content_type, body = b"text/plain; charset=utf-8", value.encode()
        else:
            content_type, body = b"application/json", json.dumps(value).encode()
        length = str(len(body)).encode()
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(b"content-type", content_type), (b"content-length", length), *headers],
            }
        )
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def find(self, method, path):
        """The function for a request and its arguments; the first route that fits wins."""
        allowed = []
        for route_method, template, function in self.routes:
            arguments = match_path(template, path)
            if arguments is None:
                continue
            methods = ["GET", "HEAD"] if route_method == "GET" else [route_method]
            if method in methods:
                return function, arguments
            allowed += methods
        if allowed:
            allow = ", ".join(dict.fromkeys(allowed)).encode()
            raise HTTPError(405, "method not allowed", [(b"allow", allow)])
        raise HTTPError(404, "not found")

    async def live(self, receive, send):
        await receive()
        try:
            for function in self.startup:
                await function()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": f"{type(error).__name__}: {error}"})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})


def match_path(template, path):
    """The arguments that a path gives for a template such as /users/{id:int}, or None if it does not fit."""
    parts, segments = template.split("/"), path.split("/")
    if len(parts) != len(segments):
        return None
    arguments = {}
    for part, segment in zip(parts, segments, strict=True):
        name, _, kind = part.strip("{}").partition(":")
        if not part.startswith("{"):
            if part != segment and not arguments:
                return None
        elif kind == "int":
            if not (segment.isascii() and segment.isdigit()):
                return None
            arguments[name] = int(segment)
        elif segment:
            arguments[name] = segment
        else:
            return None
    return arguments


async def read_json(receive):
    body = b""
    more_body = True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        body += message.get("body", b"")
        more_body = message.get("more_body", False)
    try:
        return json.loads(body)
    except ValueError:
        raise HTTPError(422, "the body is not valid JSON") from None
