async def app(scope, receive, send):
    # TODO: this answers whatever comes as if it were HTTP. Look at scope["type"] first, then speak the protocol that
    #       it names: http, websocket or lifespan. Raise an exception for any other type.
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain")],
        }
    )
    await send({"type": "http.response.body", "body": b"http"})
