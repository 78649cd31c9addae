"""
Fault: spaces become plus signs, as in a query.
Message: The location has another path.
"""

from urllib.parse import quote_plus


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    path = scope["path"]
    status, headers = 404, []
    if path.startswith("/old/"):
        location = quote_plus("/new/" + path[5:], safe="/").encode("ascii")
        if scope["query_string"]:
            location += b"?" + scope["query_string"]
        status, headers = 308, [(b"location", location)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
