"""Each chunk waits for its own time of the loop's clock; all five are tasks, the last of which ends the response."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise ValueError("no such scope")
    loop = asyncio.get_running_loop()
    begun = loop.time()

    async def chunk(number):
        await asyncio.sleep(begun + (number - 1) / 2 - loop.time())
        await send({"type": "http.response.body", "body": f"Chunk {number}\n".encode(), "more_body": number != 5})

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": iter([(b"content-length", b"40"), (b"content-type", b"text/plain")]),
        }
    )
    async with asyncio.TaskGroup() as group:
        for number in range(1, 6):
            group.create_task(chunk(number))
