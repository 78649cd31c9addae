"""A decorator makes the app; functools.wraps tells the parameters of the view behind it."""

import functools


def wsgi(view):
    @functools.wraps(view)
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [view(environ).encode()]

    return application


@wsgi
def application(environ):
    return "Hello from WSGI!"
