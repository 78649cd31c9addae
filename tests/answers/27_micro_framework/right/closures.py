"""App is a function of closures that returns an app with attributes; the lifespan's startup runs in a task."""

import asyncio
import inspect
import json

DIGITS = frozenset("0123456789")


class HTTPError(Exception):
    pass


def App():  # noqa: N802
    routes = []
    startup = []

    def registering(*methods):
        def with_path(path):
            def decorator(function):
                routes.append((methods, path.split("/"), function))
                return function

            return decorator

        return with_path

    async def app(scope, receive, send):
        if scope["type"] == "http":
            await http(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
        elif scope["type"] == "lifespan":
            await lifespan(receive, send)
        else:
            raise LookupError("no such protocol")

    async def http(scope, receive, send):
        status, value, headers = 404, {"detail": "unknown path"}, []
        allowed = []
        for methods, template, function in routes:
            arguments = fit(template, scope["path"].split("/"))
            if arguments is None:
                continue
            if scope["method"] not in methods:
                allowed.extend(methods)
                status, value = 405, {"detail": "unknown method"}
                headers = [(b"allow", ", ".join(allowed).encode())]
                continue
            headers = []
            try:
                if "body" in inspect.signature(function).parameters:
                    arguments["body"] = await body_of(receive)
                returned = await function(**arguments)
            except ConnectionResetError:
                return
            except HTTPError as error:
                status, detail = error.args
                value = {"detail": detail}
            else:
                status, value = returned if isinstance(returned, tuple) else (200, returned)
            break
        if isinstance(value, str):
            body, content_type = value.encode(), b"text/plain"
        else:
            body, content_type = json.dumps(value).encode(), b"application/json"
        headers += [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": iter(headers)})
        await send({"type": "http.response.body"} | ({} if scope["method"] == "HEAD" else {"body": body}))

    async def lifespan(receive, send):
        await receive()

        async def run():
            for function in startup:
                await function()

        [error] = await asyncio.gather(asyncio.create_task(run()), return_exceptions=True)
        if error is not None:
            await send({"type": "lifespan.startup.failed", "message": ""})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def on_startup(function):
        startup.append(function)
        return function

    app.get = registering("GET", "HEAD")
    app.post = registering("POST")
    app.on_startup = on_startup
    return app


def fit(template, segments):
    if len(template) != len(segments):
        return None
    found = {}
    for pattern, segment in zip(template, segments, strict=True):
        if pattern[:1] != "{":
            if pattern != segment:
                return None
        elif not segment:
            return None
        elif pattern.endswith(":int}"):
            if not DIGITS.issuperset(segment):
                return None
            found[pattern[1:-5]] = int(segment)
        else:
            found[pattern[1:-1]] = segment
    return found


async def body_of(receive):
    body = bytearray()
    while True:
        match await receive():
            case {"type": "http.disconnect"}:
                raise ConnectionResetError
            case {"type": "http.request", **rest}:
                body += rest.get("body", b"")
                if rest.get("more_body", False):
                    continue
        try:
            return json.loads(body.decode("utf-8"))
        except ValueError as error:
            raise HTTPError(422, str(error)) from error
