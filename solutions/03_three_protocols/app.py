async def app(scope, receive, send):
    # The type comes first: only it tells which keys the scope has and which messages may be sent.
    if scope["type"] == "http":
        await answer(send)
    elif scope["type"] == "websocket":
        await greet(receive, send)
    elif scope["type"] == "lifespan":
        await live(receive, send)
    else:
        # Returning would mean yes. An exception is how an app says that it does not speak a protocol.
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")


async def answer(send):
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain")],
        }
    )
    await send({"type": "http.response.body", "body": b"http"})


async def greet(receive, send):
    # The first event of a WebSocket is always websocket.connect: the client asks, and accept is the yes.
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "websocket"})
    await send({"type": "websocket.close", "code": 1000})


async def live(receive, send):
    # One call of the app lasts as long as the server does: the second receive waits until it shuts down.
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
