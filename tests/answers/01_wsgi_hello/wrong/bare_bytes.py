"""
Fault: the body is a bytes object instead of an iterable of them.
Message: A bytes object yields single integers, a str single characters; put bytes into a list.
"""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return b"Hello from WSGI!"
