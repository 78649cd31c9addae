"""
Fault: the status is a number, as in ASGI.
Message: A status is a str: three digits, a space and a reason.
"""


def application(environ, start_response):
    start_response(200, [("Content-Type", "text/plain")])
    return [b"Hello from WSGI!"]
