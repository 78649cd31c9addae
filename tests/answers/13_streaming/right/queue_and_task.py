"""A task makes the chunks and puts them into a queue; the app sends what comes out, and drops the task at the end."""

import asyncio


async def produce(queue):
    for number in range(1, 6):
        await queue.put(f"Chunk {number}\n".encode())
        await asyncio.sleep(0.5)
    await queue.put(None)


class Streaming:
    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        queue = asyncio.Queue()
        producer = asyncio.create_task(produce(queue))
        await send({"type": "http.response.start", "status": 200, "headers": [[b"content-type", b"text/plain"]]})
        for left in (4, 3, 2, 1, 0):
            await send({"type": "http.response.body", "body": await queue.get(), "more_body": left > 0})
        producer.cancel()
        await asyncio.wait([producer])


app = Streaming()
