"""An exception of the app's own carries the code to the place where the connection is closed."""


class HangUp(Exception):
    def __init__(self, code, reason=None):
        self.code = code
        self.reason = reason


def answer(message):
    if message.get("bytes") is not None:
        raise HangUp(1003, "text only, please")
    if len(message["text"]) > 100:
        raise HangUp(1009, "too long")
    if message["text"] == "bye":
        raise HangUp(1000, "bye")
    return message["text"]


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    try:
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": answer(message)})
    except HangUp as end:
        await send({"type": "websocket.close", "code": end.code, "reason": end.reason})
