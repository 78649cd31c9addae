"""Routes grouped by path template, the method looked up afterwards; the body is always read first."""

import inspect
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any


class HTTPError(RuntimeError):
    status: int
    detail: Any

    def __init__(self, status, detail=""):
        super().__init__(f"{status} {detail}")
        self.status = HTTPStatus(status)
        self.detail = detail


@dataclass
class Path:
    segments: list
    handlers: dict = field(default_factory=dict)

    def bind(self, path):
        values = path.split("/")
        bound = {}
        for index, segment in enumerate(self.segments):
            if index >= len(values):
                return None
            match segment.removeprefix("{").removesuffix("}").split(":"), segment.startswith("{"):
                case [name, "int"], True if values[index].isdecimal():
                    bound[name] = int(values[index])
                case [_, "int"], True:
                    return None
                case [name], True if values[index] != "":
                    bound[name] = values[index]
                case [literal], False if literal == values[index]:
                    pass
                case _:
                    return None
        return bound if len(values) == len(self.segments) else None


class App:
    def __init__(self):
        self.paths = {}
        self.hooks = []

    def get(self, path):
        return self._add(path, "GET", "HEAD")

    def post(self, path):
        return self._add(path, "POST")

    def _add(self, path, *methods):
        entry = self.paths.setdefault(path, Path(path.split("/")))

        def decorate(function):
            for method in methods:
                entry.handlers.setdefault(method, function)
            return function

        return decorate

    def on_startup(self, function):
        self.hooks.append(function)
        return function

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await receive()
            for hook in self.hooks:
                try:
                    await hook()
                except Exception as error:
                    return await send({"type": "lifespan.startup.failed", "message": repr(error)})
            await send({"type": "lifespan.startup.complete"})
            await receive()
            return await send({"type": "lifespan.shutdown.complete"})
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": 1008, "reason": "no websockets"})
        if scope["type"] != "http":
            raise ValueError("unknown scope")
        raw = b""
        while True:
            event = await receive()
            if event["type"] == "http.disconnect":
                return None
            raw = raw + event.get("body", b"")
            if event.get("more_body", False) is False:
                break
        status, value, extra = await self.respond(scope["method"], scope["path"], raw)
        is_text = isinstance(value, str)
        payload = value.encode() if is_text else json.dumps(value, ensure_ascii=False).encode()
        headers = [
            [b"content-length", b"%d" % len(payload)],
            [b"content-type", b"text/plain; charset=UTF-8" if is_text else b"application/json"],
            *extra,
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if scope["method"] == "HEAD":
            return await send({"type": "http.response.body", "body": b"", "more_body": False})
        for byte in payload:
            await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
        return await send({"type": "http.response.body"})

    async def respond(self, method, path, raw):
        allowed = set()
        for entry in self.paths.values():
            bound = entry.bind(path)
            if bound is None:
                continue
            if method in entry.handlers:
                return await self.run(entry.handlers[method], bound, raw)
            allowed.update(entry.handlers)
        if allowed:
            return 405, {"detail": "use another method"}, [[b"allow", b",".join(m.encode() for m in allowed)]]
        return 404, {"detail": "nothing here"}, []

    async def run(self, function, bound, raw):
        try:
            if any(name == "body" for name in inspect.signature(function).parameters):
                try:
                    bound["body"] = json.loads(raw)
                except ValueError:
                    raise HTTPError(422, "bad JSON") from None
            result = await function(**bound)
        except HTTPError as error:
            return error.status, {"detail": error.detail}, []
        match result:
            case (int() as status, value) if isinstance(result, tuple):
                return status, value, []
            case value:
                return 200, value, []
