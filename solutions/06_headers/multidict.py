import json


class Headers:
    """Headers to look up by name, as frameworks offer them: one value, or all of them."""

    def __init__(self, pairs):
        self.values = {}
        for name, value in pairs:
            # A list for each name keeps the order where it matters, among headers of the same name.
            self.values.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))

    def get(self, name):
        return self.all(name)[0] if self.all(name) else None

    def all(self, name):
        return self.values.get(name, [])


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    headers = Headers(scope["headers"])
    # Joining the two items also takes care of a host and a port that come as a list.
    client = ":".join(str(part) for part in scope.get("client") or ["unknown"])
    answer = {"user_agent": headers.get("user-agent"), "accept": headers.all("accept"), "client": client}

    cookies = {"seen": "1", "theme": "dark"}
    response_headers = [(b"content-type", b"application/json")]
    response_headers += [(b"set-cookie", f"{name}={value}".encode("latin-1")) for name, value in cookies.items()]
    await send({"type": "http.response.start", "status": 200, "headers": response_headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
