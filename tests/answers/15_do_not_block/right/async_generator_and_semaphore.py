"""An async generator yields the results in slices of three rows; a semaphore lets one report compute at a time."""

import asyncio
import itertools
import json

ROWS = list(range(100))


def process(row):
    return sum(number * number for number in range(row, row + 200_000))


class App:
    def __init__(self):
        self.computing = asyncio.Semaphore(1)

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise ValueError(scope["type"])
        handler = getattr(self, f"get_{scope['path'].strip('/')}", None)
        if handler is None:
            raise LookupError(scope["path"])
        body, content_type = await handler()
        headers = [(b"content-length", str(len(body)).encode()), (b"content-type", content_type)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def get_health(self):
        return b"ok", b"text/plain"

    async def get_slow(self):
        async with asyncio.timeout(60):
            for _ in range(4):
                await asyncio.sleep(0.25)
        return b"slow", b"text/plain"

    async def get_report(self):
        results = []
        async with self.computing:
            async for slice_of_results in self.results():
                results += slice_of_results
        return json.dumps({"rows": len(results)}).encode(), b"application/json"

    async def results(self):
        rows = iter(ROWS)
        while batch := list(itertools.islice(rows, 3)):
            yield [process(row) for row in batch]
            await asyncio.sleep(0)


app = App()
