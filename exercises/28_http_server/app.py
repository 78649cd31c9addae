async def handle(app, request):
    # TODO: you are the server now. Take the request apart into a request line, headers and a body, build the scope,
    #       call the app with it and with a receive and a send of your own, and make the bytes of a response
    #       from what the app has sent.
    scope = {}

    async def receive():
        return {}

    async def send(message):
        pass

    await app(scope, receive, send)
    return b""
