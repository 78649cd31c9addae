"""Nothing is kept: each piece goes into the hash as it comes. Chosen with match, answered in several messages."""

import hashlib
import json
from http import HTTPStatus


async def app(scope, receive, send):
    match scope["type"]:
        case "http":
            await hash_upload(receive, send)
        case other:
            raise NotImplementedError(other)


async def hash_upload(receive, send):
    digest, count = hashlib.sha256(), 0
    while True:
        match await receive():
            case {"type": "http.disconnect"}:
                return
            case {"type": "http.request", **rest}:
                piece = rest.get("body") or b""
                digest.update(piece)
                count += len(piece)
                if not rest.get("more_body"):
                    break
    headers = [[b"content-type", b"application/json; charset=utf-8"], [b"cache-control", b"no-store"]]
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers})
    for piece in json.JSONEncoder(indent=2).iterencode({"sha256": digest.hexdigest(), "bytes": count}):
        await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})
    await send({"type": "http.response.body"})
