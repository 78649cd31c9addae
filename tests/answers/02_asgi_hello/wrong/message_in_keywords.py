"""
Fault: sends keywords instead of a dict.
Message: send takes one message, and a message is a dict.
"""


async def app(scope, receive, send):
    await send(type="http.response.start", status=200, headers=[(b"content-type", b"text/plain")])
    await send(type="http.response.body", body=b"Hello from ASGI!")
