"""Regular expressions per route, dicts per method, answers as bytes at once; HEAD through a filtering send."""

import inspect
import json
import re
from collections import defaultdict


class HTTPError(Exception):
    def __init__(self, status, detail):
        self.status, self.detail = status, detail


class App:
    def __init__(self):
        self._table = defaultdict(list)
        self._startup = ()

    def _register(self, method, path):
        parts = re.split(r"(\{\w+(?::int)?\})", path)
        pattern = "".join(
            re.sub(r"\{(\w+)(:int)?\}", lambda m: f"(?P<{m[1]}>{'[0-9]+' if m[2] else '[^/]+'})", part)
            if part.startswith("{")
            else re.escape(part)
            for part in parts
        )
        integers = set(re.findall(r"\{(\w+):int\}", path))

        def decorator(handler):
            self._table[method].append((re.compile(rf"{pattern}\Z"), integers, handler))
            return handler

        return decorator

    def get(self, path):
        return self._register("GET", path)

    def post(self, path):
        return self._register("POST", path)

    def on_startup(self, handler):
        self._startup += (handler,)
        return handler

    async def __call__(self, scope, receive, send):
        handle = getattr(self, f"_{scope['type']}", None)
        if handle is None:
            raise TypeError(scope["type"])
        await handle(scope, receive, send)

    async def _http(self, scope, receive, send):
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if scope["method"] == "HEAD":
            send = without_body(send)
        for pattern, integers, handler in self._table[method]:
            if found := pattern.match(scope["path"]):
                given = {k: int(v) if k in integers else v for k, v in found.groupdict().items()}
                return await self._run(handler, given, receive, send)
        known = [m for m, routes in self._table.items() if any(r[0].match(scope["path"]) for r in routes)]
        if not known:
            return await answer(send, 404, {"detail": None})
        allow = [*known, *(["HEAD"] if "GET" in known else [])]
        return await answer(send, 405, {"detail": {"allowed": allow}}, *((b"allow", m.encode()) for m in allow))

    async def _run(self, handler, given, receive, send):
        if "body" in inspect.getfullargspec(handler).args + inspect.getfullargspec(handler).kwonlyargs:
            chunks = []
            while True:
                event = await receive()
                if event["type"] != "http.request":
                    return None
                chunks += [event.get("body", b"")]
                if not event.get("more_body"):
                    break
            try:
                given["body"] = json.loads(str(b"".join(chunks), "utf-8"))
            except (UnicodeDecodeError, json.JSONDecodeError) as error:
                return await answer(send, 422, {"detail": str(error)})
        try:
            result = await handler(**given)
        except HTTPError as error:
            return await answer(send, error.status, {"detail": error.detail})
        if type(result) is tuple:
            return await answer(send, *result)
        return await answer(send, 200, result)

    async def _websocket(self, scope, receive, send):
        await receive()
        await send({"type": "websocket.close", "code": 1000})
        await receive()

    async def _lifespan(self, scope, receive, send):
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                try:
                    for handler in self._startup:
                        await handler()
                except BaseException:
                    await send({"type": "lifespan.startup.failed"})
                    raise
            await send({"type": event["type"] + ".complete"})
            if event["type"] == "lifespan.shutdown":
                return


def without_body(send):
    async def head(message):
        if message["type"] == "http.response.body":
            message = {"type": "http.response.body"}
        await send(message)

    return head


async def answer(send, status, value, *headers):
    if isinstance(value, str):
        kind, raw = "text/plain", value.encode("utf-8")
    else:
        kind, raw = "application/json; charset=utf-8", json.dumps(value, separators=(",", ":")).encode()
    pairs = {"content-type": kind, "content-length": str(len(raw))}.items()
    headers = [*headers, *((k.encode(), v.encode()) for k, v in pairs)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})
