"""A class that keeps the routes as a tree of segments; the scope is copied deeply; the body of a 404 is read first."""

import copy


class Node:
    def __init__(self):
        self.app = None
        self.children = {}


class Tree:
    def __init__(self, routes):
        self.root = Node()
        for prefix, app in routes.items():
            node = self.root
            for segment in prefix.split("/")[1:]:
                node = node.children.setdefault(segment, Node())
            node.app = app

    def find(self, path):
        node, best, taken = self.root, (None, ""), ""
        for segment in path.split("/")[1:]:
            node = node.children.get(segment)
            if node is None:
                break
            taken += "/" + segment
            if node.app is not None:
                best = node.app, taken
        return best

    async def __call__(self, scope, receive, send):
        await getattr(self, "on_" + scope["type"])(scope, receive, send)

    async def on_lifespan(self, scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def on_http(self, scope, receive, send):
        app, child_scope = self.choose(scope)
        if app is not None:
            return await app(child_scope, receive, send)
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 404, "headers": ((b"content-type", b"text/plain"),)})
        await send({"type": "http.response.body", "body": b"not ", "more_body": True})
        return await send({"type": "http.response.body", "body": b"found"})

    async def on_websocket(self, scope, receive, send):
        app, child_scope = self.choose(scope)
        if app is not None:
            return await app(child_scope, receive, send)
        await receive()
        return await send({"type": "websocket.close"})

    def choose(self, scope):
        root_path = scope.get("root_path", "")
        app, prefix = self.find(scope["path"][len(root_path) :])
        child_scope = copy.deepcopy(scope)
        child_scope["root_path"] = root_path + prefix
        return app, child_scope


def mount(routes):
    return Tree(routes)
