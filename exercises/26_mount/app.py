def mount(routes):
    async def app(scope, receive, send):
        # TODO: for http and websocket, find the longest prefix in `routes` that the path begins with, on a segment
        #       boundary, and call its app with a copy of the scope. Its root_path has the prefix appended.
        #       Where none matches: 404 for http, a refusal for websocket. A lifespan is answered here.
        for prefix, child in routes.items():
            if scope["path"].startswith(prefix):
                await child(scope, receive, send)
                return

    return app
