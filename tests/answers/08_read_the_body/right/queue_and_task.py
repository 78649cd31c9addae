"""One task receives into a queue and another hashes; after the answer the app waits for the client to leave."""

import asyncio
import hashlib
import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise ValueError(scope["type"])
    queue = asyncio.Queue(maxsize=2)

    async def read():
        more_body = True
        while more_body:
            message = await receive()
            await queue.put(message)
            more_body = message.get("more_body", False)

    reader = asyncio.create_task(read())
    body, more_body = bytearray(), True
    while more_body:
        message = await queue.get()
        if message["type"] == "http.disconnect":
            await reader
            return
        body.extend(message.get("body", b""))
        more_body = message.get("more_body", False)
    await reader
    answer = {"bytes": len(body), "sha256": hashlib.sha256(bytes(body)).hexdigest()}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
    await receive()
