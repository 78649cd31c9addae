"""Each byte of the path but the slash becomes an escape in small letters; what to do is chosen with match."""


class Moved:
    def __init__(self, old, new):
        self.old, self.new = old, new

    async def __call__(self, scope, receive, send):
        match scope:
            case {"type": "http", "path": path, "query_string": query} if path.startswith(self.old):
                rest = "".join("/" if byte == 47 else f"%{byte:02x}" for byte in path[len(self.old) :].encode())
                location = self.new + rest + ("?" if query else "") + query.decode("ascii")
                await self.answer(send, 308, [(b"location", location.encode("ascii"))], b"moved")
            case {"type": "http"}:
                await self.answer(send, 404, [], b"nothing here")
            case _:
                raise ValueError("http only")

    async def answer(self, send, status, headers, body):
        headers = [(b"content-type", b"text/plain"), *headers]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body[:3], "more_body": True})
        await send({"type": "http.response.body", "body": body[3:]})


app = Moved("/old/", "/new/")
