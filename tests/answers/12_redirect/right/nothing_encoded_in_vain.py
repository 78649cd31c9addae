"""Encodes only what a path may not hold."""

import re
from urllib.parse import quote

PCHAR = "-._~!$&'()*+,;=:@/"


def location(scope):
    rest = re.fullmatch(r"(?s)/old/(.*)", scope["path"])
    if rest is None:
        return None
    return f"/new/{quote(rest[1], safe=PCHAR)}".encode() + (
        b"?%s" % scope["query_string"] if scope["query_string"] else b""
    )


async def app(scope, receive, send):

    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    more = True
    while more:
        m = await receive()
        if m["type"] == "http.disconnect":
            return
        more = m.get("more_body", False)
    target = location(scope)
    headers = [] if target is None else [(b"location", target), (b"cache-control", b"max-age=3600")]
    await send({"type": "http.response.start", "status": 404 if target is None else 308, "headers": headers})
    await send({"type": "http.response.body"})
