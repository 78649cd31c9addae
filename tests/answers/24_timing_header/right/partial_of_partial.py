"""The middleware is no class and no function of its own: a partial that makes partials."""

import asyncio
import functools


async def send_timed(send, since, message):
    if message["type"] == "http.response.start":
        message = {k: v for k, v in message.items() if k != "headers"} | {
            "headers": [
                *(message["headers"] if "headers" in message else []),
                (b"x-process-time", f"{asyncio.get_running_loop().time() - since:.3f}".encode("latin-1")),
            ]
        }
    await send(message)


async def call(app, scope, receive, send):
    if scope["type"] == "http":
        send = functools.partial(send_timed, send, asyncio.get_running_loop().time())
    await app(scope, receive, send)


TimingMiddleware = functools.partial(functools.partial, call)
