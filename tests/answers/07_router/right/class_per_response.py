"""Responses are small ASGI apps of their own, as in a framework; the body of a request is read before anything else."""

import json
import re


class Response:
    media_type = "text/plain"

    def __init__(self, content, status=200, **headers):
        self.body = self.render(content)
        self.status = status
        self.headers = {"content-length": str(len(self.body)), "content-type": self.media_type, **headers}

    def render(self, content):
        return content.encode("utf-8")

    async def __call__(self, scope, receive, send):
        headers = ((name.encode("ascii"), value.encode("ascii")) for name, value in self.headers.items())
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = self.body * (scope["method"] != "HEAD")
        await send({"type": "http.response.body", "body": body})


class JSONResponse(Response):
    media_type = "application/json"

    def render(self, content):
        return json.dumps(content, indent=1).encode("utf-8")


def endpoint(method, path):
    if path == "/":
        return Response("home") if method in ("GET", "HEAD") else Response("", 405, allow="HEAD, GET")
    if path == "/users":
        if method == "POST":
            return JSONResponse({"created": True}, 201, location="/users/1")
        return Response("only POST", 405, allow="POST")
    if found := re.fullmatch("/users/([0-9]+)", path):
        if method in ("GET", "HEAD"):
            return JSONResponse({"id": int(found[1])})
        return Response("only GET", 405, allow="GET,HEAD")
    return Response("not found", 404)


class Application:
    async def __call__(self, scope, receive, send):
        assert scope["type"] == "http"
        message = await receive()
        while message["type"] == "http.request" and message.get("more_body", False):
            message = await receive()
        if message["type"] == "http.request":
            await endpoint(scope["method"], scope["path"])(scope, receive, send)


app = Application()
