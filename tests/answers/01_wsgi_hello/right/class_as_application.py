"""The application is a class, as PEP 3333 shows one: the call makes an object, and iterating it is the answer."""


class application:  # noqa: N801
    def __init__(self, environ, start_response):
        self.environ = environ
        self.start_response = start_response

    def __iter__(self):
        self.start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "16")])
        yield b"Hello from WSGI!"
