import asyncio
from contextlib import asynccontextmanager


class Database:
    async def query(self):
        await asyncio.sleep(0.1)
        return "42 rows"

    async def close(self):
        await asyncio.sleep(0.1)


async def connect():
    await asyncio.sleep(0.5)
    return Database()


@asynccontextmanager
async def database(state):
    """What the app needs while it runs: everything before the yield is startup, everything after it shutdown."""
    state["db"] = await connect()
    yield
    await state["db"].close()


async def lifespan(scope, receive, send):
    """
    Speak the protocol for any context manager, as Starlette does.

    Which phase it is stands in one variable, so that one except clause can answer for both.
    """
    phase = "startup"
    await receive()
    try:
        async with database(scope["state"]):
            await send({"type": "lifespan.startup.complete"})
            await receive()
            # From here on only the rest of `database` can raise, what stands behind its yield.
            phase = "shutdown"
    except Exception as error:
        await send({"type": f"lifespan.{phase}.failed", "message": str(error)})
    else:
        await send({"type": "lifespan.shutdown.complete"})


async def show(scope, receive, send):
    text = await scope["state"]["db"].query()
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain; charset=utf-8")],
        }
    )
    await send({"type": "http.response.body", "body": text.encode("utf-8")})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
    elif scope["type"] == "http":
        await show(scope, receive, send)
    else:
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
