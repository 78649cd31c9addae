"""
Fault: all requests share one dict of results.
Message: what belongs to one is kept in its own variables.
"""

import asyncio
import json

NAMES = ["user", "orders", "news"]
results = {}


async def fetch(name):
    await asyncio.sleep(0.5)
    return f"the {name} data"


async def limited(name):
    try:
        async with asyncio.timeout(2):
            return await fetch(name)
    except Exception:
        return None


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError("no")
    results.clear()

    async def one(name):
        results[name] = await limited(name)

    await asyncio.gather(*(one(n) for n in NAMES))
    dashboard = {n: results.get(n) for n in NAMES}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
