"""Keeps each client's task, and cancels that of a client whose connection broke; the key of a room is its path."""

import asyncio
import re
from collections import defaultdict

rooms = defaultdict(dict)


async def broadcast(path, text):
    for task, send in [*rooms[path].items()]:
        try:
            await send({"type": "websocket.send", "text": text, "bytes": None})
        except OSError:
            rooms[path].pop(task, None)
            if task is not asyncio.current_task():
                task.cancel()
    if not rooms[path]:
        del rooms[path]


async def app(scope, receive, send):
    assert scope["type"] == "websocket"
    path = scope["path"]
    await receive()
    if not re.fullmatch("/rooms/[^/]+", path):
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    task = asyncio.current_task()
    message = await receive()
    if message["type"] == "websocket.disconnect":
        return
    nick = message["text"]
    rooms[path][task] = send
    try:
        await broadcast(path, f"{nick} joined")
        while (message := await receive())["type"] != "websocket.disconnect":
            await broadcast(path, f"{nick}: {message['text']}")
    finally:
        rooms[path].pop(task, None)
        await broadcast(path, f"{nick} left")
