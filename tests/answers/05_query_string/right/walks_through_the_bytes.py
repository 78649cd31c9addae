"""A parser of its own walks through the bytes one by one, in a class; only values are decoded."""

import json

SPACE, PERCENT, HEX = b"+", b"%", b"0123456789abcdefABCDEF"


def decode(value):
    found, place = bytearray(), 0
    while place < len(value):
        byte = value[place : place + 1]
        escape = value[place + 1 : place + 3]
        if byte == PERCENT and len(escape) == 2 and all(digit in HEX for digit in escape):
            found.append(int(escape, 16))
            place += 3
        else:
            found += b" " if byte == SPACE else byte
            place += 1
    return found.decode(errors="replace")


class Search:
    def __init__(self, query):
        self.q, self.page, self.tags = "", "1", []
        for pair in filter(None, query.split(b"&")):
            name, _, value = pair.partition(b"=")
            match name:
                case b"q":
                    self.q = decode(value)
                case b"page":
                    self.page = decode(value)
                case b"tag":
                    self.tags.append(decode(value))

    def answer(self):
        if not self.page or self.page.strip("0123456789") or not self.page.strip("0"):
            return 400, {"error": "page must be a positive integer"}
        return 200, {"q": self.q, "page": int(self.page), "tags": self.tags}


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    status, answer = Search(scope["query_string"]).answer()
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
