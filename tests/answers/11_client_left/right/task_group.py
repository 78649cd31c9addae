"""A task group: the watcher raises, which cancels the work and waits for its cleanup."""

import asyncio


async def crunch():
    for _ in range(10):
        await asyncio.sleep(1)


class Left(Exception):
    pass


async def watch(receive):
    while True:
        match await receive():
            case {"type": "http.disconnect"}:
                raise Left


async def app(scope, receive, send):
    assert scope["type"] == "http"
    try:
        async with asyncio.TaskGroup() as group:
            watcher = group.create_task(watch(receive))
            group.create_task(crunch()).add_done_callback(lambda _: watcher.cancel())
    except* Left:
        done = False
    else:
        done = True
    if done:
        headers = [[b"content-length", b"4"], [b"content-type", b"text/plain; charset=utf-8"]]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"done"})
