"""The announced length is compared without int(); the bytes are counted by a task."""

import asyncio

DIGITS = set(b"0123456789")


def verdict(headers):
    for name, value in headers:
        if bytes(name).lower() == b"content-length":
            if len(value) == 0 or not DIGITS.issuperset(value):
                return 400, "bad content-length"
            number = value.lstrip(b"0")
            if (len(number), number) > (4, b"1024"):
                return 413, "too large"
    return None


async def count(receive):
    size = 0
    async with asyncio.timeout(None):
        while size <= 1024:
            message = await receive()
            if message["type"] != "http.request":
                return None
            size += len(message.get("body", b""))
            if not message.get("more_body", False):
                break
    return (413, "too large") if size > 1024 else (200, f"{size}")


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise LookupError(scope["type"])
    found = verdict(scope["headers"]) or await asyncio.create_task(count(receive))
    if found is not None:
        await send({"type": "http.response.start", "status": found[0], "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": found[1].encode()})
