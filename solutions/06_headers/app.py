import json


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # Pairs, not a dict: a name may repeat, and only a list keeps every value in its place.
    # Latin-1 has a character for each of the 256 bytes, so it decodes whatever a client sends.
    headers = [(name, value.decode("latin-1")) for name, value in scope["headers"]]
    answer = {
        "user_agent": next((value for name, value in headers if name == b"user-agent"), None),
        "accept": [value for name, value in headers if name == b"accept"],
        "client": "unknown",
    }
    # The key is optional, and its value too: behind a Unix socket nobody has a host or a port.
    if scope.get("client") is not None:
        host, port = scope["client"]
        answer["client"] = f"{host}:{port}"

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"application/json"),
                # One header for each cookie. It is the one header whose values cannot be joined with commas.
                (b"set-cookie", b"seen=1"),
                (b"set-cookie", b"theme=dark"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
