"""
Fault: all requests share one iterator, which is used up after the first.
Message: body b''
"""

body = iter([b"Hello from WSGI!"])


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return body
