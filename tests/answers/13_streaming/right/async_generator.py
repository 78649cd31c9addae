"""An async generator makes the chunks; an empty message closes the response, as Starlette's StreamingResponse does."""

import asyncio


async def chunks():
    yield 1
    for number in range(2, 6):
        await asyncio.sleep(0.5)
        yield number


async def app(scope, receive, send):
    assert scope["type"] == "http"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async for number in chunks():
        await send({"type": "http.response.body", "body": b"Chunk %d\n" % number, "more_body": True})
    await send({"type": "http.response.body"})
