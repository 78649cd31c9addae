"""The body goes out in three messages and an empty one, from a nested coroutine function that match has chosen."""


def response(send, pieces):
    async def start():
        length = b"%d" % sum(map(len, pieces))
        headers = ((b"content-length", length), (b"content-type", b"text/plain;charset=UTF-8"))
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def write():
        await start()
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})

    return write()


async def app(scope, receive, send):
    match scope:
        case {"type": "http", "method": method, "path": path}:
            await response(send, [method.encode(), b" ", path.encode("utf-8")])
        case _:
            raise NotImplementedError
