"""
Fault: one that raises makes all of them null.
Message: JSON {'user': {'name': 'Ada'}, 'orders': None, 'news': None} JSON {'user': None, 'orders': None, 'news': None}
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
            results = await asyncio.gather(*(fetch(name) for name in NAMES))
    except Exception:
        results = [None] * 3
    dashboard = dict(zip(NAMES, results, strict=True))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
