import asyncio


async def crunch():
    """Ten seconds of work."""
    for _ in range(10):
        await asyncio.sleep(1)


class ClientLeft(Exception):
    pass


async def watch(receive):
    while (await receive())["type"] != "http.disconnect":
        pass
    raise ClientLeft


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # A task group leaves its block only when all in it has ended, and an exception in one task cancels the rest. So
    # the exception of the watcher cancels crunch(), and the group waits for its cleanup: that is the whole exercise.
    try:
        async with asyncio.TaskGroup() as group:
            watcher = group.create_task(watch(receive))
            await crunch()
            # A child that is cancelled is no error to the group; without this it would wait for the client to leave.
            watcher.cancel()
    except* ClientLeft:
        pass
    else:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"text/plain")],
            }
        )
        await send({"type": "http.response.body", "body": b"done"})
