"""
Fault: the query is taken apart and put together again, and comes out another one.
Message: The location has another query.
"""

from urllib.parse import parse_qsl, quote, urlencode


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    path = scope["path"]
    status, headers = 404, []
    if path.startswith("/old/"):
        location = quote("/new/" + path[5:]).encode("ascii")
        if scope["query_string"]:
            location += b"?" + urlencode(parse_qsl(scope["query_string"].decode())).encode()
        status, headers = 308, [(b"location", location)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
