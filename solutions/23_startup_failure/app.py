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
    await receive()  # lifespan.startup
    try:
        scope["state"]["db"] = await connect()
    # Exception, and not only what one database is known to raise: an exception that gets out of here is taken
    # for an app without a lifespan, and the server would serve requests without a database.
    except Exception as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        # No shutdown comes for a server that never started.
        return
    await send({"type": "lifespan.startup.complete"})

    await receive()  # lifespan.shutdown
    try:
        await scope["state"]["db"].close()
    except Exception as error:
        await send({"type": "lifespan.shutdown.failed", "message": str(error)})
    # With else there is one answer in either case, never two.
    else:
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
