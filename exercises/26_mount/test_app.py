"""The grader of exercise 26: each path finds the app under its prefix, and that app can tell where it lives."""

import copy

import pytest

from asgi_harness.failure import Failure
from grading.plugin import called

AS_IT_IS = "Compare the path as it stands in the scope: it is decoded once already, and case counts."
BOUNDARY = "A prefix is made of whole segments: it matches itself and what goes on with a slash behind it."
LONGEST = "Several prefixes may match; the longest wins, whatever the order of the dict."
THE_REST = "path is the whole path, root_path included. A prefix is compared with the part behind root_path."
WHOLE_PATH = "In ASGI the child gets the whole path, and root_path says how much of it lies before the child."
ALL_KEYS = "The child gets all that is in the scope as it is, but for root_path."
A_COPY = "Others still read this scope: the server, and every app around this one. Change a copy."


class Child:
    """An app that says its name, and keeps the scopes that it was called with."""

    def __init__(self, name):
        self.name = name
        self.scopes = []

    async def __call__(self, scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            raise RuntimeError(f"{self.name} knows no scope of type {scope['type']}")
        self.scopes.append(scope)
        if scope["type"] == "http":
            await answer(send, 200, f"{self.name} at {scope['root_path']}")
            return
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": f"{self.name} at {scope['root_path']}"})
        await receive()


async def answer(send, status, text):
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text.encode()})


@pytest.fixture
def mount(module):
    """The learner's `mount`."""
    return lambda routes: called(module, "mount", routes)


def words(random, count):
    """So many words, none of them the beginning of another one."""
    return [
        word + str(random.randrange(100)) for word in random.sample(["shop", "blog", "wiki", "mail", "news"], count)
    ]


async def test_mounts_the_example(mount, client_of):
    """/api/users reaches the app under /api, which gets the root_path /api."""
    client = client_of(mount({"/api": Child("the API"), "/admin": Child("the admin")}))
    response = await client.get("/api/users")
    response.expect(status=200, text="the API at /api")


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server")
async def test_calls_the_app_under_the_prefix(mount, client_of, random):
    """A path reaches the app whose prefix it begins with."""
    names = words(random, 3)
    client = client_of(mount({f"/{name}": Child(name) for name in names}))
    for name in names:
        response = await client.get(f"/{name}/{random.randrange(1000)}?page=1")
        response.expect(status=200, text=f"{name} at /{name}")


@pytest.mark.parametrize("rest", ["", "/", "/users/42", "/api/api", "//x", "/\u00fcber uns", "%2Fx", "/../x"])
async def test_matches_on_a_segment_boundary(mount, client_of, random, rest):
    """The prefix itself matches, and so does all that goes on with a slash."""
    [name] = words(random, 1)
    response = await client_of(mount({f"/{name}": Child(name)})).get(f"/{name}{rest}")
    response.expect(status=200, text=f"{name} at /{name}", why=BOUNDARY)


@pytest.mark.parametrize(
    "path",
    [
        *("/{}s", "/{}s/users", "/{}.json", "/v1/{}/users", "/{}-", "/{}%2Dx", "/", "/nowhere"),
        *("//{}/x", "/./{}/x", "/x/../{}/x", "/ {}/x"),
    ],
)
async def test_is_not_found_beside_the_prefix(mount, client_of, random, path):
    """Where no prefix matches on a segment boundary, the answer is 404 and the text not found."""
    [name] = words(random, 1)
    child = Child(name)
    method = random.choice(["GET", "POST", "PUT"])
    response = await client_of(mount({f"/{name}": child})).request(method, path.format(name))
    response.expect(status=404, text="not found", why=BOUNDARY)
    if child.scopes:
        raise response.failure("The child was called besides.", "no call of the child", "a call", why=BOUNDARY)


async def test_compares_each_letter_as_it_is(mount, client_of, random):
    """An upper case letter is another one, and the path in the scope has been decoded already."""
    [name] = words(random, 1)
    client = client_of(mount({f"/{name}": Child(name), f"/{name.upper()}": Child("upper")}))
    (await client.get(f"/{name.upper()}/x")).expect(status=200, text=f"upper at /{name.upper()}", why=AS_IT_IS)
    for path in (f"/{name.title()}/x", f"/%25{ord(name[0]):02x}{name[1:]}/x"):
        (await client.get(path)).expect(status=404, text="not found", why=AS_IT_IS)


async def test_is_not_found_where_nothing_is_mounted(mount, client_of, random):
    """Without any routes every path is 404."""
    response = await client_of(mount({})).get(f"/{random.randrange(1000)}")
    response.expect(status=404, text="not found")


async def test_takes_a_prefix_for_plain_text(mount, client_of):
    """The characters of a prefix stand for themselves, all of them."""
    routes = {"/v1.0": "first", "/c++": "second", "/caf\u00e9": "third", "/x[1]*": "fourth"}
    client = client_of(mount({prefix: Child(name) for prefix, name in routes.items()}))
    (await client.get("/v1.0/x")).expect(status=200, text="first at /v1.0")
    (await client.get("/c++/x")).expect(status=200, text="second at /c++")
    (await client.get("/caf%C3%A9/x")).expect(status=200, text="third at /caf\u00e9")
    (await client.get("/x%5B1%5D*/x")).expect(status=200, text="fourth at /x[1]*")
    for path in ("/v1x0/x", "/x1/x", "/x1y/x"):
        (await client.get(path)).expect(status=404, text="not found")


@pytest.mark.parametrize("order", ["shortest first", "longest first", "shuffled"])
async def test_prefers_the_longest_prefix(mount, client_of, random, order):
    """Of several prefixes that match, the longest wins, wherever it stands in the dict."""
    one, two = words(random, 2)
    prefixes = [f"/{one}", f"/{one}/{two}", f"/{one}/{two}/{one}"]
    ordered = {
        "shortest first": prefixes,
        "longest first": prefixes[::-1],
        "shuffled": random.sample([*prefixes, "/z", "/a/much/longer/one/that/does/not/match"], 5),
    }[order]
    client = client_of(mount({prefix: Child(prefix) for prefix in ordered}))
    for prefix in prefixes:
        for path in (prefix, f"{prefix}/x", f"{prefix}s"):
            parent = prefix if path != f"{prefix}s" else prefix.rpartition("/")[0]
            response = await client.get(path)
            if parent:
                response.expect(status=200, text=f"{parent} at {parent}", why=LONGEST)
            else:
                response.expect(status=404, text="not found", why=BOUNDARY)


async def test_hands_on_a_copy_of_the_scope(mount, client_of, random):
    """The child gets all that is in the scope, the whole path too; only root_path is another one."""
    [name] = words(random, 1)
    child = Child(name)
    url = f"/{name}/caf%C3%A9/{random.randrange(1000)}?page={random.randrange(100)}"
    method = random.choice(["PUT", "PATCH", "DELETE"])
    client = client_of(mount({f"/{name}": child}))
    state = {"db": name, "others": []}
    exchange = client.start(method, url, headers={"x-token": name}, scope={"state": state})
    before = copy.deepcopy(exchange.scope)
    await exchange.ended()
    exchange.response.expect(status=200)
    expect_child_scope(before, child, root_path=f"/{name}")
    expect_untouched(exchange, before, child)


def expect_child_scope(before, child, *, root_path):
    """Raise a failure unless the child got what was in the scope, with this root_path."""
    expected = {**before, "root_path": root_path}
    got = {key: value for key, value in child.scopes[-1].items() if key in expected}
    if got != expected:
        keys = [key for key in expected if key not in got or got[key] != expected[key]]
        raise Failure(
            "The child got another scope.",
            sent=f"{before['type']} {before['path']}, root_path {before.get('root_path')!r}",
            expected=str({key: expected[key] for key in keys}),
            got=str({key: got[key] for key in keys if key in got}),
            why=WHOLE_PATH if {"path", "root_path"} & set(keys) else ALL_KEYS,
        )


def expect_untouched(exchange, before, child):
    """Raise a failure if the server's scope has changed, or was handed on itself."""
    if exchange.scope != before:
        keys = [key for key in {**before, **exchange.scope} if before.get(key) != exchange.scope.get(key)]
        raise Failure(
            "Your mount has changed the scope that it was called with.",
            sent=exchange.conversation.request,
            expected=str({key: before[key] for key in keys if key in before}),
            got=str({key: exchange.scope[key] for key in keys if key in exchange.scope}),
            why=A_COPY,
        )
    if child.scopes[-1] is exchange.scope:
        raise Failure("The child got the server's own scope.", expected="a copy", got="the same dict", why=A_COPY)


async def test_shields_the_scope_from_its_children(mount, client_of, random):
    """What a child writes into its scope stays there."""

    async def writing(scope, receive, send):
        scope["user"] = "nobody"
        scope["root_path"] = "/somewhere/else"
        await answer(send, 200, "written")

    exchange = client_of(mount({"/api": writing})).start("GET", f"/api/{random.randrange(1000)}")
    before = copy.deepcopy(exchange.scope)
    await exchange.ended()
    if exchange.scope != before:
        raise Failure(
            "What the child wrote into its scope stands in the server's.",
            sent=exchange.conversation.request,
            expected="the scope as it was",
            got=str({key: exchange.scope[key] for key in exchange.scope if exchange.scope[key] != before.get(key)}),
            why=A_COPY,
        )


async def test_leaves_the_scope_alone_where_nothing_matches(mount, client_of, random):
    """A request that nobody answers for changes no scope either."""
    exchange = client_of(mount({"/api": Child("the API")})).start("GET", f"/{random.randrange(1000)}")
    before = copy.deepcopy(exchange.scope)
    await exchange.ended()
    exchange.response.expect(status=404, text="not found")
    if exchange.scope != before:
        raise Failure("Your mount has changed its scope.", expected=str(before), got=str(exchange.scope), why=A_COPY)


async def test_appends_to_the_root_path(mount, client_of, random):
    """A root_path that is there already is kept, and the prefix comes behind it."""
    outside, name = words(random, 2)
    child = Child(name)
    client = client_of(mount({f"/{name}": child, f"/{outside}": Child("wrong")}))
    exchange = client.start("GET", f"/{outside}/{name}/x", scope={"root_path": f"/{outside}"})
    before = copy.deepcopy(exchange.scope)
    await exchange.ended()
    exchange.response.expect(status=200, text=f"{name} at /{outside}/{name}", why=THE_REST)
    expect_child_scope(before, child, root_path=f"/{outside}/{name}")
    expect_untouched(exchange, before, child)


async def test_looks_only_behind_the_root_path(mount, client_of, random):
    """A prefix that stands in root_path is not looked at again."""
    [name] = words(random, 1)
    client = client_of(mount({f"/{name}": Child(name)}))
    response = await client.get(f"/{name}/users", scope={"root_path": f"/{name}"})
    response.expect(status=404, text="not found", why=THE_REST)
    response = await client.get(f"/{name}/{name}/users", scope={"root_path": f"/{name}"})
    response.expect(status=200, text=f"{name} at /{name}/{name}", why=THE_REST)


@pytest.mark.worlds("minimal scope", "slow server")
async def test_mounts_in_mounts(mount, client_of, random):
    """A mount is an app and can be mounted: the prefixes add up, each looks behind those before it."""
    number = random.randrange(1000)
    deep = mount({"/pi": Child("pi"), f"/{number}": Child("deep"), "/api": Child("again")})
    client = client_of(mount({"/api": mount({"/v1": deep, "/pip": Child("pip")}), "/v1": Child("outside")}))
    for path, found in {
        f"/api/v1/{number}/x": f"deep at /api/v1/{number}",
        "/api/v1/pi": "pi at /api/v1/pi",
        "/api/v1/api/v1": "again at /api/v1/api",
        "/api/pip/v1": "pip at /api/pip",
        "/v1/pi": "outside at /v1",
    }.items():
        (await client.get(path)).expect(status=200, text=found, why=THE_REST)
    for path in ("/api", "/api/", "/api/v1", "/api/api/v1", "/api/v1/v1", f"/api/v1/{number}0", f"/{number}"):
        (await client.get(path)).expect(status=404, text="not found", why=THE_REST)


async def test_hands_on_the_body(mount, client_of, random):
    """The child receives the request's body and streams its answer."""
    pieces = [random.randbytes(6) for _ in range(3)]

    async def echo(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        more_body = True
        while more_body:
            message = await receive()
            more_body = message.get("more_body", False)
            await send({"type": "http.response.body", "body": message.get("body", b""), "more_body": more_body})

    response = await client_of(mount({"/echo": echo})).post("/echo", pieces=pieces, pause=1)
    response.expect(status=200, body=b"".join(pieces))
    times = [round(chunk.time, 3) for chunk in response.chunks]
    if times != [0, 1, 2]:
        raise response.failure("The child's answer does not stream.", "pieces at [0, 1, 2] s", f"at {times} s")


@pytest.mark.worlds("minimal scope", "slow server")
async def test_mounts_websockets(mount, client_of, random):
    """A websocket finds its app like a request, with a scope of its own."""
    one, two = words(random, 2)
    child = Child(two)
    client = client_of(mount({f"/{one}": mount({f"/{two}": child}), f"/{two}": Child("wrong")}))
    session = client.websocket(f"/{one}/{two}/room?x=1", headers={"x-token": one})
    before = copy.deepcopy(session.scope)
    async with session:
        await session.expect_accept()
        await session.expect(f"{two} at /{one}/{two}")
    expect_child_scope(before, child, root_path=f"/{one}/{two}")
    expect_untouched(session, before, child)


@pytest.mark.worlds("minimal scope", "slow server")
async def test_refuses_a_websocket_without_an_app(mount, client_of, random):
    """A websocket for which no prefix matches is refused before it is accepted."""
    [name] = words(random, 1)
    client = client_of(mount({f"/{name}": Child(name)}))
    for path in (f"/{name}s/room", f"/{random.randrange(1000)}", "/"):
        async with client.websocket(path) as session:
            await session.expect_refusal()


@pytest.mark.worlds("minimal scope", "slow server")
async def test_answers_the_lifespan(mount, client_of):
    """The lifespan's startup and shutdown are answered with complete, also where the children know no lifespan."""
    routes = {"/api": Child("the API"), "/admin": Child("the admin")}
    for app in (mount(routes), mount({})):
        async with client_of(app).lifespan() as client:
            (await client.get("/nowhere")).expect(status=404, text="not found")


async def test_raises_for_other_scope_types(mount, client_of):
    """A scope type that is none of the three makes the app raise an exception, whatever its children would do."""

    async def anything(scope, receive, send):
        pass

    for child in (Child("the API"), anything):
        await client_of(mount({"/api": child})).expect_refusal("carrier-pigeon")


@pytest.mark.parametrize("error", [LookupError("no such user"), KeyError("path"), RuntimeError("broken")], ids=repr)
async def test_leaves_the_exceptions_of_a_child_alone(mount, client_of, random, error):
    """A child that raises has been found: no other child is called, and there is no 404."""
    one, two = words(random, 2)

    async def broken(scope, receive, send):
        raise error

    other = Child(one)
    client = client_of(mount({f"/{one}": other, f"/{one}/{two}": broken}))
    response = await client.request("GET", f"/{one}/{two}", app_may_raise=True)
    if response.status is not None and response.status < 500:
        raise response.failure(
            "What a child raised has become an answer.",
            "the exception",
            f"status {response.status}",
            why="Only looking for the child belongs into a try, not the call of the child.",
        )
