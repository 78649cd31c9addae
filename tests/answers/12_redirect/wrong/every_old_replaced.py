"""
Fault: every /old/ in the path is replaced.
Message: location: /new/a/old/b location: /new/a/new/b
"""

from urllib.parse import quote


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    path = scope["path"]
    status, headers = 404, []
    if path.startswith("/old/"):
        location = quote(path.replace("/old/", "/new/")).encode("ascii")
        if scope["query_string"]:
            location += b"?" + scope["query_string"]
        status, headers = 308, [(b"location", location)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
