import json
import re


def home(path):
    return 200, "home", {}


def show_user(path):
    return 200, {"id": int(path["id"])}, {}


def create_user(path):
    return 201, {"created": True}, {"location": "/users/1"}


# What a router of a framework is at heart: patterns, and for each pattern a handler per method. A new route is a line
# here, and 404, 405 and HEAD come out right for it without another thought.
ROUTES = [
    (re.compile("/"), {"GET": home}),
    (re.compile("/users"), {"POST": create_user}),
    (re.compile("/users/(?P<id>[0-9]+)"), {"GET": show_user}),
]


def answer(method, path):
    for pattern, handlers in ROUTES:
        # fullmatch, since match() would find "/" at the beginning of every path.
        if match := pattern.fullmatch(path):
            # HEAD runs what GET runs; the body is left out where it is sent.
            known = {"HEAD": handlers["GET"], **handlers} if "GET" in handlers else handlers
            if method in known:
                return known[method](match)
            return 405, "method not allowed", {"allow": ", ".join(known)}
    return 404, "not found", {}


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    status, content, headers = answer(scope["method"], scope["path"])
    if isinstance(content, str):
        body, content_type = content.encode("utf-8"), "text/plain; charset=utf-8"
    else:
        body, content_type = json.dumps(content).encode("utf-8"), "application/json"
    headers = {"content-type": content_type, "content-length": str(len(body)), **headers}
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]

    await send({"type": "http.response.start", "status": status, "headers": pairs})
    if scope["method"] == "HEAD":
        body = b""
    await send({"type": "http.response.body", "body": body})
