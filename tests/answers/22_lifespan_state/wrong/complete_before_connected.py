"""
Fault: says that the startup is complete before it is.
Message: At the end of the startup of server 1 there are 0 databases.
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
    await send({"type": "lifespan.startup.complete"})
    scope["state"]["db"] = await connect()
    await receive()
    await scope["state"]["db"].close()
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
