"""
Fault: the message of the first failure is told for all that follow.
Message: lifespan.startup.failed does not say what connect() raised, ConnectionError: still down.
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


errors = []


async def lifespan(scope, receive, send):
    await receive()
    try:
        db = await connect()
    except Exception as error:
        await send({"type": "lifespan.startup.failed", "message": (errors.append(str(error)), errors[0])[1]})
        return
    scope["state"]["db"] = db
    await send({"type": "lifespan.startup.complete"})
    await receive()
    try:
        await scope["state"]["db"].close()
    except Exception as error:
        await send({"type": "lifespan.shutdown.failed", "message": str(error)})
    else:
        await send({"type": "lifespan.shutdown.complete"})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
    elif scope["type"] == "http":
        text = await scope["state"]["db"].query()
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
        )
        await send({"type": "http.response.body", "body": text.encode()})
    else:
        raise RuntimeError("unsupported")
