"""The grader of exercise 22: one database for each server, from its start to its end."""

import asyncio

import pytest

from asgi_harness import Failure

ANEW = "Ask the database anew for each request, whoever else is asking at the moment."
AS_IT_IS = "The text of the answer is what query() returns, and nothing else."
NO_HURRY = "A database may take its time. Whoever gives up waiting for it leaves its work half done."
ITS_OWN = 'Each scope has its own state: ask scope["state"]["db"], not a variable that all servers share.'


class Database:
    """Stands in for the app's database; notes when it is closed and gives another text for each query."""

    def __init__(self, name, *, seconds=0.0, text=None):
        self.name = name
        self.seconds = seconds
        self.text = text
        self.queries = 0
        self.closes = 0
        self.closed_at = []

    def __repr__(self):
        return f"<database {self.name}>"

    async def query(self):
        if self.closed_at:
            raise Failure(f"Your app queries {self!r}, which it has closed.", expected="a query before close()")
        self.queries += 1
        text = f"{self.name}: grüße, row {self.queries}" if self.text is None else self.text
        await asyncio.sleep(self.seconds)
        return text

    async def close(self):
        self.closes += 1
        await asyncio.sleep(self.seconds)
        self.closed_at.append(asyncio.get_running_loop().time())


class Databases(list):
    """All databases that the app has connected to; connect, query and close take so many seconds."""

    seconds = 1


@pytest.fixture
def databases(module, random):
    """The databases of the app, whose connect() is ours."""
    made, calls = Databases(), []

    async def connection():
        await asyncio.sleep(made.seconds)
        made.append(Database(f"db{len(made)}-{random.randrange(10**6)}", seconds=made.seconds))
        return made[-1]

    def connect():
        calls.append(connection())
        return calls[-1]

    module.connect = connect
    yield made
    # An app that forgets the await would leave behind what Python warns of much later.
    for call in calls:
        call.close()


def expect_connected(lifespan, databases, *, calls=1):
    """
    Raise a failure unless the last database was put into the state of this server before its startup ended.

    `calls` is how often connect() must have been called by then, once for each server.
    """
    if len(databases) != calls:
        raise Failure(
            f"At the end of the startup of server {calls} there are {len(databases)} databases.",
            sent="lifespan.startup",
            expected=f"{calls} calls of connect() that came to their end",
            got=f"{len(databases)} of them",
            why="Each server calls connect() once, and awaits it before it sends lifespan.startup.complete.",
        )
    state = lifespan.scope["state"]
    if state.get("db") is not databases[-1]:
        raise Failure(
            "At the end of the startup the database is not where requests look for it.",
            sent="lifespan.startup",
            expected=f'scope["state"]["db"] is {databases[-1]!r}',
            got=f'scope["state"] is {state!r}',
        )


def expect_closed(lifespan, database):
    """Raise a failure unless the database was closed once, and before the shutdown was complete."""
    said_at = [
        lifespan.begun_at + event.time
        for event in lifespan.conversation.events
        if event.direction == "send" and event.message["type"] == "lifespan.shutdown.complete"
    ]
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
    if database.closed_at[0] > said_at[0]:
        raise Failure(
            "The shutdown was told complete before the database was closed.",
            sent="lifespan.shutdown",
            expected="lifespan.shutdown.complete after close() has ended",
            got=f"complete at {said_at[0]:g} s, closed at {database.closed_at[0]:g} s",
            why="The process may end as soon as the shutdown is complete.",
        )


async def expect_answer(server, database, *, why=""):
    """Raise a failure unless GET / gives what this database says next."""
    text = f"{database.name}: grüße, row {database.queries + 1}"
    response = await server.get("/")
    response.expect(status=200, text=text, why=why)


@pytest.mark.worlds("minimal scope", "slow server")
async def test_connects_at_startup(client, databases):
    """At startup connect() is called once, and its database is in the state before the startup is complete."""
    async with (lifespan := client.lifespan()):
        expect_connected(lifespan, databases)


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "keys left out", "slow server")
async def test_answers_with_a_query(client, databases):
    """GET / is answered with the text that the database's query gives."""
    async with (lifespan := client.lifespan()) as server:
        expect_connected(lifespan, databases)
        await expect_answer(server, databases[0])


@pytest.mark.worlds("minimal scope", "slow server")
async def test_queries_for_each_request(client, databases):
    """Every request asks the database anew, and none of them connects."""
    async with (lifespan := client.lifespan()) as server:
        expect_connected(lifespan, databases)
        before = databases[0].queries
        responses = [await server.get("/") for _ in range(3)]
        if len(databases) != 1:
            raise Failure(
                "Requests connect to a database of their own.",
                sent="three times GET /",
                expected="one call of connect(), at startup",
                got=f"{len(databases)} calls",
            )
        for number, response in enumerate(responses, before + 1):
            response.expect(status=200, text=f"{databases[0].name}: grüße, row {number}", why=ANEW)


async def test_answers_requests_at_the_same_time(client, databases):
    """Requests that come at the same time share the database."""
    async with (lifespan := client.lifespan()) as server:
        expect_connected(lifespan, databases)
        before = databases[0].queries
        requests = [server.start("GET", "/") for _ in range(3)]
        for number, request in enumerate(requests, before + 1):
            await request.ended()
            request.response.expect(status=200, text=f"{databases[0].name}: grüße, row {number}", why=ANEW)


@pytest.mark.worlds("minimal scope", "slow server")
async def test_closes_at_shutdown(client, databases):
    """At shutdown the database is closed, and then the shutdown is complete."""
    async with (lifespan := client.lifespan()):
        expect_connected(lifespan, databases)
    expect_closed(lifespan, databases[0])


async def test_lives_as_in_the_example(client, databases):
    """A server that runs for ten seconds connects in the first and closes in the last."""
    async with (lifespan := client.lifespan()):
        expect_connected(lifespan, databases)
        await asyncio.sleep(10)
    expect_closed(lifespan, databases[0])


async def test_stays_connected_until_shutdown(client, databases):
    """The database stays open as long as the server runs."""
    async with (lifespan := client.lifespan()) as server:
        expect_connected(lifespan, databases)
        await expect_answer(server, databases[0])
        await asyncio.sleep(100_000)
        if databases[0].closed_at:
            raise Failure("The database was closed while the server still ran.", expected="close() at shutdown only")
        await expect_answer(server, databases[0])


async def test_waits_for_a_slow_database(client, databases):
    """However long the database takes to connect, to answer and to close, the app waits for it."""
    databases.seconds = 5_000
    async with (lifespan := client.lifespan()) as server:
        expect_connected(lifespan, databases)
        await expect_answer(server, databases[0], why=NO_HURRY)
    expect_closed(lifespan, databases[0])


@pytest.mark.worlds("slow server")
async def test_two_servers_do_not_share_a_database(client, databases):
    """Two servers that run the same app at once each have a database of their own."""
    one, two = client.lifespan(), client.lifespan()
    async with one as first:
        expect_connected(one, databases)
        async with two as second:
            expect_connected(two, databases, calls=2)
            for _ in range(2):
                await expect_answer(first, databases[0], why=ITS_OWN)
                await expect_answer(second, databases[1], why=ITS_OWN)
        expect_closed(two, databases[1])
        await expect_answer(first, databases[0], why=ITS_OWN)
    expect_closed(one, databases[0])


async def test_the_server_that_started_first_may_end_first(client, databases):
    """A server that ends closes its own database, and the other one goes on."""
    one, two = client.lifespan(), client.lifespan()
    await one.start()
    expect_connected(one, databases)
    await two.start()
    expect_connected(two, databases, calls=2)
    await expect_answer(one.server, databases[0], why=ITS_OWN)
    await one.stop()
    expect_closed(one, databases[0])
    await expect_answer(two.server, databases[1], why=ITS_OWN)
    await two.stop()
    expect_closed(two, databases[1])


@pytest.mark.worlds("slow server")
async def test_two_servers_may_start_and_end_at_the_same_moment(client, databases):
    """Two servers that start and end at the same moment each have a database of their own, and close it."""
    lifespans = [client.lifespan(), client.lifespan()]
    await asyncio.gather(*(lifespan.start() for lifespan in lifespans))
    own = [lifespan.scope["state"].get("db") for lifespan in lifespans]
    if sorted(map(id, own)) != sorted(map(id, databases)):
        raise Failure(
            "Two servers that started at the same moment do not each have a database of their own.",
            sent="lifespan.startup, twice",
            expected=f"the states of the servers hold {list(databases)!r}, one each",
            got=f"they hold {own!r}",
            why=ITS_OWN,
        )
    for lifespan, database in zip(lifespans, own, strict=True):
        await expect_answer(lifespan.server, database, why=ITS_OWN)
    await asyncio.gather(*(lifespan.stop() for lifespan in lifespans))
    for lifespan, database in zip(lifespans, own, strict=True):
        expect_closed(lifespan, database)


async def test_starts_again(client, databases):
    """A server that starts after another has ended connects anew."""
    for number in range(2):
        async with (lifespan := client.lifespan()) as server:
            expect_connected(lifespan, databases, calls=number + 1)
            await expect_answer(server, databases[number])
        expect_closed(lifespan, databases[number])


async def test_asks_the_state_of_its_own_scope(client, databases, random):
    """A request asks the database of its own scope's state, whoever has put it there."""
    other = Database(f"other-{random.randrange(10**6)}")
    async with client.lifespan() as server:
        response = await server.get("/", scope={"state": {"db": other}})
        response.expect(status=200, text=f"{other.name}: grüße, row 1", why=ITS_OWN)


async def test_answers_with_any_text(client, databases):
    """Whatever text the query gives is the answer, an empty one too."""
    async with client.lifespan() as server:
        for text in ("", " two\nlines\n", "世界", "None"):
            response = await server.get("/", scope={"state": {"db": Database("other", text=text)}})
            response.expect(status=200, text=text, why=AS_IT_IS)


@pytest.mark.parametrize("scope_type", ["websocket", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, databases, scope_type):
    """A scope that is neither HTTP nor the lifespan makes the app raise an exception, on a server that runs too."""
    await client.expect_refusal(scope_type)
    async with client.lifespan() as server:
        await server.expect_refusal(scope_type)
