"""raw_path is used where the server gives it, the decoded path where not, with more letters left as they are."""

from http import HTTPStatus
from urllib.parse import quote_from_bytes


def rest_of(scope):
    raw_path = scope.get("raw_path")
    if raw_path is not None:
        return raw_path[len(b"/old/") :]
    return quote_from_bytes(scope["path"].encode()[5:], safe="/:@!$&'()*+,;=~").encode()


async def app(scope, receive, send):
    assert scope["type"] == "http"
    if not scope["path"].startswith("/old/"):
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"not found"})
        return
    location = b"?".join(filter(None, [b"/new/" + rest_of(scope), scope["query_string"]]))
    headers = [[b"content-length", b"0"], [b"location", location]]
    await send({"type": "http.response.start", "status": HTTPStatus.PERMANENT_REDIRECT, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
