"""
Fault: the application is a coroutine function.
Message: Your application is a coroutine function, and WSGI is not asynchronous.
"""


async def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Hello from WSGI!"]
