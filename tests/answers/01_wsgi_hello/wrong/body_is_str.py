"""
Fault: the body is text, not bytes.
Message: every piece of the body is b"…", or text that was encoded
"""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["Hello from WSGI!"]
