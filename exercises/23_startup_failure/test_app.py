"""The grader of exercise 23: a server that cannot start says so, and one that cannot stop cleanly too."""

import asyncio

import pytest

from asgi_harness import Failure


class Database:
    """Stands in for the app's database; notes when it is closed and gives another text for each query."""

    def __init__(self, name, *, seconds=0.0, close_error=None):
        self.name = name
        self.seconds = seconds
        self.close_error = close_error
        self.queries = 0
        self.closes = 0
        self.closed_at = []

    def __repr__(self):
        return f"<database {self.name}>"

    async def query(self):
        if self.closed_at:
            raise Failure(f"Your app queries {self!r}, which it has closed.", expected="a query before close()")
        self.queries += 1
        text = f"{self.name}: grüße, row {self.queries}"
        await asyncio.sleep(self.seconds)
        return text

    async def close(self):
        self.closes += 1
        await asyncio.sleep(self.seconds)
        self.closed_at.append(asyncio.get_running_loop().time())
        if self.close_error is not None:
            raise self.close_error


class DatabaseError(Exception):
    """An exception that no app can know."""


FAULTS = [
    (RuntimeError, "no route to db7"),
    (ConnectionRefusedError, 111, "Connection refused"),
    (KeyError, "DATABASE_URL"),
    (TimeoutError, "no answer from the database within 5 s"),
    (DatabaseError, "password authentication failed", 28),
    (Exception, "grüße"),
    (TypeError, "connect() got an unexpected keyword argument 'host'"),
    (AssertionError, "pool is closed"),
    (ExceptionGroup, "no server answers", [OSError("db1"), OSError("db2")]),
]


@pytest.fixture(params=FAULTS, ids=lambda fault: fault[0].__name__)
def error(request):
    """An exception of one kind after another."""
    kind, *arguments = request.param
    return kind(*arguments)


class Connections:
    """What connect() gives or raises next, and all databases that it has given."""

    def __init__(self):
        self.calls = []
        self.databases = []
        self.seconds = 1
        self.error = None
        self.close_error = None

    def connect(self):
        self.calls.append(self.connection())
        return self.calls[-1]

    async def connection(self):
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        name = f"db{len(self.databases)}"
        self.databases.append(Database(name, seconds=self.seconds, close_error=self.close_error))
        return self.databases[-1]


@pytest.fixture
def connections(module):
    """The connections of the app, whose connect() is ours."""
    made = Connections()
    module.connect = made.connect
    yield made
    # An app that forgets the await would leave behind what Python warns of much later.
    for call in made.calls:
        call.close()


def expect_failed(lifespan, phase, error):
    """Raise a failure unless the app has told this error as the failure of a phase."""
    raised = f"{type(error).__name__}: {error}"
    function = "connect()" if phase == "startup" else "db.close()"
    if lifespan.failed is None:
        raise Failure(
            f"The {phase} was told complete, although {function} raised {raised}.",
            sent=f"lifespan.{phase}",
            expected=f"lifespan.{phase}.failed",
            got=f"lifespan.{phase}.complete",
        )
    if lifespan.failed != str(error):
        raise Failure(
            f"lifespan.{phase}.failed does not say what {function} raised, {raised}.",
            sent=f"lifespan.{phase}",
            expected=f"message={str(error)!r}",
            got=f"message={lifespan.failed!r}",
            why="The server writes the message into its log: it is all that whoever looks for the fault will see.",
        )


async def expect_failed_startup(lifespan, connections, error):
    """Start a server whose connect() raises; raise a failure unless the app tells it and returns."""
    connections.error = error
    before = len(connections.calls)
    await lifespan.start()
    expect_failed(lifespan, "startup", error)
    calls = len(connections.calls) - before
    if calls != 1:
        raise Failure(
            "connect() was called again after it had raised.",
            sent="lifespan.startup",
            expected="one call, and lifespan.startup.failed",
            got=f"{calls} calls",
        )
    connections.error = None


async def stop_failing(lifespan, error):
    """Stop a server whose close() raises; raise a failure unless the app tells it."""
    try:
        await lifespan.stop()
    except type(error) as raised:
        # To raise on what has been told is no fault here: the server ends in any case.
        if raised is not error or lifespan.failed is None:
            raise
    expect_failed(lifespan, "shutdown", error)


def expect_connected(lifespan, connections, *, databases=1):
    """Raise a failure unless so many databases have been connected, and the last is in the state of this server."""
    if len(connections.databases) != databases:
        raise Failure(
            f"At the end of the startup {len(connections.databases)} calls of connect() have come to their end.",
            sent="lifespan.startup",
            expected=f"{databases}, one for each server, awaited before lifespan.startup.complete",
            got=f"{len(connections.databases)}",
        )
    state = lifespan.scope["state"]
    if state.get("db") is not connections.databases[-1]:
        raise Failure(
            "At the end of the startup the database is not where requests look for it.",
            sent="lifespan.startup",
            expected='scope["state"]["db"] is what connect() returned',
            got=f'scope["state"] is {state!r}',
        )


def expect_closed(lifespan, database):
    """Raise a failure unless the database was closed once, and before the shutdown was answered."""
    said_at = lifespan.begun_at + max(e.time for e in lifespan.conversation.events if e.direction == "send")
    if database.closes != 1:
        raise Failure(
            f"close() of {database!r} was run {database.closes} times.",
            sent="lifespan.shutdown",
            expected="one call at shutdown, awaited to its end",
            got=f"{database.closes} of them",
            why="" if database.closes else "Called without await, a coroutine function does not begin to run.",
        )
    if not database.closed_at:
        raise Failure(
            f"close() of {database!r} was begun, and had not ended when the server was gone.",
            sent="lifespan.shutdown",
            expected="one call at shutdown, awaited to its end",
            got="a call that did not come to its end",
            why="The process may end as soon as the shutdown is complete: await close() before you say so.",
        )
    if database.closed_at[0] > said_at:
        raise Failure(
            "The shutdown was told complete before the database was closed.",
            sent="lifespan.shutdown",
            expected="lifespan.shutdown.complete after close() has ended",
            got=f"complete at {said_at:g} s, closed at {database.closed_at[0]:g} s",
        )


async def expect_answer(server, database):
    """Raise a failure unless GET / gives what this database says next."""
    text = f"{database.name}: grüße, row {database.queries + 1}"
    response = await server.get("/")
    response.expect(status=200, text=text)


async def test_tells_that_the_startup_failed(client, connections, error):
    """When connect() raises, the app sends lifespan.startup.failed with str(error) as its message, and returns."""
    await expect_failed_startup(client.lifespan(), connections, error)


async def expect_failed_shutdown(lifespan, connections, error):
    """Start a server and stop it, when its close() raises; raise a failure unless the app tells it."""
    connections.close_error = error
    before = len(connections.databases)
    await lifespan.start()
    expect_connected(lifespan, connections, databases=before + 1)
    await stop_failing(lifespan, error)
    expect_closed(lifespan, connections.databases[-1])
    connections.close_error = None


@pytest.mark.worlds("minimal scope", "slow server")
@pytest.mark.parametrize("phase", ["startup", "shutdown"])
async def test_tells_any_message(client, connections, random, phase):
    """The message is what the exception says, whatever that is."""
    text = f"fault {random.randrange(10**6)}\n\tIs the server running on that host, and does it listen on that port?\n"
    expect_it_told = expect_failed_startup if phase == "startup" else expect_failed_shutdown
    for error in (random.choice([OSError, ValueError, DatabaseError])(text), ConnectionError("x" * 2000)):
        await expect_it_told(client.lifespan(), connections, error)


async def test_fails_as_in_the_example(client, connections):
    """The startup fails after a second because nobody answers."""
    await expect_failed_startup(client.lifespan(), connections, ConnectionError("nobody answers on port 5432"))


async def test_tells_a_failure_without_words(client, connections):
    """Where str(error) is empty, the message is empty too, or left out."""
    await expect_failed_startup(client.lifespan(), connections, DatabaseError())
    await expect_failed_shutdown(client.lifespan(), connections, DatabaseError())


async def test_two_startups_may_fail_at_the_same_moment(client, module):
    """Two servers that cannot start each tell what their own connect() has raised."""
    words = ["no route to db1", "no route to db2"]

    async def connect():
        error = DatabaseError(next(left))
        await asyncio.sleep(1)
        raise error

    left = iter(words)
    module.connect = connect
    lifespans = [client.lifespan() for _ in words]
    await asyncio.gather(*(lifespan.start() for lifespan in lifespans))
    told = sorted(str(lifespan.failed) for lifespan in lifespans)
    if told != words:
        raise Failure(
            "Two startups that failed at the same moment were not told with their own words.",
            sent="lifespan.startup, twice",
            expected="\n".join(words),
            got="\n".join(told),
        )


async def test_waits_for_a_slow_database(client, connections):
    """However long the database takes to connect, to fail and to close, the app waits for it."""
    connections.seconds = 5_000
    await expect_failed_startup(client.lifespan(), connections, DatabaseError("gone"))
    await expect_failed_shutdown(client.lifespan(), connections, DatabaseError("gone"))


async def test_starts_after_a_failure(client, connections):
    """After failed startups, each told with its own words, the next server may start and work."""
    for error in (DatabaseError("down"), ConnectionError("still down")):
        await expect_failed_startup(client.lifespan(), connections, error)
    async with (lifespan := client.lifespan()) as server:
        expect_connected(lifespan, connections)
        await expect_answer(server, connections.databases[0])
    expect_closed(lifespan, connections.databases[0])


@pytest.mark.worlds("slow server")
async def test_a_failure_leaves_other_servers_alone(client, connections):
    """A server that cannot start does not disturb one that runs."""
    async with (lifespan := client.lifespan()) as server:
        expect_connected(lifespan, connections)
        await expect_failed_startup(client.lifespan(), connections, DatabaseError("too many connections"))
        await expect_answer(server, connections.databases[0])
    expect_closed(lifespan, connections.databases[0])


async def test_tells_that_the_shutdown_failed(client, connections, error):
    """When db.close() raises, the app sends lifespan.shutdown.failed with str(error) as its message."""
    await expect_failed_shutdown(client.lifespan(), connections, error)


async def test_starts_after_a_failed_shutdown(client, connections):
    """After a shutdown that failed, the next servers start, answer, and end as they should, or fail for themselves."""
    for words in ("disk full", "still full"):
        await expect_failed_shutdown(client.lifespan(), connections, DatabaseError(words))
    await expect_failed_startup(client.lifespan(), connections, DatabaseError("down"))
    async with (lifespan := client.lifespan()) as server:
        expect_connected(lifespan, connections, databases=3)
        await expect_answer(server, connections.databases[2])
    expect_closed(lifespan, connections.databases[2])


@pytest.mark.worlds("minimal scope", "slow server")
async def test_serves_until_the_shutdown_fails(client, connections, random):
    """A shutdown that will fail changes nothing before: requests are answered."""
    connections.close_error = DatabaseError(f"fault {random.randrange(10**6)}")
    lifespan = client.lifespan()
    await lifespan.start()
    expect_connected(lifespan, connections)
    await expect_answer(lifespan.server, connections.databases[0])
    await stop_failing(lifespan, connections.close_error)


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "keys left out", "slow server")
async def test_lives_when_nothing_fails(client, connections):
    """Where nothing fails, all is as in the exercise before: connect, answer, close, complete."""
    async with (lifespan := client.lifespan()) as server:
        expect_connected(lifespan, connections)
        for _ in range(2):
            await expect_answer(server, connections.databases[0])
    if len(connections.calls) != 1:
        raise Failure("connect() was called again.", expected="one call", got=f"{len(connections.calls)} calls")
    expect_closed(lifespan, connections.databases[0])


@pytest.mark.worlds("slow server")
async def test_two_servers_do_not_share_a_database(client, connections):
    """Two servers that run the same app at once each have a database of their own."""
    one, two = client.lifespan(), client.lifespan()
    async with one as first:
        expect_connected(one, connections)
        async with two as second:
            expect_connected(two, connections, databases=2)
            for _ in range(2):
                await expect_answer(first, connections.databases[0])
                await expect_answer(second, connections.databases[1])
        expect_closed(two, connections.databases[1])
        await expect_answer(first, connections.databases[0])
    expect_closed(one, connections.databases[0])


async def test_the_server_that_started_first_may_end_first(client, connections):
    """A server that ends closes its own database, and the other one goes on."""
    one, two = client.lifespan(), client.lifespan()
    await one.start()
    expect_connected(one, connections)
    await two.start()
    expect_connected(two, connections, databases=2)
    await one.stop()
    expect_closed(one, connections.databases[0])
    await expect_answer(two.server, connections.databases[1])
    await two.stop()
    expect_closed(two, connections.databases[1])


@pytest.mark.parametrize("scope_type", ["websocket", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, connections, scope_type):
    """A scope that is neither HTTP nor the lifespan makes the app raise an exception, on a server that runs too."""
    await client.expect_refusal(scope_type)
    async with client.lifespan() as server:
        await server.expect_refusal(scope_type)
