"""All rows of all reports go through one queue and one worker task, which ends when nothing is left to do."""

import asyncio
import json

ROWS = list(range(100))


def process(row):
    return sum(number * number for number in range(row, row + 200_000))


class Worker:
    def __init__(self):
        self.jobs = []
        self.task = None

    async def run(self):
        while self.jobs:
            row, done = self.jobs.pop(0)
            process(row)
            done.set_result(row)
            await asyncio.sleep(0.001)

    def submit(self, row):
        done = asyncio.get_running_loop().create_future()
        self.jobs.append((row, done))
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self.run())
        return done


worker = Worker()


async def app(scope, receive, send):
    match scope:
        case {"type": "http", "path": "/health"}:
            body, content_type = b"ok", b"text/plain"
        case {"type": "http", "path": "/slow"}:
            woken = asyncio.Event()
            asyncio.get_running_loop().call_later(1, woken.set)
            await woken.wait()
            body, content_type = b"slow", b"text/plain"
        case {"type": "http", "path": "/report"}:
            rows = await asyncio.gather(*[worker.submit(row) for row in ROWS])
            body, content_type = json.dumps({"rows": len(rows)}).encode(), b"application/json"
        case {"type": "http"}:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            return await send({"type": "http.response.body"})
        case _:
            raise NotImplementedError
    await send({"type": "http.response.start", "status": 200, "headers": ((b"content-type", content_type),)})
    await send({"type": "http.response.body", "body": body})
    return None
