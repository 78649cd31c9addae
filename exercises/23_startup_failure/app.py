import asyncio


class Database:
    async def query(self):
        await asyncio.sleep(0.1)
        return "42 rows"

    async def close(self):
        await asyncio.sleep(0.1)


async def connect():
    await asyncio.sleep(0.5)
    return Database()


async def lifespan(scope, receive, send):
    # TODO: connect() and close() may raise any exception. Tell the server what went wrong with
    #       lifespan.startup.failed or lifespan.shutdown.failed and str(error) as the "message", and return.
    await receive()  # lifespan.startup
    scope["state"]["db"] = await connect()
    await send({"type": "lifespan.startup.complete"})

    await receive()  # lifespan.shutdown
    await scope["state"]["db"].close()
    await send({"type": "lifespan.shutdown.complete"})


async def show(scope, receive, send):
    text = await scope["state"]["db"].query()
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain; charset=utf-8")],
        }
    )
    await send({"type": "http.response.body", "body": text.encode("utf-8")})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
    elif scope["type"] == "http":
        await show(scope, receive, send)
    else:
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
