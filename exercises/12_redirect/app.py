async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # TODO: send /old/... to /new/... with status 308, and answer everything else with 404.
    #       The path in the scope is decoded; a location has to be encoded again, and has a query of its own.
    location = scope["path"]

    await send({"type": "http.response.start", "status": 308, "headers": [(b"location", location.encode())]})
    await send({"type": "http.response.body"})
