"""start_response is called a second time, with exc_info, after an error came up: PEP 3333 allows it."""

import sys


def application(environ, start_response):
    try:
        start_response("500 Internal Server Error", [("Content-Type", "text/html")])
        raise LookupError
    except LookupError:
        start_response("200 OK", [("Content-Type", "text/plain")], sys.exc_info())
    return (word for word in (b"Hello ", b"from ", b"WSGI!"))
