"""The lifespan is lived through instead of being refused, and a task sends while the app waits for the disconnect."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        for phase in ("startup", "shutdown"):
            assert (await receive())["type"] == f"lifespan.{phase}"
            await send({"type": f"lifespan.{phase}.complete"})
        return
    assert scope["type"] == "http"
    async with asyncio.TaskGroup() as group:
        group.create_task(answer(scope["method"] + " " + scope["path"], send))
        event = await receive()
        while event["type"] != "http.disconnect":
            event = await receive()


async def answer(text, send):
    await asyncio.sleep(0.25)
    size = str(len(text.encode())).encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", size)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
