"""An instance with methods; one loop with match sorts the headers; they are given back by a generator."""

import json


class Mirror:
    cookies = (b"seen=1", b"theme=dark")

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise LookupError
        await receive()
        answer = {"user_agent": None, "accept": [], "client": self.client(**scope)}
        for name, value in scope["headers"]:
            match bytes(name).lower():
                case b"user-agent":
                    answer["user_agent"] = value.decode("iso-8859-1")
                case b"accept":
                    answer["accept"] += [value.decode("iso-8859-1")]
        body = json.dumps(answer, ensure_ascii=False).encode("utf-8")
        await send({"type": "http.response.start", "status": 200, "headers": self.headers(len(body))})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def client(self, client=None, **others):
        return (client and f"{client[0]}:{client[1]}") or "unknown"

    def headers(self, length):
        yield b"content-type", b"application/json"
        for cookie in reversed(self.cookies):
            yield b"set-cookie", cookie
        yield b"content-length", str(length).encode()


app = Mirror()
