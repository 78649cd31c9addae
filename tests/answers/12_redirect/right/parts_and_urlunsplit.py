"""The path is taken apart at its slashes and put together by urlunsplit; the body is read before the answer."""

from urllib.parse import quote, urlunsplit


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    while (message := await receive()).get("more_body", False):
        pass
    if message["type"] == "http.disconnect":
        return
    first, *rest = scope["path"].split("/")[1:]
    status, headers = 404, ()
    if first == "old" and rest:
        path = "/".join(["", "new", *(quote(part, safe="") for part in rest)])
        location = urlunsplit(("", "", path, str(scope["query_string"], "latin-1"), ""))
        status, headers = 308, ((b"location", location.encode("latin-1")),)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
