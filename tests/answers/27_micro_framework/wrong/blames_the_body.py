"""
Fault: a ValueError of the function is told as bad JSON.
Message: The body is called bad JSON, and it is valid.
"""

import inspect
import json


class HTTPError(Exception):
    def __init__(self, status, detail):
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.headers = []


class Left(Exception):
    pass


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
            self.routes.append((method, path.split("/"), function))
            return function

        return decorator

    def on_startup(self, function):
        self.startup.append(function)
        return function

    def match(self, pattern, path):
        parts = path.split("/")
        if len(parts) != len(pattern):
            return None
        arguments = {}
        for want, part in zip(pattern, parts, strict=False):
            if want.startswith("{") and want.endswith("}"):
                name, _, kind = want[1:-1].partition(":")
                if not part:
                    return None
                if kind == "int":
                    if not (part.isascii() and part.isdigit()):
                        return None
                    arguments[name] = int(part)
                else:
                    arguments[name] = part
            elif want != part:
                return None
        return arguments

    def find(self, method, path):
        wanted = "GET" if method == "HEAD" else method
        allowed = set()
        for route_method, pattern, function in self.routes:
            arguments = self.match(pattern, path)
            if arguments is None:
                continue
            if route_method == wanted:
                return function, arguments
            allowed.add(route_method)
        if not allowed:
            raise HTTPError(404, "not found")
        if "GET" in allowed:
            allowed.add("HEAD")
        error = HTTPError(405, "method not allowed")
        error.headers = [(b"allow", ", ".join(sorted(allowed)).encode())]
        raise error

    async def read(self, receive):
        body = b""
        while True:
            event = await receive()
            if event["type"] == "http.disconnect":
                raise Left
            body += event.get("body", b"")
            if not event.get("more_body", False):
                return body

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
        elif scope["type"] == "http":
            await self.http(scope, receive, send)
        else:
            raise RuntimeError("unsupported")

    async def lifespan(self, receive, send):
        await receive()
        try:
            for function in self.startup:
                await function()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def http(self, scope, receive, send):
        headers = []
        try:
            function, arguments = self.find(scope["method"], scope["path"])
            if "body" in inspect.signature(function).parameters:
                body = await self.read(receive)
                try:
                    arguments["body"] = json.loads(body.decode("utf-8"))
                except ValueError:
                    raise HTTPError(422, "bad JSON") from None
            try:
                result = await function(**arguments)
            except ValueError:
                raise HTTPError(422, "x") from None
            status = 200
            if isinstance(result, tuple):
                status, result = result
        except HTTPError as error:
            status, result, headers = error.status, {"detail": error.detail}, error.headers
        except Left:
            return
        if isinstance(result, str):
            kind, content = b"text/plain; charset=utf-8", result.encode()
        else:
            kind, content = b"application/json", json.dumps(result).encode()
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(b"content-type", kind), (b"content-length", str(len(content)).encode()), *headers],
            }
        )
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})
