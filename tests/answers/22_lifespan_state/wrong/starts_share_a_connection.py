"""
Fault: servers that start at the same moment share a database.
Message: Two servers that started at the same moment do not each have a database of their own.
"""

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


pending = None


async def shared():
    global pending
    if pending is None:
        pending = asyncio.ensure_future(connect())
    task = pending
    try:
        return await task
    finally:
        pending = None


async def lifespan(scope, receive, send):
    """The life of one server process, from its start to its end."""
    await receive()
    scope["state"]["db"] = await shared()
    await send({"type": "lifespan.startup.complete"})

    await receive()
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
