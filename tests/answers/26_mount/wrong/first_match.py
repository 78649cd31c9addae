"""
Fault: it takes the first prefix of the dict that matches.
Message: the longest wins, whatever the order of the dict
"""


def mount(routes):
    prefixes = list(routes)

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            for phase in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{phase}.complete"})
            return
        if scope["type"] not in ("http", "websocket"):
            raise RuntimeError(f"unsupported scope type {scope['type']!r}")
        root_path = scope.get("root_path", "")
        rest = scope["path"].removeprefix(root_path)
        for prefix in prefixes:
            if rest == prefix or rest.startswith(prefix + "/"):
                await routes[prefix]({**scope, "root_path": root_path + prefix}, receive, send)
                return
        if scope["type"] == "http":
            await not_found(send)
        else:
            await receive()
            await send({"type": "websocket.close"})

    return app


async def not_found(send):
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"not found"})
