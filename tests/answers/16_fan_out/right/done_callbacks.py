"""Collects the answers in callbacks."""

import asyncio
import json


async def fetch(name):
    """Asks another server, which takes a while."""
    await asyncio.sleep(0.5)
    return f"the {name} data"


async def send_json(send, data):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(data).encode()})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    result, left = {"user": None, "orders": None, "news": None}, {"user", "orders", "news"}
    finished = asyncio.Event()

    def collect(name, task):
        left.discard(name)
        if not task.cancelled() and task.exception() is None:
            result[name] = task.result()
        if not left:
            finished.set()

    tasks = []
    for name in result:
        task = asyncio.create_task(fetch(name))
        task.add_done_callback(lambda t, n=name: collect(n, t))
        tasks.append(task)
    try:
        await asyncio.wait_for(finished.wait(), 2)
    except TimeoutError:
        for task in tasks:
            task.cancel()
    await send_json(send, result)
