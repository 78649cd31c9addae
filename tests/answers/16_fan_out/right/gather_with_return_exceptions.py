"""gather returns the exceptions, and each fetch has a wait_for of its own; the answer always comes at two seconds."""

import asyncio
import json


async def fetch(name):
    await asyncio.sleep(0.5)
    return name


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError
    names = "user orders news".split()
    *results, _ = await asyncio.gather(
        *[asyncio.wait_for(fetch(name), 2) for name in names], asyncio.sleep(2), return_exceptions=True
    )
    dashboard = {n: None if isinstance(r, Exception) else r for n, r in zip(names, results, strict=True)}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
