"""
Fault: the body is handed to write() instead of being returned.
Message: b'Hello from WSGI!' given to write()
"""


def application(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"Hello from WSGI!")
    return []
