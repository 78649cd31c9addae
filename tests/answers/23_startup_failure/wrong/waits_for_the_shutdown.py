"""
Fault: waits for a shutdown after a failed startup.
Message: The startup has failed, so no lifespan.shutdown comes
"""

import asyncio


class Database:
    async def query(self):
        return "42 rows"

    async def close(self): ...


async def connect():
    await asyncio.sleep(0.5)
    return Database()


async def lifespan(scope, receive, send):
    await receive()
    try:
        scope["state"]["db"] = await connect()
    except Exception as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        await receive()
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    try:
        await scope["state"]["db"].close()
    except Exception as error:
        await send({"type": "lifespan.shutdown.failed", "message": str(error)})
        return
    await send({"type": "lifespan.shutdown.complete"})


async def show(scope, receive, send):
    text = await scope["state"]["db"].query()
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
    elif scope["type"] == "http":
        await show(scope, receive, send)
    else:
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
