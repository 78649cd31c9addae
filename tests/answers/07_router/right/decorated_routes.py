"""Routes register themselves with a decorator; an exception carries a 404 or 405 to the one place that answers."""

import json
from http import HTTPStatus

ROUTES = {}


class HTTPError(Exception):
    def __init__(self, status, text, **headers):
        self.status, self.text, self.headers = status, text, headers


def route(method, *shape):
    def register(function):
        ROUTES.setdefault(shape, {})[method] = function
        return function

    return register


def digits(segment):
    return segment != "" and all(character in "0123456789" for character in segment)


@route("GET", "")
async def home():
    return HTTPStatus.OK, "home", {}


@route("POST", "users")
async def create():
    return HTTPStatus.CREATED, {"created": True}, {"location": "/users/1"}


@route("GET", "users", digits)
async def show(number):
    return HTTPStatus.OK, {"id": int(number)}, {}


def find(path):
    segments = path[1:].split("/")
    for shape, methods in ROUTES.items():
        if len(shape) == len(segments):
            pairs = list(zip(shape, segments, strict=True))
            if all(part(segment) if callable(part) else part == segment for part, segment in pairs):
                return methods, [segment for part, segment in pairs if callable(part)]
    raise HTTPError(HTTPStatus.NOT_FOUND, "not found")


async def run(method, path):
    methods, arguments = find(path)
    function = methods.get("GET" if method == "HEAD" else method)
    if function is None:
        allow = sorted(methods) + ["HEAD"] * ("GET" in methods)
        raise HTTPError(HTTPStatus.METHOD_NOT_ALLOWED, "try another method", allow=",".join(reversed(allow)))
    return await function(*arguments)


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise ValueError(scope["type"])
    try:
        status, content, headers = await run(scope["method"], scope["path"])
    except HTTPError as error:
        status, content, headers = error.status, error.text, error.headers
    is_text = isinstance(content, str)
    body = content.encode() if is_text else json.dumps(content).encode()
    headers |= {"content-type": "text/plain" if is_text else "application/json", "content-length": len(body)}
    pairs = [[name.encode(), str(value).encode()] for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body"})
    else:
        await send({"type": "http.response.body", "body": body})
