"""
Fault: the status is a header too, as in CGI.
Message: headers without Status
"""


def application(environ, start_response):
    start_response("200 OK", [("Status", "200 OK"), ("Content-Type", "text/plain")])
    return [b"Hello from WSGI!"]
