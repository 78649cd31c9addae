"""
Fault: keeps the send of http on the one instance that serves all requests.
Message: another request runs at the same time
"""

import asyncio


class App:
    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            self.send = send
            await asyncio.sleep(0)
            await self.send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
            )
            await self.send({"type": "http.response.body", "body": b"http"})
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": "websocket"})
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        else:
            raise RuntimeError(scope["type"])


app = App()
