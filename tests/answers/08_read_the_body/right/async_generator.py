"""The pieces come out of an async generator, which raises an exception of its own when the client leaves."""

import hashlib
import json


class Gone(Exception):
    pass


async def pieces_of(receive):
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


class App:
    async def __call__(self, scope, receive, send):
        assert scope["type"] == "http", scope["type"]
        try:
            body = b"".join([piece async for piece in pieces_of(receive)])
        except Gone:
            return
        answer = json.dumps({"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}).encode("utf-8")
        headers = ((b"content-length", b"%d" % len(answer)), (b"content-type", b"application/json"))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer, "more_body": False})


app = App()
