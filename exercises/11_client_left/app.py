import asyncio


async def crunch():
    """Ten seconds of work."""
    for _ in range(10):
        await asyncio.sleep(1)


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # TODO: this works on for a client that has long left. Wait for crunch() and for http.disconnect
    #       at the same time. If the client is the first, cancel crunch(), wait for its end, and send nothing.
    await crunch()

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain")],
        }
    )
    await send({"type": "http.response.body", "body": b"done"})
