"""The grader of exercise 27: a small framework whose functions know nothing of scope, receive and send."""

import asyncio
import inspect
import json

import pytest

from asgi_harness.failure import Failure
from grading.plugin import called, named

WHOLE_SEGMENT = "A parameter stands for one whole segment that is not empty, and all else must be there as it is."
ONLY_DIGITS = "An int parameter takes digits and nothing else; int() takes more than that."
FIRST_WINS = "Of several routes that fit, the one that was registered first is called."
LIKE_GET = "HEAD gets the status and the headers that GET would get, and no body."
EVERY_METHOD = "A function with a parameter named body gets the parsed body of its request, whatever the method."
EVERY_PIECE = "The body comes in any number of pieces; both keys of a message may be absent."
ANY_DETAIL = "The detail may be anything that JSON can tell, such as a dict."
ASK_THE_SIGNATURE = "inspect.signature(function).parameters tells the parameters of a function, and only those."
SAY_SO = "An exception out of a lifespan means only that the app has none, and the server starts all the same."


class Framework:
    """An App of the learner's with its client; its decorators say in words what is wrong with the learner's."""

    def __init__(self, app, client):
        self.app = app
        self.client = client

    def get(self, path):
        return lambda function: self.register(function, "get", path)

    def post(self, path):
        return lambda function: self.register(function, "post", path)

    def on_startup(self, function):
        return self.register(function, "on_startup")

    def register(self, function, name, *path):
        """Decorate a function with app.get(path), app.post(path) or app.on_startup; returns what that returns."""
        decorator = getattr(self.app, name, None)
        if path:
            decorator = apply(f"app.{name}", decorator, *path)
        return apply(f"@app.{name}" + (f"({path[0]!r})" if path else ""), decorator, function)


def apply(what, function, argument):
    try:
        inspect.signature(function, follow_wrapped=False).bind(argument)
    except ValueError:
        pass  # What is not written in Python may have no signature, such as functools.partial.
    except TypeError as error:
        raise Failure(
            f"{what} is no decorator as the task has it.", expected=f"{what} to be called", got=str(error)
        ) from None
    return function(argument)


@pytest.fixture
def new_app(module, client_of):
    """Makes a new App of the learner's."""

    def new_app():
        app = called(module, "App")
        return Framework(app, client_of(app))

    return new_app


@pytest.fixture
def app(new_app):
    """An App of the learner's."""
    return new_app()


@pytest.fixture
def client(app):
    return app.client


def expect_detail(response, status, *, why=""):
    """Raise a failure unless the answer is an error in JSON with the key detail, whose value is free."""
    response.expect(status=status, why=why)
    try:
        data = json.loads(response.body)
    except ValueError:
        data = None
    kind = ", ".join(response.header("content-type")).partition(";")[0].strip().lower()
    if not isinstance(data, dict) or "detail" not in data or kind != "application/json":
        raise response.failure(
            "The error is not told as JSON with the key detail.",
            'content-type: application/json\nbody {"detail": …}',
            f"content-type: {', '.join(response.header('content-type'))}\nbody {response.body!r}",
            why=why,
        )


def expect_allow(response, methods):
    """Raise a failure unless the header allow names these methods; their order is free."""
    got = {method.strip() for value in response.header("allow") for method in value.split(",")}
    if got != methods:
        raise response.failure(
            "The header allow does not list the methods that are allowed.",
            f"allow: {', '.join(sorted(methods))}",
            f"allow: {', '.join(response.header('allow'))}" if got else "no allow",
        )


async def test_greets_as_in_the_example(app, client):
    """A function that returns a dict answers with JSON; {name} in the path becomes its argument."""

    @app.get("/hello/{name}")
    async def hello(name):
        return {"hello": name}

    response = await client.get("/hello/Ada")
    response.expect(status=200, data={"hello": "Ada"})


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server")
async def test_answers_with_what_the_function_returns(app, client, random):
    """A dict or list becomes JSON, a str becomes text, both with status 200."""
    number = random.randrange(200, 600)  # a status, so that who takes such a list for one is told the same in any run
    values = {
        "/dict": {"number": number, "nested": {"list": [1, None, True, "\u00fc"]}},
        "/list": [number, {"a": "b"}],
        "/text": f"number {number}, \u00fcber",
        "/": "home",
        "/empty/dict": {},
        "/empty/list": [],
        "/empty/text": "",
    }

    for path, value in values.items():

        @app.get(path)
        async def show(value=value):
            return value

    for path, value in values.items():
        response = await client.get(f"{path}?page={number}")
        if isinstance(value, str):
            response.expect(status=200, text=value)
        else:
            response.expect(status=200, data=value)


async def test_answers_with_the_status_that_the_function_returns(app, client, random):
    """A tuple (status, value) sets the status."""
    status = random.choice([201, 202, 207, 400, 404, 409, 503])
    number = random.randrange(1000)

    @app.post("/dict")
    async def create():
        return status, {"number": number}

    @app.get("/list")
    async def show():
        return status, [number]

    @app.get("/text")
    async def text():
        return status, f"number {number}"

    (await client.post("/dict")).expect(status=status, data={"number": number})
    (await client.get("/list")).expect(status=status, data=[number])
    (await client.get("/text")).expect(status=status, text=f"number {number}")


@pytest.mark.parametrize("value", [{}, [], ""], ids=["a dict", "a list", "a text"])
async def test_answers_with_the_status_of_what_is_empty(app, client, value):
    """The status counts where the value is empty, too."""

    @app.get("/empty")
    async def empty():
        return 202, value

    expected = {"text": value} if isinstance(value, str) else {"data": value}
    (await client.get("/empty")).expect(status=202, **expected)


@pytest.mark.parametrize("value", ["Ada", "42", "caf\u00e9", "a b", "a+b", "%41", "1.5", "{name}", "."])
async def test_gives_a_segment_as_it_is(app, client, value):
    """A parameter is the segment of the path, decoded by the server, as a str."""

    @app.get("/hello/{name}")
    async def hello(name):
        return {"hello": name}

    path = value.replace("%", "%25")
    response = await client.get(f"/hello/{path}")
    response.expect(status=200, data={"hello": value})


async def test_gives_several_parameters_by_name(app, client, random):
    """Parameters are keyword arguments, whatever their order in the path and in the function."""
    item = f"item{random.randrange(100)}"
    box, number = random.randrange(1, 1000), random.randrange(1, 1000)

    @app.get("/boxes/{box:int}/items/{item}/{number:int}")
    async def show(number, *, item, box):
        return {"box": box, "item": item, "number": number}

    response = await client.get(f"/boxes/{box}/items/{item}/{number}")
    response.expect(status=200, data={"box": box, "item": item, "number": number})
    for path in (f"/boxes/{box}/xitems/{item}/{number}", f"/boxes/x{box}/items/{item}/{number}"):
        expect_detail(await client.get(path), 404, why=WHOLE_SEGMENT)


async def test_gives_parameters_of_any_name(app, client):
    """A parameter in a path may have any name."""

    @app.get("/{scope}/{path}/{method}/{send}/{function}")
    async def show(scope, path, method, send, function):
        return [scope, path, method, send, function]

    (await client.get("/a/b/c/d/e")).expect(status=200, data=["a", "b", "c", "d", "e"])


async def test_leaves_other_parameters_to_the_function(app, client):
    """A parameter that is not in the path and not called body keeps its default."""

    @app.get("/users/{name}")
    async def show(name, limit=10):
        return {"name": name, "limit": limit}

    (await client.get("/users/Ada?limit=3")).expect(status=200, data={"name": "Ada", "limit": 10})


async def test_gives_an_int_as_an_int(app, client, random):
    """{id:int} gives the function an int."""

    @app.get("/users/{id:int}")
    async def show(id):  # noqa: A002
        return {"id": id, "next": id + 1}

    for number in (0, 7, random.randrange(10, 10**6), 10**15):
        response = await client.get(f"/users/{number}")
        response.expect(status=200, data={"id": number, "next": number + 1})


@pytest.mark.parametrize(
    "value", ["x", "x1", "1x", "-1", "+1", "1.5", "1_000", "%201", "1%20", "1%0A", "", "1/", "1/2"]
)
async def test_matches_an_int_with_digits_only(app, client, value):
    """{id:int} matches digits only; anything else is not found."""

    @app.get("/users/{id:int}")
    async def show(id):  # noqa: A002
        return {"id": id}

    response = await client.get(f"/users/{value}")
    expect_detail(response, 404, why=ONLY_DIGITS)


@pytest.mark.parametrize(
    "path", ["/", "/users", "/users/", "/users//", "/users/a/b", "/users/a/", "/Users/a", "/xusers/a", "/api/users/a"]
)
async def test_matches_whole_segments(app, client, path):
    """A path that does not fit from its beginning to its end is not found."""

    @app.get("/users/{name}")
    async def show(name):
        return {"name": name}

    response = await client.get(path)
    expect_detail(response, 404, why=WHOLE_SEGMENT)


async def test_takes_a_path_for_plain_text(app, client):
    """What stands in a path outside braces stands for itself."""

    @app.get("/v1.0/{name}")
    async def show(name):
        return {"name": name}

    @app.get("/c++")
    async def text():
        return "c++"

    (await client.get("/v1.0/a")).expect(status=200, data={"name": "a"})
    (await client.get("/c++")).expect(status=200, text="c++")
    for path in ("/v1x0/a", "/c", "/ccc"):
        expect_detail(await client.get(path), 404, why=WHOLE_SEGMENT)


async def test_calls_the_first_route_that_fits(app, client):
    """Of several routes that fit, the first one registered is called."""

    @app.get("/users/me")
    async def me():
        return "me"

    @app.get("/users/{number:int}")
    async def by_number(number):
        return f"number {number}"

    @app.get("/users/{name}")
    async def by_name(name):
        return f"name {name}"

    @app.get("/users/42")
    async def late():
        return "too late"

    @app.get("/users/{other}")
    async def never(other):
        return "too late"

    @app.get("/users/me")
    async def again():
        return "too late"

    for value, text in {"me": "me", "42": "number 42", "x1": "name x1", "mee": "name mee"}.items():
        (await client.get(f"/users/{value}")).expect(status=200, text=text, why=FIRST_WINS)


async def test_calls_the_general_route_where_that_is_first(app, client):
    """A route with a parameter that was registered before a fixed one is called before it."""

    @app.get("/users/{name}")
    async def by_name(name):
        return f"name {name}"

    @app.get("/users/{number:int}")
    async def by_number(number):
        return f"number {number}"

    @app.get("/users/me")
    async def me():
        return "me"

    for value in ("me", "42"):
        (await client.get(f"/users/{value}")).expect(status=200, text=f"name {value}", why=FIRST_WINS)


async def test_is_not_found_where_no_path_fits(app, client, random):
    """An unknown path is 404, as JSON with detail, before there are any routes and afterwards."""
    path = f"/{random.randrange(1000)}"
    expect_detail(await client.get(path), 404)

    @app.get("/home")
    async def home():
        return "home"

    for method in ("GET", "POST", "PUT"):
        expect_detail(await client.request(method, path), 404)


async def test_tells_the_methods_of_a_known_path(app, client):
    """A known path with another method is 405, with allow and detail."""

    @app.get("/users/{id:int}")
    async def show(id):  # noqa: A002
        return {"id": id}

    @app.post("/users")
    async def create():
        return 201, {"created": True}

    @app.post("/notes")
    async def write():
        return "written"

    @app.get("/notes")
    async def read():
        return "read"

    for method, path, methods in (
        ("POST", "/users/42", {"GET", "HEAD"}),
        ("DELETE", "/users/42", {"GET", "HEAD"}),
        ("GET", "/users", {"POST"}),
        ("PUT", "/users", {"POST"}),
        ("PATCH", "/notes", {"GET", "HEAD", "POST"}),
    ):
        response = await client.request(method, path)
        expect_detail(response, 405)
        expect_allow(response, methods)
    (await client.get("/notes")).expect(status=200, text="read")
    (await client.post("/notes")).expect(status=200, text="written")
    expect_detail(await client.request("DELETE", "/users/x"), 404)


async def test_answers_head_like_get(app, client, random, module):
    """HEAD gets the status and headers of GET, content-length among them, and no body."""
    number = random.randrange(1000)

    @app.get("/numbers/{number:int}")
    async def show(number):
        return {"number": number}

    @app.get("/text")
    async def text():
        return f"\u00fcber {number}"

    @app.get("/teapot")
    async def teapot():
        return 418, ["short", "stout"]

    @app.get("/gone")
    async def gone():
        raise named(module, "HTTPError")(410, "gone")

    @app.post("/notes")
    async def write():
        return 201, "written"

    @app.get("/notes")
    async def notes():
        return "read"

    for path in (f"/numbers/{number}", "/text", "/teapot", "/gone", "/notes"):
        get = await client.get(path)
        head = await client.request("HEAD", path)
        expect_no_body(head)
        sides = [(side.status, sorted(side.headers)) for side in (get, head)]
        if sides[0] != sides[1]:
            raise head.failure("HEAD got another head than GET.", str(sides[0]), str(sides[1]), why=LIKE_GET)
        if head.header("content-length") != [str(len(get.body))]:
            raise head.failure(
                "HEAD did not get the length of GET's body.",
                f"content-length: {len(get.body)}",
                f"content-length: {', '.join(head.header('content-length'))}",
                why=LIKE_GET,
            )


def expect_no_body(response):
    if any(message.get("body") for message in response.conversation.sent("http.response.body")):
        raise response.failure("HEAD was answered with a body.", "an empty body", "a body", why=LIKE_GET)


async def test_knows_head_for_get_alone(app, client):
    """HEAD on a path that has no GET is 405, on an unknown one 404, both without a body."""

    @app.post("/users")
    async def create():
        return "created"

    response = await client.request("HEAD", "/users")
    response.expect(status=405)
    expect_allow(response, {"POST"})
    expect_no_body(response)
    response = await client.request("HEAD", "/nowhere")
    response.expect(status=404)
    expect_no_body(response)


@pytest.mark.parametrize("kind", ["keyword only", "with a default"])
async def test_gives_the_body_to_any_parameter_of_that_name(app, client, kind):
    """The parameter named body may be keyword-only, and may have a default."""

    async def keyword(*, body):
        return {"got": body}

    async def default(body=None):
        return {"got": body}

    app.post("/items")(keyword if kind == "keyword only" else default)
    (await client.post("/items", body=b"[1]")).expect(status=200, data={"got": [1]})
    expect_detail(await client.post("/items", body=b"[1"), 422)


@pytest.mark.worlds("byte by byte", "empty pieces", "keys left out", "minimal scope", "slow server")
async def test_gives_the_parsed_body(app, client, random):
    """A parameter named body gets the parsed JSON of the whole body."""
    data = {"name": f"M\u00fcller {random.randrange(1000)}", "tags": ["a", None, 1.5, True], "nested": {"\u20ac": []}}

    @app.post("/items/{id:int}")
    async def create(body, id):  # noqa: A002
        return 201, {"id": id, "item": body}

    raw = json.dumps(data, ensure_ascii=False).encode()
    cut = random.randrange(1, len(raw))
    number = random.randrange(1000)
    response = await client.post(f"/items/{number}", pieces=[raw[:cut], b"", raw[cut:]])
    response.expect(status=201, data={"id": number, "item": data}, why=EVERY_PIECE)


@pytest.mark.parametrize("data", [{}, [], "text", "", 0, 42, 1.5, True, False, None], ids=json.dumps)
async def test_gives_any_json(app, client, data):
    """Any JSON value is a body, also an empty one, whatever the content-type says."""

    @app.post("/echo")
    async def echo(body):
        return {"body": body}

    for headers in ({}, {"content-type": "application/json"}, {"content-type": "text/plain"}):
        response = await client.post("/echo", body=json.dumps(data).encode(), headers=headers)
        response.expect(status=200, data={"body": data})


async def test_gives_the_body_of_a_get_too(app, client, random):
    """Every function with a parameter named body gets that of its request, that of a GET as well."""

    @app.get("/search")
    async def search(body):
        return {"found": body}

    for number in random.sample(range(1000), 3):
        response = await client.get("/search", body=json.dumps([number]).encode())
        response.expect(status=200, data={"found": [number]}, why=EVERY_METHOD)


@pytest.mark.parametrize("body", [b"", b"{", b"nope", b'{"a": 1} b', b"{'a': 1}", b'"\xff"', b"[1,]"], ids=repr)
async def test_refuses_bad_json(app, client, body):
    """A body that is no JSON is 422 with detail, and the function is not called."""
    calls = []

    @app.post("/items")
    async def create(body):
        calls.append(body)
        return 201, {"created": True}

    response = await client.post("/items", body=body)
    expect_detail(response, 422)
    if calls:
        raise response.failure("The function was called with a bad body.", "no call", f"body={calls[0]!r}")


async def test_does_not_parse_a_body_that_nobody_wants(app, client):
    """Without a parameter named body the body may be anything; a mere variable of that name is no parameter."""

    @app.post("/upload")
    async def upload():
        body = "not a parameter"
        return {"body": body}

    response = await client.post("/upload", body=b"{ no JSON \xff")
    response.expect(status=200, data={"body": "not a parameter"}, why=ASK_THE_SIGNATURE)


@pytest.mark.parametrize("pieces", [0, 1], ids=["before the body", "after one piece"])
async def test_sends_nothing_to_a_client_that_left(app, client, pieces):
    """A client that leaves before the end of its body gets no answer, and the function is not called."""
    calls = []

    @app.post("/items")
    async def create(body):
        calls.append(body)
        return "created"

    response = await client.post("/items", pieces=[b"{}"][:pieces], leaves_after=pieces)
    response.expect_nothing_sent(why="http.disconnect is not the end of the body: the client is gone.")
    if calls:
        raise response.failure("The function was called with a part of a body.", "no call", f"body={calls[0]!r}")


async def test_blames_the_body_for_bad_json_alone(app, client):
    """A function that raises ValueError for a body that is valid JSON is no 422; what comes then is free."""

    @app.post("/items")
    async def create(body):
        return int(body)

    response = await client.request("POST", "/items", body=b'"x1"', app_may_raise=True)
    if response.status == 422:
        raise response.failure(
            "The body is called bad JSON, and it is valid.",
            "any other answer, or an exception",
            "status 422",
            why="Only parsing belongs into the try, not the call of the function, which may raise a ValueError too.",
        )


async def test_answers_an_http_error(app, client, module, random):
    """raise HTTPError(status, detail) answers with that status and detail, from wherever it is raised."""
    http_error = named(module, "HTTPError")
    status = random.choice([400, 401, 403, 404, 409, 410, 418, 422, 429, 500, 503])
    detail = f"reason {random.randrange(1000)}, \u00fcber"

    async def check():
        await asyncio.sleep(1)
        raise http_error(status, detail)

    @app.get("/items/{id:int}")
    async def show(id):  # noqa: A002
        raise http_error(status, detail)

    @app.post("/items")
    async def create(body):
        await check()
        return 201, body

    (await client.get("/items/1")).expect(status=status, data={"detail": detail})
    (await client.post("/items", body=b"{}")).expect(status=status, data={"detail": detail})
    for detail in ({"field": "name", "reasons": [1, None]}, ["name", ""], "", 0):
        (await client.get("/items/1")).expect(status=status, data={"detail": detail}, why=ANY_DETAIL)
    if not (isinstance(http_error, type) and issubclass(http_error, Exception)):
        raise Failure("HTTPError is no exception.", expected="a subclass of Exception", got=repr(http_error))


async def test_returns_the_decorated_function(app, client):
    """The decorators return the function, so that it can be called, tested and registered again."""

    async def show():
        return "shown"

    for name, *path in (("get", "/a"), ("post", "/b"), ("get", "/c"), ("on_startup",)):
        returned = app.register(show, name, *path)
        if returned is not show:
            raise Failure(
                "A decorator does not return the function.",
                sent=f"@app.{name}",
                expected="the very function that was decorated",
                got=repr(returned),
                why="Whatever a decorator returns is what the name of the function means from then on.",
            )
    for path in ("/a", "/c"):
        (await client.get(path)).expect(status=200, text="shown")
    (await client.post("/b")).expect(status=200, text="shown")


async def test_keeps_two_apps_apart(new_app):
    """Two Apps have their own routes and their own startup functions."""
    one, two = new_app(), new_app()
    started = []

    @one.get("/one")
    async def first():
        return "one"

    @two.get("/two")
    async def second():
        return "two"

    @two.on_startup
    async def start():
        started.append("two")

    (await one.client.get("/one")).expect(status=200, text="one")
    (await two.client.get("/two")).expect(status=200, text="two")
    shared = "Routes that are kept in the class belong to all its instances."
    expect_detail(await one.client.get("/two"), 404, why=shared)
    expect_detail(await two.client.get("/one"), 404, why=shared)
    async with one.client.lifespan():
        pass
    if started:
        raise Failure("An App ran the startup function of another one.", expected="none", got=str(started), why=shared)


async def test_answers_at_the_same_time(app, client, random):
    """Requests run at the same time and do not mix."""

    @app.post("/wait/{seconds:int}")
    async def wait(seconds, body):
        await asyncio.sleep(seconds)
        return {"seconds": seconds, "body": body}

    @app.get("/long")
    async def long():
        await asyncio.sleep(9)
        return "done"

    head, get = client.start("HEAD", "/long"), client.start("GET", "/long")
    times = random.sample(range(1, 9), 3)
    exchanges = [client.start("POST", f"/wait/{seconds}", body=json.dumps([seconds]).encode()) for seconds in times]
    for exchange, seconds in zip(exchanges, times, strict=True):
        await exchange.ended()
        exchange.response.expect(status=200, data={"seconds": seconds, "body": [seconds]})
        if round(exchange.response.completed_at, 3) != seconds:
            raise exchange.response.failure(
                "A request had to wait for another one.", f"{seconds} s", f"{exchange.response.completed_at:.3f} s"
            )
    await head.ended()
    expect_no_body(head.response)
    await get.ended()
    get.response.expect(status=200, text="done")


@pytest.mark.worlds("minimal scope", "slow server")
async def test_starts_in_order(app, client):
    """The startup functions run one after the other, in their order, before the startup is complete."""
    log = []

    for name, seconds in (("first", 3), ("second", 1), ("third", 2)):

        @app.on_startup
        async def start(name=name, seconds=seconds):
            log.append(f"{name} begins")
            await asyncio.sleep(seconds)
            log.append(f"{name} is done")

    @app.get("/")
    async def home():
        return "home"

    expected = [f"{name} {what}" for name in ("first", "second", "third") for what in ("begins", "is done")]
    for _ in range(2):
        log.clear()
        async with client.lifespan() as server:
            if log != expected:
                raise Failure(
                    "The startup functions did not run in order before the startup was complete.",
                    sent="lifespan.startup",
                    expected=", ".join(expected),
                    got=", ".join(log) or "none has run",
                )
            (await server.get("/")).expect(status=200, text="home")


async def test_lives_without_startup_functions(client):
    """Without startup functions the lifespan is answered all the same."""
    async with client.lifespan():
        pass


@pytest.mark.parametrize("position", [0, 1, 2], ids=["first", "second", "third"])
async def test_fails_the_startup(app, client, position):
    """A startup function that raises fails the startup."""
    error = LookupError("no database")

    for number in range(3):

        @app.on_startup
        async def start(number=number):
            await asyncio.sleep(1)
            if number == position:
                raise error

    lifespan = client.lifespan()
    try:
        await lifespan.start()
    except Exception as raised:
        # What an app raises besides is its own affair; whether it has told the failure is asked below.
        if raised is not lifespan.error:
            raise
    sent = [message["type"] for message in lifespan.conversation.sent()]
    if sent != ["lifespan.startup.failed"]:
        lifespan.abandon()
        raise Failure(
            "A startup function raised, and the server was not told that the startup failed.",
            sent="lifespan.startup",
            expected="lifespan.startup.failed",
            got=", ".join(sent) or "nothing",
            why=SAY_SO,
        )


@pytest.mark.worlds("minimal scope", "slow server")
async def test_refuses_websockets(app, client):
    """A websocket is refused before it is accepted, whatever its path."""

    @app.get("/home")
    async def home():
        return "home"

    for path in ("/home", "/nowhere"):
        async with client.websocket(path) as session:
            await session.expect_refusal()


async def test_raises_for_other_scope_types(client):
    """A scope type that is none of the three makes the app raise an exception."""
    await client.expect_refusal("carrier-pigeon")
