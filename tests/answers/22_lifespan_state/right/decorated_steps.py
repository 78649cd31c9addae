"""A small framework whose decorators register what startup and shutdown do with the state."""

import asyncio


class Database:
    async def query(self):
        await asyncio.sleep(0.1)
        return "42 rows"

    async def close(self):
        await asyncio.sleep(0.1)


async def connect():
    await asyncio.sleep(0.5)
    return Database()


class App:
    def __init__(self):
        self.startups, self.shutdowns, self.routes = [], [], {}

    def startup(self, f):
        self.startups.append(f)
        return f

    def shutdown(self, f):
        self.shutdowns.append(f)
        return f

    def get(self, path):
        def register(f):
            self.routes["GET", path] = f
            return f

        return register

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            for name, functions in (("startup", self.startups), ("shutdown", self.shutdowns)):
                message = await receive()
                if message["type"] != "lifespan." + name:
                    raise RuntimeError(message)
                for f in functions:
                    await f(scope["state"])
                await send({"type": f"lifespan.{name}.complete"})
        elif scope["type"] == "http":
            f = self.routes.get((scope["method"], scope["path"]))
            status, text = (200, await f(scope["state"])) if f else (404, "?")
            await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": text.encode()})
        else:
            raise RuntimeError(scope["type"])


app = App()


@app.startup
async def open_db(state):
    state |= {"db": await connect()}


@app.shutdown
async def close_db(state):
    await state["db"].close()


@app.get("/")
async def index(state):
    return await state["db"].query()
