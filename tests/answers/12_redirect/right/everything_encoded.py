"""Every byte but the slashes is percent-encoded."""


class Redirect:
    def __init__(self, old, new):
        self.old, self.new = old, new

    async def __call__(self, scope, receive, send):
        assert scope["type"] == "http"
        head, middle, rest = scope["path"].partition(self.old)
        if head or not middle:
            await send({"type": "http.response.start", "status": 404})
            await send({"type": "http.response.body", "body": b"404"})
            return
        segments = ["".join(f"%{byte:02X}" for byte in segment.encode("utf-8")) for segment in rest.split("/")]
        location = self.new + "/".join(segments)
        if scope["query_string"] != b"":
            location += "?" + scope["query_string"].decode("latin-1")
        await send(
            {
                "type": "http.response.start",
                "status": 308,
                "headers": {location.encode("latin-1"): 0} and [(b"location", location.encode("latin-1"))],
            }
        )
        await send({"type": "http.response.body", "body": b"moved to ", "more_body": True})
        await send({"type": "http.response.body", "body": location.encode("latin-1")})


app = Redirect("/old/", "/new/")
