"""An exit stack closes the database; requests read their body first."""

from contextlib import AsyncExitStack


async def connect(): ...


async def app(scope, receive, send):
    state = scope.get("state")
    if scope["type"] == "lifespan":
        async with AsyncExitStack() as stack:
            message = await receive()
            assert message["type"] == "lifespan.startup"
            db = await connect()
            stack.push_async_callback(db.close)
            state["db"] = db
            await send({"type": "lifespan.startup.complete"})
            message = await receive()
            assert message["type"] == "lifespan.shutdown"
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    while (await receive()).get("more_body"):
        pass
    body = (await state["db"].query()).encode("utf-8")
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
