import json
import re
from urllib.parse import unquote_to_bytes


def decoded(part):
    # The plus signs first: one that was escaped as %2B must stay a plus sign. Decoding to text comes last, because
    # only all the bytes together are UTF-8.
    return unquote_to_bytes(part.replace(b"+", b" ")).decode("utf-8", "replace")


def values_by_name(query_string):
    """Every value of every name: {"tag": ["web", "python"]}."""
    values = {}
    # Split first and decode then, or an escaped & would part what belongs together.
    for pair in query_string.split(b"&"):
        name, _, value = pair.partition(b"=")
        values.setdefault(decoded(name), []).append(decoded(value))
    return values


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    values = values_by_name(scope["query_string"])
    page = values.get("page", ["1"])[-1]
    # fullmatch, because the $ of match would let a line break through at the end; [0-9], because \d is Unicode's.
    if not re.fullmatch("0*[1-9][0-9]*", page):
        await answer(send, 400, {"error": "page must be a positive integer"})
        return
    found = {"q": values.get("q", [""])[-1], "page": int(page), "tags": values.get("tag", [])}
    await answer(send, 200, found)


async def answer(send, status, data):
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(data).encode()})
