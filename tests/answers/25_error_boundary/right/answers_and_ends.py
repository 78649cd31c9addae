"""A closure; the exception ends after the 500; the flag is the list of what was sent."""

import json


def ErrorBoundary(inner):  # noqa: N802
    async def app(scope, receive, send):
        if scope["type"] == "http":
            await answer_errors(inner, scope, receive, send)
        else:
            await inner(scope, receive, send)

    return app


async def answer_errors(inner, scope, receive, send):
    sent = []

    def note(message):
        sent.append(message["type"])
        return send(message)

    try:
        await inner(scope, receive, note)
    except Exception:
        if "http.response.start" in sent:
            raise
        body = json.dumps({"error": "internal server error"}, indent=2).encode()
        headers = [
            [b"content-type", b"application/json; charset=utf-8"],
            [b"content-length", str(len(body)).encode()],
        ]
        await send({"type": "http.response.start", "status": 500, "headers": headers})
        await send({"type": "http.response.body", "body": body[:5], "more_body": True})
        await send({"type": "http.response.body", "body": body[5:]})
