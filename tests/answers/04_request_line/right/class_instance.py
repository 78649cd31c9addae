"""An instance is the app; it reads the body first, and its status is an HTTPStatus."""

from http import HTTPStatus


class Echo:
    def __init__(self, *kinds):
        self.kinds = kinds

    async def __call__(self, scope, receive, send):
        kind, method, path = (scope[key] for key in ("type", "method", "path"))
        if kind not in self.kinds:
            raise ValueError(kind)
        while (await receive()).get("more_body", False):
            pass
        body = bytes(" ".join((method, path)), "utf-8")
        headers = {"Content-Type": "text/plain", "Content-Length": f"{len(body)}", "Cache-Control": "no-store"}
        pairs = [[name.lower().encode("ascii"), value.encode("ascii")] for name, value in headers.items()]
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": pairs})
        await send({"type": "http.response.body", "body": body, "more_body": False})


app = Echo("http")
