"""Compares root_path + prefix with the whole path, picks with max(), refuses by code and waits for the disconnect."""

import copy


def mount(routes):
    routes = dict(routes)

    async def mounted(scope, receive, send):
        kind = scope["type"]
        if kind == "lifespan":
            while (event := await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": event["type"] + ".complete"})
        elif kind in {"http", "websocket"}:
            base = scope.get("root_path") or ""
            path = scope["path"]
            fits = [p for p in routes if f"{path}/".startswith(f"{base}{p}/")]
            if fits:
                best = max(fits, key=len)
                inner = copy.copy(scope)
                inner.update(root_path=base + best)
                await routes[best](inner, receive, send)
            elif kind == "http":
                body = b"not found"
                headers = [[b"content-length", b"9"], [b"content-type", b"text/plain; charset=utf-8"]]
                await send({"type": "http.response.start", "status": 404, "headers": headers})
                await send({"type": "http.response.body", "body": body, "more_body": False})
            else:
                assert (await receive())["type"] == "websocket.connect"
                await send({"type": "websocket.close", "code": 4404, "reason": "not found"})
                await receive()
        else:
            raise ValueError(kind)

    return mounted
