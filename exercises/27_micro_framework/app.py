class HTTPError(Exception):
    def __init__(self, status, detail):
        super().__init__(status, detail)
        self.status = status
        self.detail = detail


class App:
    def __init__(self):
        self.routes = []
        self.startup = []

    def get(self, path):
        return self.route("GET", path)

    def post(self, path):
        return self.route("POST", path)

    def route(self, method, path):
        def decorator(function):
            self.routes.append((method, path, function))
            return function

        return decorator

    def on_startup(self, function):
        self.startup.append(function)
        return function

    async def __call__(self, scope, receive, send):
        # TODO: an http request goes to the first route whose method and path fit. Its function is called with the
        #       parameters of the path, and with the parsed JSON as `body` if it has a parameter of that name.
        #       What it returns, or an HTTPError that it raises, becomes the answer.
        #       A lifespan runs the functions in self.startup; a websocket is refused.
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
