async def app(scope, receive, send):
    # The status line and the headers travel first. Names and values of headers are bytes.
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain")],
        }
    )
    # Without more_body this is the last piece of the body: the response is complete.
    await send({"type": "http.response.body", "body": b"Hello from ASGI!"})
