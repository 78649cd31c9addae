"""
Fault: start_response is not called.
Message: The status line and the headers travel before the body.
"""


def application(environ, start_response):
    return [b"Hello from WSGI!"]
