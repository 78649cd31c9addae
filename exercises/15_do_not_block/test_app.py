"""The grader of exercise 15: neither waiting nor computing holds up the others."""

import asyncio
import sys
import time
from contextvars import Context
from types import ModuleType

import pytest

from asgi_harness import Client

# An answer a hair later than this is in time: many rows of 10 ms do not add up exactly.
TENTH = 0.1005

SLICES = (
    "While process(row) computes, nobody else runs. Between rows, await asyncio.sleep(0) lets the others have a turn."
)
BY_NAME = "The grader puts another process() in the module: call it by that name, when the request comes."
LET_THE_LOOP_WAIT = "time.sleep stops the whole server. await asyncio.sleep lets the others run until the time is over."
ONE_WAITS_FOR_ANOTHER = "Nothing blocks the loop here, but one request waits for another. Is there a lock or a queue?"
ROWS_CHANGED = "Your app has changed ROWS, which every report needs whole."


class Work:
    """Stands in for process(row): 10 ms of computing on the exercise's clock, at whose beginning a client comes."""

    def __init__(self, client, rows):
        self.client = client
        self.all_rows = list(rows)
        self.rows = []
        self.asked = []

    def __call__(self, row):
        self.rows.append(row)
        # In a context of its own, so that the newcomer does not count as the reporting app's doing.
        newcomer = Client(self.client.app, source=self.client.source)
        self.asked.append(Context().run(newcomer.start, "GET", "/health"))
        Context().run(asyncio.get_running_loop().block, 0.01)

    async def expect_health_in_time(self):
        """Raise a failure unless everybody who came while this was working was answered rightly within 0.1 s."""
        for exchange in self.asked:
            await exchange.ended()
            if (exchange.response.status, exchange.response.body) != (200, b"ok"):
                self.client.conversations.append(exchange.conversation)
                exchange.response.expect(status=200, text="ok")
        last = max(self.asked, key=lambda exchange: exchange.response.completed_at)
        self.client.conversations.append(last.conversation)
        last.response.expect(status=200, text="ok")
        if last.response.completed_at > TENTH:
            raise last.response.failure(
                "The client waited too long for /health while a report was running.",
                "an answer within 0.100 s",
                f"one after {last.response.completed_at:.3f} s",
                why=SLICES,
            )


def now():
    """The time on the exercise's clock; the module that is just being imported has none yet."""
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return 0.0


def now_ns():
    return round(now() * 1_000_000_000)


@pytest.fixture(autouse=True)
def clocks(monkeypatch):
    """Gives app.py, wherever it imports `time`, one whose clocks are the exercise's: those that process(row) moves."""
    ours = ModuleType("time", time.__doc__)
    ours.__getattr__ = lambda name: getattr(time, name)
    for name in ("monotonic", "perf_counter", "process_time", "time"):
        setattr(ours, name, now)
        setattr(ours, f"{name}_ns", now_ns)
    monkeypatch.setitem(sys.modules, "time", ours)


@pytest.fixture
def work(client, module):
    """Takes the place of the module's process(row)."""
    module.process = Work(client, module.ROWS)
    return module.process


def expect_report(response, module, work, reports=1):
    """Raise a failure unless the report is right and process() has had each row, once for every report so far."""
    response.expect(status=200, data={"rows": 100})
    wanted = sorted(work.all_rows * reports)
    if sorted(work.rows) != wanted:
        foreign = sorted(set(work.rows) - set(wanted))
        raise response.failure(
            "Not every row was processed once.",
            f"{len(wanted)} calls of process(row), {reports} for each of ROWS",
            f"{len(work.rows)} calls, for {len(set(work.rows))} different rows"
            + (f", among them {foreign[0]}, which is not in ROWS" if foreign else ""),
            why=BY_NAME if not work.rows else ROWS_CHANGED if list(module.ROWS) != work.all_rows else "",
        )
    if round(response.completed_at, 3) < 1:
        raise response.failure(
            "The answer came before all rows had been processed.",
            "an answer at 1.000 s or later",
            f"one at {response.completed_at:.3f} s",
        )


@pytest.mark.worlds("minimal scope", "headers as lists")
async def test_reports_on_every_row(client, module, work):
    """GET /report calls process(row) once for each of ROWS and answers {"rows": 100}."""
    response = await client.get("/report")
    expect_report(response, module, work)
    response = await client.get("/report")
    expect_report(response, module, work, reports=2)


async def test_answers_the_health_check(client):
    """GET /health is answered with 200 and the text ok."""
    response = await client.get("/health")
    response.expect(status=200, text="ok")


async def test_answers_health_while_a_report_runs(client, module, work):
    """While one report runs, GET /health is answered within 0.1 s."""
    response = await client.get("/report")
    expect_report(response, module, work)
    await work.expect_health_in_time()


async def test_answers_health_while_two_reports_run(client, module, work):
    """While two reports run, GET /health is answered within 0.1 s, and both reports are right."""
    reports = [client.start("GET", "/report") for _ in range(2)]
    for report in reports:
        await report.ended()
    for report in reports:
        expect_report(report.response, module, work, reports=2)
    await work.expect_health_in_time()


async def test_answers_all_that_comes_at_once(client, module, work):
    """While two reports run and many wait at /slow, GET /health is answered within 0.1 s, and nobody waits for them."""
    exchanges = [client.start("GET", path) for path in ("/slow", "/report", "/report")]
    slow = [client.start("GET", "/slow") for _ in range(120)]
    for exchange in (*exchanges, *slow):
        await exchange.ended()
    for report in exchanges[1:]:
        expect_report(report.response, module, work, reports=2)
    await work.expect_health_in_time()
    for exchange in (exchanges[0], *slow):
        exchange.response.expect(status=200, text="slow")
        # Who waits in small steps loses time to every slice; who waits for the reports first comes at 3 s.
        if not 0.9995 < exchange.response.completed_at < 2.9:
            raise exchange.response.failure(
                "/slow took another time while reports were running.",
                "an answer when its second is over, not when the reports are",
                f"one after {exchange.response.completed_at:.3f} s",
                why=ONE_WAITS_FOR_ANOTHER,
            )


def expect_a_second(response):
    """Raise a failure unless this is a right answer to GET /slow, after a second."""
    response.expect(status=200, text="slow")
    if round(response.completed_at, 3) != 1:
        raise response.failure("/slow took another time.", "1.000 s", f"{response.completed_at:.3f} s")


@pytest.mark.worlds("minimal scope", "slow server")
async def test_waits_a_second(client):
    """GET /slow is answered with 200 and the text slow, after one second; so is the next."""
    for _ in range(2):
        expect_a_second(await client.get("/slow"))


async def test_waits_a_second_for_each(client):
    """Each GET /slow takes its own second, whenever the one before it came."""
    exchanges = []
    for _ in range(4):
        exchanges.append(client.start("GET", "/slow"))
        await asyncio.sleep(0.3)
    for exchange in exchanges:
        await exchange.ended()
        expect_a_second(exchange.response)


async def test_waits_for_five_at_once(client):
    """Five GET /slow at the same time take one second together, not five, and /health goes on."""
    exchanges = [client.start("GET", "/slow") for _ in range(5)]
    health = client.start("GET", "/health")
    times = []
    for exchange in exchanges:
        await exchange.ended()
        exchange.response.expect(status=200, text="slow")
        times.append(exchange.response.completed_at)
    held_up = any(exchange.conversation.blocked for exchange in exchanges)
    why = LET_THE_LOOP_WAIT if held_up else ONE_WAITS_FOR_ANOTHER
    if any(round(seconds, 3) != 1 for seconds in times):
        raise exchange.response.failure(
            "Five /slow at once did not take one second.",
            "each answered after 1.000 s",
            f"answers after {', '.join(f'{seconds:.3f}' for seconds in times)} s",
            why=why,
        )
    await health.ended()
    health.response.expect(status=200, text="ok")
    if health.response.completed_at > TENTH:
        raise health.response.failure(
            "The client waited too long for /health while others were at /slow.",
            "an answer within 0.100 s",
            f"one after {health.response.completed_at:.3f} s",
            why=why,
        )


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
