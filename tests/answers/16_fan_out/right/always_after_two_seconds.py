"""Answers after two seconds in any case, which is never too late."""

import asyncio
import json


async def fetch(name):
    """Asks another server, which takes a while."""
    await asyncio.sleep(0.5)
    return f"the {name} data"


async def send_json(send, data):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(data).encode()})


async def ask(name):
    try:
        async with asyncio.timeout(2):
            return await fetch(name)
    except Exception:
        return None


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    end = asyncio.get_running_loop().time() + 2
    names = ["user", "orders", "news"]
    values = await asyncio.gather(*(ask(name) for name in names))
    await asyncio.sleep(max(0, end - asyncio.get_running_loop().time()))
    await send_json(send, dict(zip(names, values, strict=False)))
