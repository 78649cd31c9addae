"""asyncio.wait with one limit for all; the late ones are cancelled and not waited for."""

import asyncio
import json


async def fetch(name):
    await asyncio.sleep(0.5)
    return name


async def app(scope, receive, send):
    assert scope["type"] == "http"
    tasks = {asyncio.ensure_future(fetch(name)): name for name in ("user", "orders", "news")}
    done, pending = await asyncio.wait(tasks, timeout=2)
    for task in pending:
        task.cancel("too late")
    dashboard = dict.fromkeys(tasks.values())
    for task in done:
        if not task.exception():
            dashboard[tasks[task]] = task.result()
    await send({"type": "http.response.start", "status": 200, "headers": ((b"content-type", b"application/json"),)})
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
