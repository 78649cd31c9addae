"""Both coroutines put their end into a queue; the app waits for the first of them."""

import asyncio


async def crunch():
    for _ in range(10):
        await asyncio.sleep(1)


async def app(scope, receive, send):
    {"http": None}[scope["type"]]
    ends = asyncio.Queue()

    async def run():
        await crunch()
        ends.put_nowait("done")

    async def listen():
        while (await receive()).get("type") != "http.disconnect":
            pass
        ends.put_nowait("left")

    tasks = [asyncio.create_task(run()), asyncio.create_task(listen())]
    if await ends.get() == "left":
        tasks[0].cancel()
        try:
            await tasks[0]
        except asyncio.CancelledError:
            return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})
    await tasks[1]
