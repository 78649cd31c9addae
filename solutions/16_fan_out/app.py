import asyncio
import json

NAMES = ["user", "orders", "news"]


async def fetch(name):
    """Asks another server, which takes a while."""
    await asyncio.sleep(0.5)
    return f"the {name} data"


async def fetch_or_none(name):
    # The limit and the except belong to one fetch, so that what goes wrong with it stays its own business.
    try:
        # Ends fetch() by cancelling it when the time is over, waits for its end, and raises TimeoutError.
        async with asyncio.timeout(2):
            return await fetch(name)
    # Not BaseException: CancelledError has to pass, or this request could not be cancelled by anybody.
    except Exception:
        return None


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # gather() makes a task of each, runs them side by side, and gives the results in the order of its arguments.
    results = await asyncio.gather(*(fetch_or_none(name) for name in NAMES))
    dashboard = dict(zip(NAMES, results, strict=True))

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": json.dumps(dashboard).encode()})
