"""One regular expression of all prefixes, escaped, the longest first; children are offered the lifespan as well."""

import contextlib
import re


def mount(routes):
    longest_first = sorted(routes, key=lambda prefix: (-prefix.count("/"), prefix))
    pattern = re.compile("|".join(rf"({re.escape(prefix)})(?=/|\Z)" for prefix in longest_first) or r"(?!)")

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            return await lifespan(scope, receive, send)
        if scope["type"] != "http" and scope["type"] != "websocket":
            raise NotImplementedError(f"no {scope['type']} here")
        root_path = scope.get("root_path", "")
        found = pattern.match(scope["path"], len(root_path))
        if found:
            return await routes[found[0]](scope | {"root_path": root_path + found[0]}, receive, send)
        if scope["type"] == "websocket":
            while (await receive())["type"] != "websocket.connect":
                pass
            return await send({"type": "websocket.close", "code": 1008})
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        return await send({"type": "http.response.body", "body": b"not found"})

    async def lifespan(scope, receive, send):
        async def nothing(message):
            pass

        async def never():
            raise LookupError("the mount has no lifespan for its children")

        for child in routes.values():
            with contextlib.suppress(Exception):
                await child(dict(scope), never, nothing)
        for phase in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{phase}.complete"})

    return app
