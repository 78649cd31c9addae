"""
Fault: the decoded path goes into the header as UTF-8.
Message: In a location, each character that a URL does not allow becomes %XX again.
"""


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    path = scope["path"]
    status, headers = 404, []
    if path.startswith("/old/"):
        location = ("/new/" + path[5:]).replace("\r", "").replace("\n", "").encode("utf-8")
        if scope["query_string"]:
            location += b"?" + scope["query_string"]
        status, headers = 308, [(b"location", location)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
