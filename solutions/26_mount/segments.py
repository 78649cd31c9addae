"""The same by segments: instead of trying every prefix, shorten the path until it is one."""


class Mount:
    def __init__(self, routes):
        self.routes = routes

    async def __call__(self, scope, receive, send):
        match scope["type"]:
            case "http" | "websocket":
                await self.dispatch(scope, receive, send)
            case "lifespan":
                for phase in ("startup", "shutdown"):
                    await receive()
                    await send({"type": f"lifespan.{phase}.complete"})
            case other:
                raise RuntimeError(f"unsupported scope type {other!r}")

    async def dispatch(self, scope, receive, send):
        root_path = scope.get("root_path", "")
        prefix = scope["path"][len(root_path) :]
        # "/api/v1/users", "/api/v1", "/api", "": each cut takes a whole segment, so the first hit is the longest,
        # and it costs as many looks into the dict as the path has segments, however many routes there are.
        while prefix:
            if prefix in self.routes:
                child_scope = dict(scope)
                child_scope["root_path"] = root_path + prefix
                await self.routes[prefix](child_scope, receive, send)
                return
            prefix = prefix.rpartition("/")[0]
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
            return
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"not found"})


def mount(routes):
    return Mount(routes)
