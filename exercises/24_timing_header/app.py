class TimingMiddleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        # TODO: give every HTTP response the header x-process-time: the seconds from this call to the
        #       http.response.start of the inner app, with three decimals. The inner app is handed
        #       the server's own send here, so its messages pass you by.
        await self.app(scope, receive, send)
