"""A slow network between a browser and a server on this machine: a limited rate for all connections, and a delay."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 4096


class SlowNetwork:
    """Passes on what comes; `rate` in bytes a second towards the browser, `delay` in seconds there and back."""

    def __init__(self, port: int, rate: float, delay: float) -> None:
        self.upstream = port
        self.rate = rate
        self.delay = delay
        self.free_at = 0.0

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.delay)  # the handshake
        with suppress(OSError):
            upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            await asyncio.gather(
                self.pass_on(reader, upstream_writer, limited=False),
                self.pass_on(upstream_reader, writer, limited=True),
            )

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, limited: bool) -> None:
        loop = asyncio.get_running_loop()
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=64)

        async def arrive() -> None:
            while True:
                at, piece = await under_way.get()
                await asyncio.sleep(at - loop.time())
                if not piece:
                    writer.close()
                    return
                writer.write(piece)
                await writer.drain()

        arrival = asyncio.create_task(arrive())
        with suppress(OSError):
            while piece := await reader.read(PIECE):
                if limited:
                    self.free_at = max(self.free_at, loop.time()) + len(piece) / self.rate
                    await asyncio.sleep(self.free_at - loop.time())
                await under_way.put((loop.time() + self.delay / 2, piece))
        await under_way.put((loop.time() + self.delay / 2, b""))
        with suppress(OSError):
            await arrival


@contextmanager
def slow_network(port: int, *, megabits: float, delay: float) -> Iterator[int]:
    """Gives the port at which the server of another port is reached slowly."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    network = SlowNetwork(port, megabits * 1e6 / 8, delay)
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(network.connect, "127.0.0.1", 0), loop).result()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
