"""Each refusal is an exception with a status; the app is an instance, and the parts of the check are methods."""

import json
from http import HTTPStatus


class Refusal(Exception):
    def __init__(self, status, why, allow=None):
        super().__init__(why)
        self.status = status
        self.allow = allow


class Left(Exception):
    pass


class Items:
    async def __call__(self, scope, receive, send):
        assert scope["type"] == "http"
        allow = None
        try:
            self.check(scope)
            status, answer = HTTPStatus.CREATED, {"name": self.name(await self.body(receive))}
        except Refusal as refusal:
            status, answer, allow = refusal.status, {"error": str(refusal)}, refusal.allow
        except Left:
            return
        payload = json.dumps(answer, indent=1, ensure_ascii=False).encode("utf-8")
        headers = [
            [b"content-length", str(len(payload)).encode()],
            [b"content-type", b"application/json; charset=utf-8"],
        ]
        if allow:
            headers.insert(0, [b"allow", allow])
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": payload})

    def check(self, scope):
        if scope["path"] != "/items":
            raise Refusal(404, "nothing here")
        if scope["method"] != "POST":
            raise Refusal(405, "only POST", allow=b"POST")
        types = [value for name, value in scope["headers"] if name.lower() == b"content-type"]
        if not types or types[0].lower().split(b";")[0].strip() != b"application/json":
            raise Refusal(415, "only JSON")

    async def body(self, receive):
        chunks = []
        while (message := await receive())["type"] == "http.request":
            chunks.append(message.get("body", b""))
            if not message.get("more_body"):
                return b"".join(chunks)
        raise Left

    def name(self, body):
        try:
            match json.loads(body):
                case {"name": str(name)} if name:
                    return name
        except ValueError:
            pass
        raise Refusal(400, "not a JSON object with a name")


app = Items()
