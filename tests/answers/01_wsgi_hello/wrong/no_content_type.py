"""
Fault: there is no Content-Type header.
Message: the header Content-Type: text/plain
"""


def application(environ, start_response):
    start_response("200 OK", [])
    return [b"Hello from WSGI!"]
