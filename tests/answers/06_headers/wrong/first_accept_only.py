"""
Fault: only the first accept header is told.
Message: a list of pairs in which a name may repeat
"""

import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    headers = [(name, value.decode("latin-1")) for name, value in scope["headers"]]
    agent = next((value for name, value in headers if name == b"user-agent"), None)
    accept = [value for name, value in headers if name == b"accept"][:1]
    client = "unknown"
    if scope.get("client") is not None:
        client = f"{scope['client'][0]}:{scope['client'][1]}"
    body = json.dumps({"user_agent": agent, "accept": accept, "client": client}).encode()
    cookies = [(b"set-cookie", b"seen=1"), (b"set-cookie", b"theme=dark")]
    answer = [(b"content-type", b"application/json"), *cookies]
    await send({"type": "http.response.start", "status": 200, "headers": answer})
    await send({"type": "http.response.body", "body": body})
