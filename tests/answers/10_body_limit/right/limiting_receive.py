"""The limit is a wrapper around receive, the counting app knows nothing of it; both are classes."""


class TooLarge(Exception):
    pass


class Limited:
    def __init__(self, receive, limit):
        self.receive = receive
        self.left = limit

    async def __call__(self):
        message = await self.receive()
        if message["type"] == "http.request":
            self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise TooLarge
        return message


class BodyLimit:
    def __init__(self, app, limit):
        self.app = app
        self.limit = limit

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            lengths = [bytes(value) for name, value in scope["headers"] if name == b"content-length"]
            if lengths and (not lengths[0] or lengths[0].strip(b"0123456789")):
                return await text(send, 400, b"bad content-length")
            if lengths and int(lengths[0]) > self.limit:
                return await text(send, 413, b"too large")
        try:
            await self.app(scope, Limited(receive, self.limit), send)
        except TooLarge:
            await text(send, 413, b"too large")


async def text(send, status, body):
    await send({"type": "http.response.start", "status": status, "headers": ((b"content-type", b"text/plain"),)})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def count(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    total, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        total += len(message.get("body", b""))
        more = message.get("more_body", False)
    await text(send, 200, str(total).encode("ascii"))


app = BodyLimit(count, 1024)
