"""
Fault: in a task group, one that raises cancels the others.
Message: ExceptionGroup
"""

import asyncio
import json

NAMES = ["user", "orders", "news"]


async def fetch(name):
    await asyncio.sleep(0.5)
    return f"the {name} data"


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    async with asyncio.timeout(1.9995), asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch(name)) for name in NAMES]
    results = [task.result() for task in tasks]
    dashboard = dict(zip(NAMES, results, strict=True))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
