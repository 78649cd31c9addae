"""Raises what went wrong at shutdown once it has been told; the database is connected in a task."""

import asyncio


async def connect(): ...


async def lifespan(scope, receive, send):
    await receive()
    (db,) = await asyncio.gather(connect(), return_exceptions=True)
    if isinstance(db, Exception):
        return await send({"type": "lifespan.startup.failed", "message": str(db)})
    scope["state"]["db"] = db
    await send({"type": "lifespan.startup.complete"})
    await receive()
    try:
        await db.close()
    except Exception as error:
        await send({"type": "lifespan.shutdown.failed", "message": str(error)})
        raise
    return await send({"type": "lifespan.shutdown.complete"})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return await lifespan(scope, receive, send)
    if scope["type"] != "http":
        raise RuntimeError(scope["type"])
    body = (await scope["state"]["db"].query()).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    return await send({"type": "http.response.body", "body": body})
