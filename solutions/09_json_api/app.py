import json


class ClientLeft(Exception):
    """The client has left before the end of its body."""


async def read_body(receive):
    pieces = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


def media_type(scope):
    """What the request says that its body is, in lower case and without parameters."""
    for name, value in scope["headers"]:
        if name == b"content-type":
            # Latin-1 knows every byte, so decoding a header with it cannot fail.
            return value.decode("latin-1").partition(";")[0].strip().lower()
    return None


def name_of(body):
    """The name in the body; raises ValueError if there is none."""
    # Decoding by hand makes it UTF-8 and nothing else: json.loads takes bytes too, but then it guesses the encoding.
    # UnicodeDecodeError and JSONDecodeError are both ValueErrors.
    item = json.loads(body.decode("utf-8"))
    if not isinstance(item, dict):
        raise ValueError("the body must be a JSON object")
    name = item.get("name")
    # In this order: only a string can be asked whether it is empty.
    if not isinstance(name, str) or not name:
        raise ValueError("name must be a non-empty string")
    return name


async def send_json(send, status, data, headers=()):
    body = json.dumps(data).encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json"), *headers],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def create_item(receive, send):
    try:
        name = name_of(await read_body(receive))
    except ClientLeft:
        pass  # Nobody is there to answer.
    except ValueError as error:
        await send_json(send, 400, {"error": str(error)})
    else:
        await send_json(send, 201, {"name": name})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # From the outside in: what can be refused by looking at the scope never costs a read of the body.
    if scope["path"] != "/items":
        await send_json(send, 404, {"error": "not found"})
    elif scope["method"] != "POST":
        await send_json(send, 405, {"error": "method not allowed"}, [(b"allow", b"POST")])
    elif media_type(scope) != "application/json":
        await send_json(send, 415, {"error": "content-type must be application/json"})
    else:
        await create_item(receive, send)
