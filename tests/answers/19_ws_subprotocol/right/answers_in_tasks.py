"""A task receives into a queue while another one answers."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    offered = list(scope.get("subprotocols") or [])
    chosen = "chat.v2" if "chat.v2" in offered else "chat.v1" if "chat.v1" in offered else ""
    await receive()
    if not chosen:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": chosen, "headers": []})
    texts = asyncio.Queue()

    async def answer():
        while True:
            await send({"type": "websocket.send", "text": f"{chosen}: {await texts.get()}"})

    answering = asyncio.create_task(answer())
    while (message := await receive())["type"] == "websocket.receive":
        texts.put_nowait(message["text"])
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)
