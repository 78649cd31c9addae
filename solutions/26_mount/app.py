def mount(routes):
    # Longest first, so that the first match is the longest.
    prefixes = sorted(routes, key=len, reverse=True)

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        if scope["type"] not in ("http", "websocket"):
            raise RuntimeError(f"unsupported scope type {scope['type']!r}")

        # In ASGI the path is always the whole one. What lies before this app stands in root_path, put there by a
        # proxy, a server, or a mount around this one. Only the rest is ours to look at.
        root_path = scope.get("root_path", "")
        rest = scope["path"].removeprefix(root_path)
        for prefix in prefixes:
            # The slash makes it a segment: "/apis" begins with "/api", but not with "/api/".
            if rest == prefix or rest.startswith(prefix + "/"):
                # A new dict: the server, and every middleware on the way here, still reads its own scope.
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
    # The client asks with websocket.connect; closing instead of accepting is a no, which it sees as status 403.
    await receive()
    await send({"type": "websocket.close"})


async def live(receive, send):
    # One server starts one app: the mount. The children's own lifespans would have to be started here.
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
