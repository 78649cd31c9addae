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


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # TODO: this connects anew for every request, which costs half a second, and never closes the connection.
    #       Take part in the lifespan: connect at startup, keep the database in scope["state"]["db"],
    #       query it there in each request, and close it at shutdown.
    db = await connect()
    text = await db.query()
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain; charset=utf-8")],
        }
    )
    await send({"type": "http.response.body", "body": text.encode("utf-8")})
