"""
Fault: the headers are a dict.
Message: A header may come twice, which a dict cannot say.
"""


def application(environ, start_response):
    start_response("200 OK", {"Content-Type": "text/plain"})
    return [b"Hello from WSGI!"]
