"""Of two prefixes that match one path, the longer one comes later in the alphabet."""


def mount(routes):
    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        if scope["type"] not in ("http", "websocket"):
            raise RuntimeError("unsupported")
        root_path = scope.get("root_path", "")
        rest = scope["path"].removeprefix(root_path)
        for prefix in sorted(routes, reverse=True):
            if rest == prefix or rest.startswith(prefix + "/"):
                await routes[prefix]({**scope, "root_path": root_path + prefix}, receive, send)
                return
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
            return
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"not found"})

    return app
