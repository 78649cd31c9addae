import asyncio
import json

NAMES = ["user", "orders", "news"]


async def fetch(name):
    """Asks another server, which takes a while."""
    await asyncio.sleep(0.5)
    return f"the {name} data"


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # One time limit for all three: wait() comes back when all are done or the time is over. It neither raises nor
    # cancels anything, so both is still to be done.
    tasks = {name: asyncio.create_task(fetch(name)) for name in NAMES}
    done, late = await asyncio.wait(tasks.values(), timeout=2)
    for task in late:
        task.cancel()
    # The late ones end at their next turn. Without this wait they would outlive the request.
    await asyncio.gather(*late, return_exceptions=True)

    # exception() looks at how a task ended without raising it, and keeps asyncio from complaining that nobody has.
    dashboard = {
        name: task.result() if task in done and task.exception() is None else None for name, task in tasks.items()
    }

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
