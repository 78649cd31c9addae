async def app(scope, receive, send):
    # TODO: answer every request with status 200, the header content-type: text/plain
    #       and the body b"Hello from ASGI!". It takes two messages:
    #       first http.response.start, then http.response.body.
    ...
