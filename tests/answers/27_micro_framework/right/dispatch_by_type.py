"""The decorators are made by __getattr__, answers by singledispatch, scope types by a dict."""

import functools
import json


class HTTPError(Exception):
    status = property(lambda self: self.args[0])
    detail = property(lambda self: self.args[1])


class NotAllowed(HTTPError):
    pass


def convert(kind, text):
    if not text:
        raise ValueError
    if kind == "int":
        if set(text) - set("0123456789"):
            raise ValueError
        return int(text)
    return text


def fit(template, path):
    a, b = template.split("/"), path.split("/")
    if len(a) != len(b):
        raise ValueError
    out = {}
    for x, y in zip(a, b, strict=False):
        match x[:1], x[-1:]:
            case "{", "}":
                name, _, kind = x.strip("{}").partition(":")
                out[name] = convert(kind, y)
            case _:
                if x != y:
                    raise ValueError
    return out


@functools.singledispatch
def render(value):
    return b"application/json", json.dumps(value).encode()


@render.register
def _(value: str):
    return b"text/plain", value.encode("utf-8")


async def body_of(receive):
    parts = bytearray()
    more = True
    while more:
        e = await receive()
        if e["type"] != "http.request":
            return None
        parts += e.get("body", b"")
        more = e.get("more_body", False)
    return bytes(parts)


class App:
    def __init__(self):
        self.table, self.starters = {}, []

    def on_startup(self, f):
        self.starters.append(f)
        return f

    def __getattr__(self, verb):
        if verb not in ("get", "post"):
            raise AttributeError(verb)

        def at(path):
            def keep(f):
                self.table.setdefault(verb.upper(), []).append((path, f))
                return f

            return keep

        return at

    async def __call__(self, scope, receive, send):
        await {"http": self._http, "websocket": self._websocket, "lifespan": self._lifespan}[scope["type"]](
            scope, receive, send
        )

    async def _websocket(self, scope, receive, send):
        await receive()
        await send({"type": "websocket.close"})
        while (await receive())["type"] != "websocket.disconnect":
            ...

    async def _lifespan(self, scope, receive, send):
        await receive()
        try:
            for f in self.starters:
                await f()
        except Exception:
            return await send({"type": "lifespan.startup.failed"})
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return None

    def _candidates(self, verb, path):
        for template, f in self.table.get(verb, ()):
            try:
                yield f, fit(template, path)
            except ValueError:
                pass

    async def _http(self, scope, receive, send):
        verb, path = scope["method"], scope["path"]
        head = verb == "HEAD"
        found = next(self._candidates("GET" if head else verb, path), None)
        more = []
        if found:
            f, kwargs = found
            try:
                if "body" in f.__code__.co_varnames[: f.__code__.co_argcount + f.__code__.co_kwonlyargcount]:
                    raw = await body_of(receive)
                    if raw is None:
                        return
                    try:
                        kwargs["body"] = json.loads(raw.decode())
                    except ValueError:
                        raise HTTPError(422, "JSON, please") from None
                out = await f(**kwargs)
            except HTTPError as e:
                out = e.status, {"detail": e.detail}
        else:
            ok = [v for v in self.table if any(True for _ in self._candidates(v, path))]
            if ok:
                out = 405, {"detail": "no"}
                more.append((b"allow", ",".join(ok + ["HEAD"] * ("GET" in ok)).encode()))
            else:
                out = 404, {"detail": "no"}
        status, value = out if isinstance(out, tuple) else (200, out)
        mime, data = render(value)
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(b"content-type", mime), (b"content-length", str(len(data)).encode())] + more,
            }
        )
        await send({"type": "http.response.body", "body": data[:0] if head else data})
