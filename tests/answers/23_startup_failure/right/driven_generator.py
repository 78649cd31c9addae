"""One generator gives the coroutines of startup and shutdown; the lifespan awaits them."""

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


def steps(state):
    state["db"] = yield connect()
    yield state["db"].close()


async def lifespan(scope, receive, send):
    script = steps(scope["state"])
    value = None
    for name in "startup", "shutdown":
        await receive()
        try:
            value = await script.send(value)
            if name == "startup":
                scope["state"]["db"] = value
        except Exception as error:
            script.close()
            return await send({"message": str(error), "type": f"lifespan.{name}.failed"})
        await send({"type": f"lifespan.{name}.complete"})
    return None


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
    elif scope["type"] == "http":
        text = await scope["state"]["db"].query()
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
        )
        await send({"type": "http.response.body", "body": text.encode()})
    else:
        raise RuntimeError("unsupported")
