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
    """The life of one server process, from its start to its end."""
    await receive()  # lifespan.startup: the server takes no request before this is answered
    # Put into the dict that is there: the server keeps hold of it, and would not see another one.
    scope["state"]["db"] = await connect()
    await send({"type": "lifespan.startup.complete"})

    await receive()  # lifespan.shutdown, hours or weeks later: by now all requests have been answered
    await scope["state"]["db"].close()
    # The process may end as soon as this is said, so it is said last.
    await send({"type": "lifespan.shutdown.complete"})


async def show(scope, receive, send):
    # Each request has a copy of its server's state. A global variable would be one for all servers.
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
