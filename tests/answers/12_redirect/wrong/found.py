"""
Fault: the status is 302, which turns a POST into a GET.
Message: status 308 status 302
"""

from urllib.parse import quote


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    path = scope["path"]
    status, headers = 404, []
    if path.startswith("/old/"):
        location = quote("/new/" + path[5:]).encode("ascii")
        if scope["query_string"]:
            location += b"?" + scope["query_string"]
        status, headers = 302, [(b"location", location)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
