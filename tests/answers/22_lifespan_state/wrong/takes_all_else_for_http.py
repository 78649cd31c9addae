"""
Fault: whatever is no lifespan is answered like a request.
Message: A websocket scope is not answered with messages of http.
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
    scope["state"]["db"] = await connect()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await scope["state"]["db"].close()
    await send({"type": "lifespan.shutdown.complete"})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
    elif scope["type"] != "x":
        text = await scope["state"]["db"].query()
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
        )
        await send({"type": "http.response.body", "body": text.encode()})
    else:
        raise RuntimeError("unsupported")
