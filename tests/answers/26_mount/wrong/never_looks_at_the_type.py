"""
Fault: every scope that is no lifespan and no request is taken for a websocket.
Message: The app should have raised an exception, as it does not know this type of scope.
"""


def mount(routes):
    prefixes = sorted(routes, key=len, reverse=True)

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            await live(receive, send)
            return

        root_path = scope.get("root_path", "")
        rest = scope["path"].removeprefix(root_path)
        for prefix in prefixes:
            if rest == prefix or rest.startswith(prefix + "/"):
                await routes[prefix]({**scope, "root_path": root_path + prefix}, receive, send)
                return
        if scope["type"] == "http":
            await not_found(send)
        else:
            await refuse(receive, send)

    return app


async def not_found(send):
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"not found"})


async def refuse(receive, send):
    await receive()
    await send({"type": "websocket.close"})


async def live(receive, send):
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
