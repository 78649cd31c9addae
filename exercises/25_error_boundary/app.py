class ErrorBoundary:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        # TODO: catch what the inner app raises while it handles an HTTP request. If its response has not
        #       started yet, answer 500 with the JSON {"error": "internal server error"}; otherwise raise it on.
        #       How do you know here whether the response has started?
        await self.app(scope, receive, send)
