"""
Fault: the headers are bytes, as in ASGI.
Message: In WSGI status and headers are str, and only the body is bytes; in ASGI headers are bytes too.
"""


def application(environ, start_response):
    start_response("200 OK", [(b"Content-Type", b"text/plain")])
    return [b"Hello from WSGI!"]
