from urllib.parse import quote


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    if scope["path"].startswith("/old/"):
        status = 308
        # The path has been decoded, so it may hold anything: letters that no URL may have, a "?" or "#" that would end
        # the path, even a line feed that would end the header. quote() makes UTF-8 of it and escapes all but "/".
        # (raw_path has the path as it came, but a server need not give it.)
        location = quote("/new/" + scope["path"].removeprefix("/old/")).encode("ascii")
        # The query is given as it came, still encoded and without its "?": encoding it again would spoil it.
        if scope["query_string"]:
            location += b"?" + scope["query_string"]
        headers = [(b"location", location)]
    else:
        status = 404
        headers = []

    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
