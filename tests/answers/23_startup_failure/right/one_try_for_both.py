"""One try around the whole lifespan; a variable says which phase it is, and an empty message is left out."""

import asyncio


async def connect():
    await asyncio.sleep(1)


async def lifespan(state, receive, send):
    phase = "startup"
    try:
        await receive()
        state["db"] = await connect()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        phase = "shutdown"
        await state["db"].close()
        await send({"type": "lifespan.shutdown.complete"})
    except Exception as error:
        message = {"message": str(error)} if str(error) else {}
        await send({"type": f"lifespan.{phase}.failed", **message})


async def app(scope, receive, send):
    match scope["type"]:
        case "lifespan":
            await lifespan(scope["state"], receive, send)
        case "http":
            text = await scope["state"]["db"].query()
            headers = [[b"content-type", b"text/plain"]]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": text.encode()})
        case other:
            raise RuntimeError(other)
