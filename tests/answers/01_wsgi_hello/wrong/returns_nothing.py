"""
Fault: the body is handed to write() and nothing is returned.
Message: The body is what the app returns; a function without return gives None.
"""


def application(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"Hello from WSGI!")
