"""
Fault: the tasks run side by side, but each has its two seconds only when the one before it has had them.
Message: The answer came too late.
"""

import asyncio
import json

NAMES = ["user", "orders", "news"]


async def fetch(name):
    await asyncio.sleep(0.5)
    return f"the {name} data"


async def result_or_none(task):
    try:
        return await asyncio.wait_for(task, 2)
    except Exception:
        return None


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    tasks = [asyncio.create_task(fetch(name)) for name in NAMES]
    results = [await result_or_none(task) for task in tasks]
    dashboard = dict(zip(NAMES, results, strict=True))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
