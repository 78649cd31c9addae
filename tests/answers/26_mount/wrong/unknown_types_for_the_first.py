"""
Fault: scopes of an unknown type go to the first child.
Message: An app raises an exception for a scope type that it does not know.
"""


def mount(routes):
    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return None
        if scope["type"] not in ("http", "websocket"):
            for child in routes.values():
                return await child(scope, receive, send)
            return None
        root_path = scope.get("root_path", "")
        rest = scope["path"].removeprefix(root_path)
        for prefix in sorted(routes, key=len, reverse=True):
            if rest == prefix or rest.startswith(prefix + "/"):
                await routes[prefix]({**scope, "root_path": root_path + prefix}, receive, send)
                return None
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
            return None
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"not found"})
        return None

    return app
