"""A dict of handlers picks by type: its KeyError is the refusal. The WebSocket awaits the disconnect after closing."""


async def http(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    headers = [[b"content-length", b"4"], [b"content-type", b"text/plain; charset=utf-8"]]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"http", "more_body": False})


async def websocket(scope, receive, send):
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
    await send({"type": "websocket.send", "text": "websocket", "bytes": None})
    await send({"type": "websocket.close", "code": 1000, "reason": "done"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def lifespan(scope, receive, send):
    while True:
        event = await receive()
        await send({"type": f"{event['type']}.complete"})
        if event["type"] == "lifespan.shutdown":
            return


HANDLERS = {"http": http, "websocket": websocket, "lifespan": lifespan}


async def app(scope, receive, send):
    await HANDLERS[scope["type"]](scope, receive, send)
