"""
Fault: one time limit around all of them throws away what has come.
Message: Each fetch has a try and a time limit of its own
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
    try:
        async with asyncio.timeout(2):
            results = await asyncio.gather(*(fetch(name) for name in NAMES), return_exceptions=True)
    except TimeoutError:
        results = [None] * 3
    results = [None if isinstance(result, Exception) else result for result in results]
    dashboard = dict(zip(NAMES, results, strict=True))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
