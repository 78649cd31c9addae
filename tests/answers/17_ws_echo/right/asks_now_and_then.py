"""Waits for each message with a timeout and asks again; an OSError from send would end it quietly."""

import asyncio
import contextlib


async def messages(receive):
    while True:
        try:
            message = await asyncio.wait_for(receive(), 10)
        except TimeoutError:
            continue
        if message["type"] == "websocket.disconnect":
            return
        yield message


async def app(scope, receive, send):
    assert scope["type"] == "websocket"
    with contextlib.suppress(OSError):
        async for message in messages(receive):
            if message["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
            elif message.get("bytes") is not None:
                await send({"type": "websocket.send", "bytes": message["bytes"]})
            else:
                await send({"type": "websocket.send", "text": "Echo: " + message["text"]})
