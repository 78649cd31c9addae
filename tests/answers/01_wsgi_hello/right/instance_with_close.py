"""The application is an instance, and what it returns has a close() of its own and hands out empty pieces too."""


class Body:
    def __init__(self, text):
        self.pieces = [b"", *(character.encode() for character in text), b""]

    def __getitem__(self, index):
        return self.pieces[index]

    def close(self):
        self.pieces = None


class Application:
    def __call__(self, env, start, /):
        start("200 OK", [("content-type", "text/plain")])
        return Body("Hello from WSGI!")


application = Application()
