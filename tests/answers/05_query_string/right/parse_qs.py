"""parse_qs makes lists of values; the page is looked for in a pattern; JSON goes out with characters beyond ASCII."""

import json
import re
from urllib.parse import parse_qs

PAGE = re.compile(r"0*[1-9][0-9]*")


class BadPage(ValueError):
    pass


def read(query_string):
    values = parse_qs(str(query_string, "utf-8", errors="replace"), keep_blank_values=True)
    *_, q = values.get("q", [""])
    *_, page = values.get("page", ["1"])
    if PAGE.fullmatch(page) is None:
        raise BadPage("page must be a positive integer")
    return {"tags": values.get("tag", []), "page": int(page), "q": q}


async def app(scope, receive, send):
    assert scope["type"] == "http"
    try:
        status, answer = 200, read(scope["query_string"])
    except BadPage as error:
        status, answer = 400, {"error": str(error)}
    body = json.dumps(answer, ensure_ascii=False, indent=2).encode("utf-8")
    headers = [[b"content-length", b"%d" % len(body)], [b"content-type", b"application/json; charset=utf-8"]]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
