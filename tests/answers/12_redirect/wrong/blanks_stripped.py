"""
Fault: strips the blanks at the ends of the path.
Message: location: /new/%20a%20 location: /new/%20a
"""

from urllib.parse import quote


async def answer(send, status, headers=()):
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body"})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    path = scope["path"].strip()
    if not path.startswith("/old/"):
        await answer(send, 404)
        return
    location = "/new/" + quote(path.removeprefix("/old/"))
    query = scope["query_string"]
    target = location.encode("ascii")
    if query:
        target += b"?" + query
    await answer(send, 308, [(b"location", target)])
