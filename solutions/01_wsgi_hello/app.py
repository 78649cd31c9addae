def application(environ, start_response):
    # The status and the headers are str; the server writes them down when the first piece of the body comes.
    start_response("200 OK", [("Content-Type", "text/plain")])
    # The body is bytes, and a list of one piece is the simplest iterable that yields it whole.
    return [b"Hello from WSGI!"]
