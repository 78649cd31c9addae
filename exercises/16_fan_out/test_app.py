"""The grader of exercise 16: three questions at the same time, and an answer in time whatever becomes of them."""

import asyncio

import pytest

NAMES = ["user", "orders", "news"]
AT_ONCE = "Start all three before you wait for the first: await fetch(...) in a row asks one after the other."
ONCE = "Each of the three is asked once, and no more: whoever does not answer gets null."
BY_NAME = "Every request asks anew, and by this name: the grader puts another fetch() in the place of the starter's."
APART = "Requests come at any time, also while others wait: what belongs to one is kept in its own variables."
ALONE = "Each fetch has a try and a time limit of its own, so that its failure is nobody else's."
TOGETHER = "The three time limits begin at the same time: two seconds one after the other would be six."
CANCEL = "A fetch that nobody waits for any more still occupies its connection. Cancel it when its time is over."


class Fetch:
    """Stands in for fetch(name): takes so many seconds for each name, and then returns its value or raises it."""

    def __init__(self, answers):
        self.answers = answers
        self.calls = []
        self.cancelled = []

    async def __call__(self, name):
        self.calls.append((asyncio.get_running_loop().time(), name))
        seconds, value = self.answers[name]
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        if isinstance(value, Exception):
            raise value
        return value


def anything(random):
    """Something that JSON can say."""
    number = random.randrange(10**6)
    return random.choice([number, f"text {number}", [number, None], {"id": number, "name": "Ünal"}])


def moment(random, begin, end):
    """A time between these two seconds, to the millisecond."""
    return random.randrange(begin * 1000 + 1, end * 1000) / 1000


def told(name, seconds, value):
    """What one fetch does, in words."""
    if isinstance(value, Exception):
        return f"fetch({name!r}) raises {value!r} after {seconds:g} s"
    return f"fetch({name!r}) returns {value!r} after {seconds:g} s"


async def expect_dashboard(client, module, answers, why=""):
    """Raise a failure unless the dashboard holds what `answers` give in time, by three fetches at the same time."""
    module.fetch = fetch = Fetch(answers)
    expected = {
        name: None if seconds > 2 or isinstance(value, Exception) else value
        for name, (seconds, value) in answers.items()
    }
    exchange = client.start("GET", "/dashboard")
    for name, (seconds, value) in answers.items():
        exchange.conversation.request += f"\n{told(name, seconds, value)}"
    await exchange.ended()
    response = exchange.response
    if not fetch.calls:
        raise response.failure("fetch() was never called.", "three calls of fetch()", "none", why=BY_NAME)
    response.expect(status=200, data=expected, why=why)
    calls = [(f"{time - exchange.begun_at:.3f} s", name) for time, name in fetch.calls]
    if sorted(calls) != sorted(("0.000 s", name) for name in NAMES):
        raise response.failure(
            "The three were not asked at the same time.",
            "\n".join(f"0.000 s  fetch({name!r})" for name in NAMES),
            "\n".join(f"{time}  fetch({name!r})" for time, name in calls),
            why=AT_ONCE if len(calls) == len(NAMES) else ONCE,
        )
    if round(response.completed_at, 3) > 2:
        raise response.failure(
            "The answer came too late.",
            "an answer at 2.000 s or before",
            f"one at {response.completed_at:.3f} s",
            why=TOGETHER,
        )
    # Whoever cancels a task just before the end has done so in time, too.
    await asyncio.sleep(0.001)
    late = sorted(name for name, (seconds, _) in answers.items() if seconds > 2)
    if sorted(fetch.cancelled) != late:
        raise response.failure(
            "What took too long was not cancelled, or something else was.",
            f"cancelled: {', '.join(late) or 'nothing'}",
            f"cancelled: {', '.join(sorted(fetch.cancelled)) or 'nothing'}",
            why=CANCEL,
        )


@pytest.mark.worlds("minimal scope", "headers as lists", "slow server")
async def test_asks_all_at_once(client, module, random):
    """The three are fetched at the same time, and the answer has what came."""
    await expect_dashboard(client, module, {name: (moment(random, 0, 2), anything(random)) for name in NAMES})


async def test_shows_the_example_of_the_task(client, module):
    """Where orders fail after 0.5 s and news take too long, the answer comes at 2 s and has the user."""
    answers = {"user": (1, {"name": "Ada"}), "orders": (0.5, OSError("connection refused")), "news": (60, [])}
    await expect_dashboard(client, module, answers, ALONE)


async def test_one_that_raises_gives_null(client, module, random):
    """One that raises, whatever and whenever, gives null, and the others count."""
    errors = [
        Exception("?"),
        ExceptionGroup("all down", [OSError("down")]),
        KeyError("user"),
        NotImplementedError(),
        OSError("down"),
        RuntimeError(),
        TimeoutError("slow"),
        ValueError("no"),
        ZeroDivisionError("division by zero"),
    ]
    random.shuffle(errors)
    for name in NAMES:
        for seconds in (0, 0.5, 1.9):
            answers = {other: (moment(random, 0, 2), anything(random)) for other in NAMES}
            await expect_dashboard(client, module, {**answers, name: (seconds, errors.pop())}, ALONE)


async def test_one_that_takes_too_long_gives_null(client, module, random):
    """One that takes longer than 2 s gives null and is cancelled, and the others count."""
    for name in NAMES:
        answers = {other: (moment(random, 0, 2), anything(random)) for other in NAMES}
        await expect_dashboard(
            client, module, {**answers, name: (random.choice([2.5, 3, 100]), anything(random))}, ALONE
        )


async def test_answers_in_time_when_nothing_comes(client, module, random):
    """If all three take too long, the answer still comes at 2 s."""
    await expect_dashboard(client, module, {name: (random.randrange(3, 10), "late") for name in NAMES})


async def test_answers_when_all_raise(client, module):
    """If all three raise, all three are null."""
    await expect_dashboard(client, module, {name: (0.1 * n, OSError(name)) for n, name in enumerate(NAMES)})


async def test_counts_what_comes_just_in_time(client, module, random):
    """What comes after 1.999 s counts, and what would come after 2.001 s does not."""
    first, second, third = random.sample(NAMES, 3)
    await expect_dashboard(client, module, {first: (1.999, 1), second: (2.001, 2), third: (0, 3)})


async def test_keeps_values_that_are_false(client, module):
    """Nothing but a failure becomes null: 0, an empty text, an empty list and false are values."""
    for answers in ((0, "", []), (False, {}, 0.0), (None, "null", -1), ({"error": "x"}, 3.14159, True)):
        await expect_dashboard(client, module, {name: (0.1, value) for name, value in zip(NAMES, answers, strict=True)})


async def test_keeps_dashboards_apart(client, module):
    """Each request asks anew and at once, however many there are, and has only what its own three gave."""
    calls = []

    async def fetch(name):
        calls.append(name)
        value = f"{name} {calls.count(name)}"
        await asyncio.sleep({"user": 0.25, "orders": 0.55, "news": 1}[name])
        return value

    module.fetch = fetch
    exchanges = []
    for _ in range(12):
        exchanges.append(client.start("GET", "/dashboard"))
        await asyncio.sleep(0.05)
    for number, exchange in enumerate(exchanges, 1):
        await exchange.ended()
        exchange.response.expect(status=200, data={name: f"{name} {number}" for name in NAMES}, why=APART)
        if round(exchange.response.completed_at, 3) > 2:
            raise exchange.response.failure(
                "The answer came too late while others were asking, too.",
                "an answer at 2.000 s or before",
                f"one at {exchange.response.completed_at:.3f} s",
                why=APART,
            )
    if len(calls) != 36:
        raise exchange.response.failure("Not every request asked anew.", "36 calls of fetch()", str(len(calls)))


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
