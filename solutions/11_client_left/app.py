import asyncio


async def crunch():
    """Ten seconds of work."""
    for _ in range(10):
        await asyncio.sleep(1)


async def client_left(receive):
    # A request without a body has an http.request all the same, sometimes several. Only http.disconnect counts.
    while (await receive())["type"] != "http.disconnect":
        pass


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    work = asyncio.create_task(crunch())
    leaving = asyncio.create_task(client_left(receive))
    await asyncio.wait([work, leaving], return_when=asyncio.FIRST_COMPLETED)

    # Whichever has lost ends here. cancel() only asks: it raises CancelledError inside the task at its next turn.
    # Waiting for the task lets its `finally` blocks run before the server hears that this call is over.
    loser = leaving if work.done() else work
    loser.cancel()
    await asyncio.wait([loser])
    if loser is work:
        return

    # The work may have ended with an exception: result() raises it here, where the server learns of it.
    work.result()
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain")],
        }
    )
    await send({"type": "http.response.body", "body": b"done"})
