"""
Fault: an ExceptionGroup comes out of the startup.
Message: A startup that fails is told with lifespan.startup.failed
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


async def lifespan(scope, receive, send):
    await receive()
    try:
        scope["state"]["db"] = await connect()
    except ExceptionGroup:
        raise
    except Exception as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})

    await receive()
    try:
        await scope["state"]["db"].close()
    except Exception as error:
        await send({"type": "lifespan.shutdown.failed", "message": str(error)})
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
