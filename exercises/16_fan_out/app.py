import asyncio
import json


async def fetch(name):
    """Asks another server, which takes a while."""
    await asyncio.sleep(0.5)
    return f"the {name} data"


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # TODO: this asks one after the other, waits as long as it takes, and one failure fails all.
    #       Ask all three at the same time, wait two seconds at most, and let null stand for what did not come.
    dashboard = {
        "user": await fetch("user"),
        "orders": await fetch("orders"),
        "news": await fetch("news"),
    }

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
