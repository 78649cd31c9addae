"""The work of the lifespan is done by a task that waits for an event; other paths are not found."""

import asyncio


async def connect(): ...


async def keep(state, ready, end):
    state["db"] = db = await connect()
    ready.set()
    await end.wait()
    await db.close()


async def lifespan(scope, receive, send):
    ready, end = asyncio.Event(), asyncio.Event()
    await receive()
    async with asyncio.TaskGroup() as group:
        group.create_task(keep(scope["state"], ready, end))
        await ready.wait()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        end.set()
    await send({"type": "lifespan.shutdown.complete"})


async def http(scope, receive, send):
    found = scope["path"] == "/"
    text = await scope["state"]["db"].query() if found else "not found"
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200 if found else 404, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


async def app(scope, receive, send):
    await {"lifespan": lifespan, "http": http}[scope["type"]](scope, receive, send)
