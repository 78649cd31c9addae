"""The wrapping send is handed to every type of scope and only looks at the type of the message; times in whole ms."""

import asyncio
import copy


def TimingMiddleware(app):  # noqa: N802
    async def middleware(scope, receive, send):
        loop = asyncio.get_running_loop()
        start = loop.time()

        def send_later(message):
            if message["type"] != "http.response.start":
                return send(message)
            millis = round((loop.time() - start) * 1000)
            changed = copy.copy(message)
            changed["headers"] = list(message.get("headers", []))
            changed["headers"].append((b"x-process-time", f"{millis // 1000}.{millis % 1000:03}".encode("ascii")))
            return send(changed)

        return await app(scope, receive, send_later)

    return middleware
