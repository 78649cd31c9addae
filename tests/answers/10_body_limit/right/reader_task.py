"""A task reads, and tells how much in a queue."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise TypeError
    announced = next((v for n, v in scope["headers"] if n == b"content-length"), b"0")
    if not announced.isdigit():
        return await answer(send, 400, "bad content-length")
    if int(announced) > 1024:
        return await answer(send, 413, "too large")

    sizes = asyncio.Queue()

    async def reader():
        total = 0
        while total <= 1024:
            message = await receive()
            if message["type"] == "http.disconnect":
                await sizes.put(None)
                return
            total += len(message.get("body", b""))
            if not message.get("more_body", False):
                break
        await sizes.put(total)

    task = asyncio.create_task(reader())
    total = await sizes.get()
    await task
    if total is None:
        return None
    if total > 1024:
        return await answer(send, 413, "too large")
    await answer(send, 200, str(total))
    return None


async def answer(send, status, text):
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text.encode()})
