"""
Fault: the path is encoded as Latin-1 instead of UTF-8.
Message: location: /new/caf%C3%A9?x=1 location: /new/caf%E9?x=1
"""

from urllib.parse import quote


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    path = scope["path"]
    status, headers = 404, []
    if path.startswith("/old/"):
        location = quote("/new/" + path[5:], encoding="latin-1", errors="replace").encode("ascii")
        if scope["query_string"]:
            location += b"?" + scope["query_string"]
        status, headers = 308, [(b"location", location)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
