"""
Fault: reads the whole body of the request, however long it is.
Message: read(size)
"""


def application(environ, start_response):
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Hello from WSGI!"]
