import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain")],
        }
    )
    # TODO: this collects all chunks and sends them at once, when the last is ready.
    #       Send each chunk in a message of its own as soon as it is there: one every half second,
    #       the first at once, and the response complete with the fifth.
    chunks = []
    for number in range(1, 6):
        chunks.append(f"Chunk {number}\n".encode())
        await asyncio.sleep(0.5)
    await send({"type": "http.response.body", "body": b"".join(chunks)})
