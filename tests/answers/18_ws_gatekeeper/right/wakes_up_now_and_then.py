"""Wakes up every 20 s while it waits for the client to leave."""

import asyncio
from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] == "lifespan":

        async def again():
            m = await receive()
            await send({"type": f"{m['type']}.complete"})
            return m["type"] != "lifespan.shutdown"

        while await again():
            pass
        return
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    if parse_qs(scope["query_string"].decode("ascii", "ignore"), keep_blank_values=True, separator="&").get(
        "token", []
    )[:1] == ["letmein"]:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "welcome"})
        while True:
            reading = asyncio.ensure_future(receive())
            while not reading.done():
                await asyncio.wait([reading], timeout=20)
            if reading.result()["type"] == "websocket.disconnect":
                return
    else:
        await send({"type": "websocket.close"})
