"""Two functions give the answer to a question of the server; BaseException is caught and told as well."""


async def connect(): ...


async def start(state):
    state["db"] = await connect()


async def stop(state):
    await state.pop("db").close()


async def answered(phase, work):
    try:
        await work
    except BaseException as error:
        return {"type": f"lifespan.{phase}.failed", "message": f"{error}"}
    return {"type": f"lifespan.{phase}.complete"}


class App:
    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await receive()
            answer = await answered("startup", start(scope["state"]))
            await send(answer)
            if answer["type"].endswith("complete"):
                await receive()
                await send(await answered("shutdown", stop(scope["state"])))
        elif scope["type"] == "http":
            text = await scope["state"]["db"].query()
            await send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]},
            )
            await send({"type": "http.response.body", "body": text.encode()})
        else:
            raise ValueError(scope["type"])


app = App()
