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
    for number in range(1, 6):
        # Waiting before each chunk but the first puts no wait behind the last one.
        if number > 1:
            await asyncio.sleep(0.5)
        await send(
            {
                "type": "http.response.body",
                "body": f"Chunk {number}\n".encode(),
                # True keeps the response open; without it the first chunk would be the last.
                "more_body": number < 5,
            }
        )
