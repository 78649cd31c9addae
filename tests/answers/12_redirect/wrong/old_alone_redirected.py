"""
Fault: /old and all that begins like it are redirected.
Message: GET /old status 404 status 308
"""

from urllib.parse import quote


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    path = scope["path"]
    status, headers = 404, []
    if path.startswith("/old"):
        location = quote("/new/" + path[5:]).encode("ascii")
        if scope["query_string"]:
            location += b"?" + scope["query_string"]
        status, headers = 308, [(b"location", location)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
