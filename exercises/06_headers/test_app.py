"""The grader of exercise 06: headers are read and written as the list of pairs that they are."""

import json

import pytest

COOKIES = ["seen=1", "theme=dark"]

EVERY_ONE = 'scope["headers"] is a list of pairs in which a name may repeat; dict() keeps the last of them.'
LATIN_1 = "A header's value may hold any byte, and Latin-1 has a character for each; UTF-8 has not."
OPTIONAL = "A server that does not know the client's address says None, or leaves the key out."
OWN_VARIABLES = "What belongs to a request belongs into local variables."
FROM_SCOPE = 'Host and port stand in scope["client"]; a header may say anything, and a port may be 0.'
TWO_HEADERS = "A client takes one cookie from each set-cookie header; the headers are a list so that a name can repeat."


def client_told(response):
    """What the answer says of the client, if it can be read and says anything."""
    try:
        return json.loads(response.body)["client"]
    except (ValueError, LookupError, TypeError):
        return None


def expect_answer(response, *, user_agent=None, accept=(), why=""):
    """Raise a failure unless the answer tells these headers and the client of its scope, and sets both cookies."""
    address = response.conversation.events[0].message.get("client")  # as it was before the app had it
    name = "unknown" if address is None else f"{address[0]}:{address[1]}"
    if client_told(response) not in (name, None):
        why = OPTIONAL if address is None else FROM_SCOPE
    response.expect(status=200, data={"user_agent": user_agent, "accept": list(accept), "client": name}, why=why)
    cookies = response.header("set-cookie")
    if sorted(cookies) != COOKIES:
        expected, got = ("\n".join(f"set-cookie: {cookie}" for cookie in some) for some in (COOKIES, cookies))
        raise response.failure("The cookies are not the two of the task.", expected, got or "none", why=TWO_HEADERS)


async def test_tells_the_example_of_the_task(client):
    """The answer tells the user agent, both accept headers and the client's address."""
    headers = [(b"user-agent", b"curl/8.5"), (b"accept", b"text/html"), (b"accept", b"*/*;q=0.1")]
    response = await client.get("/", headers=headers)
    expect_answer(response, user_agent="curl/8.5", accept=["text/html", "*/*;q=0.1"], why=EVERY_ONE)


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server", "twins")
async def test_tells_what_the_request_says(client, random):
    """Whatever the client calls itself and accepts is told, in any world."""
    agent = f"{random.choice(['curl', 'wget', 'robot'])}/{random.randrange(100)}"
    accept = [f"text/{random.choice(['html', 'plain', 'css'])};q=0.{random.randrange(10)}" for _ in range(2)]
    headers = [(b"user-agent", agent.encode()), *((b"accept", value.encode()) for value in accept)]
    random.shuffle(headers)
    accept = [value.decode() for name, value in headers if name == b"accept"]
    response = await client.get("/", headers=headers)
    expect_answer(response, user_agent=agent, accept=accept)


async def test_keeps_every_accept_in_order(client, random):
    """Every accept header is told in order, also where others stand between and where one repeats."""
    accept = ["text/plain;q=0.1", "text/html;q=0.9", *random.choices(["image/png", "image/webp", "*/*"], k=4)]
    headers = []
    for value in accept:
        headers += [(b"accept", value.encode()), (b"x-number", b"%d" % random.randrange(100))]
    response = await client.get("/", headers=headers)
    expect_answer(response, accept=accept, why=EVERY_ONE)


async def test_tells_a_value_as_it_is(client):
    """An accept header that lists several types is one value."""
    response = await client.get("/", headers={"accept": "text/html, text/plain;q=0.5", "user-agent": "A (b, c) d/1"})
    expect_answer(response, user_agent="A (b, c) d/1", accept=["text/html, text/plain;q=0.5"])


async def test_tells_what_is_not_there(client):
    """Without a user-agent header user_agent is null; without an accept header accept is empty."""
    response = await client.get("/")
    expect_answer(response)


async def test_passes_over_other_headers(client):
    """Headers whose names only resemble those of the task are passed over."""
    others = {"accept-language": "de", "x-accept": "a", "user-agent-hint": "b", "x-user-agent": "c", "cookie": "seen=0"}
    response = await client.get("/", headers=others)
    expect_answer(response)


async def test_decodes_latin_1(client, random):
    """Values are decoded as Latin-1, whatever bytes they have."""
    high = random.sample(range(0xA1, 0x100), k=0x5F)
    values = [b"\x80\x9d" + bytes(high), b"caf\xe9", "café".encode()]
    for agent in values:
        response = await client.get("/", headers=[(b"user-agent", agent), *((b"accept", value) for value in values)])
        expect_answer(
            response,
            user_agent=agent.decode("latin-1"),
            accept=[value.decode("latin-1") for value in values],
            why=LATIN_1,
        )


async def test_tells_the_clients_address(client, random):
    """The client is told as host:port."""
    host = f"10.0.{random.randrange(256)}.{random.randrange(256)}"
    for port in (random.randrange(1024, 65536), 0):
        response = await client.get("/", headers={"x-forwarded-for": "192.0.2.1"}, scope={"client": (host, port)})
        expect_answer(response, why=FROM_SCOPE)


async def test_knows_that_the_client_may_be_unknown(client):
    """A client of None is told as unknown."""
    response = await client.get("/", scope={"client": None})
    expect_answer(response, why=OPTIONAL)


async def test_remembers_nothing(client, random):
    """Every request is told for itself."""
    for _ in range(3):
        value = f"text/x-{random.randrange(10**6)}"
        response = await client.get("/", headers={"accept": value, "user-agent": value})
        expect_answer(response, user_agent=value, accept=[value])
    for scope in ({}, {"client": None}):
        response = await client.get("/", scope=scope)
        expect_answer(response, why=OWN_VARIABLES)


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
