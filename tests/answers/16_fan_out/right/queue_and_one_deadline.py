"""Three tasks put what they get into a queue, which is read until three have come or the deadline has."""

import asyncio
import json


async def fetch(name):
    await asyncio.sleep(0.5)
    return name


async def ask(name, queue):
    try:
        queue.put_nowait((name, await fetch(name)))
    except Exception as error:
        queue.put_nowait((name, error))


async def app(scope, receive, send):
    match scope:
        case {"type": "http", "path": "/dashboard"}:
            pass
        case {"type": "http"}:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            return await send({"type": "http.response.body"})
        case _:
            raise ValueError(scope["type"])
    answers = dict.fromkeys(("user", "orders", "news"))
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(ask(name, queue)) for name in answers]
    try:
        async with asyncio.timeout_at(asyncio.get_running_loop().time() + 2):
            for _ in tasks:
                name, value = await queue.get()
                answers[name] = None if isinstance(value, BaseException) else value
    except TimeoutError:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answers).encode()})
    return None
