"""
Fault: the answer is returned, as a framework would have it, and not sent.
Message: no message at all before the app returned
"""


async def app(scope, receive, send):
    return {"message": "Hello from ASGI!"}
