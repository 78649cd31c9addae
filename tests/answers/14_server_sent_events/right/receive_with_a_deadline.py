"""No task: the app receives until the next event is due, by the loop's clock, whatever else comes."""

import asyncio
import itertools


class Events:
    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        first = 1
        for name, value in scope["headers"]:
            if name.lower() == b"last-event-id":
                first = int(value) + 1
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": ((b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")),
            }
        )
        due = asyncio.get_running_loop().time()
        for number in itertools.count(first):
            body = b"id: %d\ndata: tick %d\n\n" % (number, number)
            await send({"type": "http.response.body", "body": body, "more_body": True})
            due += 1
            if await self.left_before(due, receive):
                return

    async def left_before(self, due, receive):
        try:
            async with asyncio.timeout_at(due):
                while True:
                    if (await receive())["type"] == "http.disconnect":
                        return True
        except TimeoutError:
            return False


app = Events()
