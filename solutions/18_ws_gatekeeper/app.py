from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # The query is bytes, as it stood in the URL. parse_qs takes it apart and decodes each value, so that
    # neither "?q=token=letmein" nor "?token=letmein2" can pass for the token, as a search in the string would have it.
    query = parse_qs(scope["query_string"].decode("latin-1"))

    await receive()  # websocket.connect: the client's question
    if query.get("token") != ["letmein"]:
        # A close instead of an accept is the answer no. The client sees an HTTP response with status 403.
        await send({"type": "websocket.close"})
        return

    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    # To return now would break the connection. The client may say what it likes; only its leaving ends this.
    while (await receive())["type"] != "websocket.disconnect":
        pass
