"""A closure is the app; tasks send the messages, and it waits for the end of the connection."""

import asyncio


def make_app(text):
    async def answer(send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        for character in text:
            await send({"type": "http.response.body", "body": character.encode(), "more_body": True})
        await send({"type": "http.response.body"})

    async def greet(scope, receive, send):
        await asyncio.create_task(answer(send))
        while (await receive())["type"] != "http.disconnect":
            pass

    return greet


app = make_app("Hello from ASGI!")
