"""
Fault: the first dashboard is remembered and shown to the next client.
Message: Every request asks anew
"""

import asyncio
import json

NAMES = ["user", "orders", "news"]


async def fetch(name):
    await asyncio.sleep(0.5)
    return f"the {name} data"


async def fetch_or_none(name):
    try:
        async with asyncio.timeout(2):
            return await fetch(name)
    except Exception:
        return None


known = []


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    if not known:
        known.extend(await asyncio.gather(*(fetch_or_none(name) for name in NAMES)))
    results = known
    dashboard = dict(zip(NAMES, results, strict=True))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
