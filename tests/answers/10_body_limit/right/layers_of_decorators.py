"""Each duty is a layer around the app that only reads."""

import contextvars
import dataclasses
import typing

LIMIT = contextvars.ContextVar("limit", default=1024)


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str

    async def __call__(self, scope, receive, send):
        await send(
            {"type": "http.response.start", "status": self.status, "headers": [(b"content-type", b"text/plain")]}
        )
        await send({"type": "http.response.body", "body": self.text.encode()})


def only(kind):
    def decorate(app):
        async def wrapped(scope, receive, send):
            if scope["type"] != kind:
                raise LookupError(scope["type"])
            await app(scope, receive, send)

        return wrapped

    return decorate


def content_length_checked(app):
    async def wrapped(scope, receive, send):
        for name, value in scope["headers"]:
            if name != b"content-length":
                continue
            digits = value.decode("ascii", "replace")
            if not all(c in "0123456789" for c in digits) or not digits:
                app_ = Answer(400, "bad content-length")
            elif int(digits) > LIMIT.get():
                app_ = Answer(413, "too large")
            else:
                app_ = app
            return await app_(scope, receive, send)
        return await app(scope, receive, send)

    return wrapped


class TooLarge(Exception): ...


class Left(Exception): ...


def received_checked(app):
    async def wrapped(scope, receive, send):
        seen = 0

        async def checked() -> dict[str, typing.Any]:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Left
            seen += len(message.get("body", b""))
            if seen > LIMIT.get():
                raise TooLarge
            return message

        try:
            await app(scope, checked, send)
        except TooLarge:
            await Answer(413, "too large")(scope, receive, send)
        except Left:
            pass

    return wrapped


@only("http")
@content_length_checked
@received_checked
async def app(scope, receive, send):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    await Answer(200, str(len(body)))(scope, receive, send)
