"""
Fault: only letters beyond ASCII are encoded, and a line feed ends the header.
Message: A header name is a token, and a value has no carriage return, line feed or NUL.
"""

from urllib.parse import quote


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    path = scope["path"]
    status, headers = 404, []
    if path.startswith("/old/"):
        location = ("/new/" + "".join(letter if letter.isascii() else quote(letter) for letter in path[5:])).encode(
            "ascii"
        )
        if scope["query_string"]:
            location += b"?" + scope["query_string"]
        status, headers = 308, [(b"location", location)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
