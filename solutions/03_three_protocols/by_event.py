async def app(scope, receive, send):
    # HTTP answers without a look at what it receives; the other two are all about events, and share one loop.
    match scope["type"]:
        case "http":
            headers = [(b"content-type", b"text/plain")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"http"})
        case "websocket" | "lifespan":
            await answer_events(receive, send)
        case unknown:
            raise RuntimeError(f"unsupported scope type {unknown!r}")


async def answer_events(receive, send):
    while True:
        match (await receive())["type"]:
            case "websocket.connect":
                await send({"type": "websocket.accept"})
                await send({"type": "websocket.send", "text": "websocket"})
                # Without a code it is 1000, the normal end.
                await send({"type": "websocket.close"})
            case "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            case "lifespan.shutdown":
                await send({"type": "lifespan.shutdown.complete"})
                return
            case "websocket.disconnect":
                # It comes after the app's own close, too.
                return
