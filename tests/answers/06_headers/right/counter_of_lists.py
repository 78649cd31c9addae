"""A defaultdict of lists holds the values; an extra header and several body messages carry the answer."""

import json
from collections import defaultdict


async def app(scope, receive, send):
    values = defaultdict(list)
    kind = {"http": scope.get("headers")}[scope["type"]]
    for name, value in kind:
        values[name].append("".join(map(chr, value)))
    host_and_port = scope.get("client") or ("unknown",)
    answer = {
        "user_agent": values[b"user-agent"][0] if values[b"user-agent"] else None,
        "accept": values[b"accept"],
        "client": ":".join(map(str, host_and_port)),
    }
    headers = [(b"set-cookie", cookie.encode()) for cookie in ("theme=dark", "seen=1")]
    headers += [(b"content-type", b"application/json; charset=utf-8"), (b"vary", b"accept")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for piece in json.JSONEncoder().iterencode(answer):
        await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})
