"""
Fault: the headers are a tuple.
Message: PEP 3333 asks for a list and nothing like it
"""


def application(environ, start_response):
    start_response("200 OK", (("Content-Type", "text/plain"),))
    return [b"Hello from WSGI!"]
