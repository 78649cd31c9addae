def application(environ, start_response):
    # With yield the whole function is the body: it begins to run when the server asks for the first piece, and the
    # server sends each piece before it asks for the next. So WSGI streams too; what it cannot do is let go of its
    # thread while it waits for the next piece.
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"Hello "
    yield b"from WSGI!"
