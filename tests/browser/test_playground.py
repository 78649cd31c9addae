"""The playground: an app stays alive while its reader is all of its clients."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.workshop import Saved, write


class Playground:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.editor = page.locator(".cm-content")
        self.connections = page.get_by_role("list", name="Connections").locator(".scene__connection")

    def open(self) -> Playground:
        self.page.goto("playground/")
        expect(self.editor).to_be_visible()
        return self

    def run(self, template: str | None = None, code: str | None = None) -> Playground:
        if template is not None:
            self.page.get_by_label("Begin with").select_option(template)
        if code is not None:
            write(self.editor, code)
        self.button("Run").click()
        expect(self.page.locator(".workshop > [role=status]")).to_have_text(re.compile(r"^Run \d+: ."))
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def stop_the_clock(self) -> None:
        self.page.get_by_label("The server's clock").select_option("stands until you step")

    def send(self, url: str = "/", method: str = "GET") -> None:
        self.page.get_by_label("Method").select_option(method)
        self.page.get_by_label("Path and query").fill(url)
        self.button("Send the request").click()

    def messages(self) -> Locator:
        """The rows of all tables of messages."""
        self.page.get_by_role("button", name="Table").click()
        return self.page.locator(".conversation-table__message")


def test_a_request_is_answered_and_its_conversation_shown(page: Page) -> None:
    play = Playground(page).open().run("Hello")
    play.send("/hello?a=1")
    expect(play.connections).to_have_text(re.compile(r"1\. GET /hello\?a=1 *over\."))
    expect(play.messages().first).to_contain_text("http GET /hello?a=1")
    expect(play.messages().nth(2)).to_contain_text("Hello from ASGI!")


def test_method_headers_and_pieces_of_a_body_reach_the_app(page: Page) -> None:
    play = Playground(page).open().run("Router")
    page.get_by_label("Headers, a line each").fill("X-Name: a: b\nx-name: c")
    page.get_by_label("Body", exact=True).fill("one\ntwo")
    page.get_by_label("Each line is a piece of its own").check()
    play.send("/echo", "POST")
    rows = play.messages()
    expect(rows.filter(has_text="http.request")).to_have_count(2)
    expect(rows.filter(has_text="http.response.body")).to_contain_text(r"body=b'one\ntwo'")
    rows.first.get_by_role("button").click()
    expect(rows.first).to_contain_text("(b'x-name', b'a: b')")


def test_clients_talk_to_one_app_that_stays_alive(page: Page) -> None:
    play = Playground(page).open().run("Chat")
    play.button("Connect").click()
    play.button("Connect").click()
    expect(play.connections).to_have_count(2)
    newest = play.connections.first
    newest.get_by_label("Message").fill("hi there")
    newest.get_by_role("button", name="Say it").click()
    expect(play.messages().filter(has_text="websocket.send text='hi there'")).to_have_count(2)
    newest.get_by_role("button", name="Close websocket /, number 2").click()
    expect(newest).to_contain_text("over.")
    expect(play.messages().filter(has_text="websocket.disconnect code=1000")).to_have_count(1)
    expect(play.connections.last).to_contain_text("for receive()")


def test_bytes_can_be_said_too(page: Page) -> None:
    play = Playground(page).open().run("WebSocket echo")
    play.button("Connect").click()
    play.connections.get_by_label("Message").fill("é")
    play.connections.get_by_label("As bytes").check()
    play.connections.get_by_role("button", name="Say it").click()
    expect(play.messages().filter(has_text=r"websocket.send bytes=b'\xc3\xa9'")).to_have_count(1)


def test_a_clock_that_stands_moves_by_steps_alone(page: Page) -> None:
    play = Playground(page).open().run("Server-Sent Events")
    play.stop_the_clock()
    play.send()
    ticks = play.messages().filter(has_text="data: tick")
    expect(ticks).to_have_count(1)
    expect(play.connections).to_contain_text("for asyncio.sleep()")
    page.wait_for_timeout(1500)
    expect(ticks).to_have_count(1)
    play.button("Step").click()
    expect(ticks).to_have_count(2)
    play.button("1 s on").click()
    expect(ticks).to_have_count(3)
    play.connections.get_by_role("button", name="Client leaves").click()
    expect(play.connections).to_contain_text("over.")
    expect(page.locator(".scene__now")).to_contain_text("No timer is set.")


def test_a_clock_that_runs_brings_ticks_by_itself(page: Page) -> None:
    play = Playground(page).open().run("Server-Sent Events")
    play.send()
    expect(play.messages().filter(has_text="data: tick")).to_have_count(3)


def test_a_diagram_waits_for_a_reader_who_steps_through_it(page: Page) -> None:
    play = Playground(page).open().run("Server-Sent Events")
    play.send()
    steps = page.locator(".scene .diagram__step")
    steps.nth(1).click()
    steps.nth(1).press("ArrowDown")
    expect(steps.nth(2)).to_be_focused()
    before = steps.count()
    page.wait_for_timeout(2500)
    expect(steps.nth(2)).to_be_focused()
    assert steps.count() == before
    page.get_by_label("Path and query").focus()
    expect(steps).not_to_have_count(before)


def test_a_lifespan_is_started_and_ended(page: Page) -> None:
    play = Playground(page).open().run("Lifespan")
    play.stop_the_clock()
    play.button("Start up").click()
    expect(play.connections).to_contain_text("for asyncio.sleep()")
    play.button("Step").click()
    play.send()
    expect(play.messages().filter(has_text="request 1")).to_have_count(1)
    play.button("Shut down").click()
    play.button("Step").click()
    expect(play.messages().filter(has_text="lifespan.shutdown.complete")).to_have_count(1)
    expect(play.connections.last).to_contain_text("over.")


def test_a_wsgi_app_is_asked_requests_and_nothing_else(page: Page) -> None:
    play = Playground(page).open().run("WSGI")
    expect(play.button("Connect")).to_be_hidden()
    play.send("/tea")
    expect(play.messages().filter(has_text="start_response")).to_have_count(1)
    expect(play.messages().filter(has_text="GET /tea")).to_have_count(1)


def test_the_server_may_be_unusual(page: Page) -> None:
    play = Playground(page).open().run("Router")
    page.get_by_label("Body", exact=True).fill("hello world")
    page.get_by_label("The server", exact=True).select_option("cuts the body")
    play.send("/echo", "POST")
    expect(play.messages().filter(has_text="http.request")).to_have_count(5)
    page.get_by_label("The server", exact=True).select_option("two at once")
    play.send()
    expect(play.connections).to_have_count(3)
    play.button("Unknown scope type").click()
    expect(play.connections).to_have_count(4)
    expect(play.connections.first).to_contain_text("over.")


def test_a_broken_rule_is_told_at_its_connection_and_the_app_lives_on(page: Page) -> None:
    play = Playground(page).open()
    play.run(code="async def app(scope, receive, send):\n    await send({'type': 'http' + scope['path']})\n")
    play.send("/x")
    expect(play.connections.locator(".verdict__rule")).to_have_text(re.compile("EVT-"))
    expect(play.connections.locator(".verdict__facts")).to_contain_text("http/x")
    play.connections.get_by_role("button", name="Go to line 2").first.click()
    expect(play.editor).to_be_focused()
    play.send("/y")
    expect(play.connections).to_have_count(2)


def test_an_endless_loop_ends_in_words_with_its_line(page: Page) -> None:
    play = Playground(page).open()
    play.run(code="async def app(scope, receive, send):\n    while True:\n        pass\n")
    play.send()
    expect(play.connections).to_contain_text("still running at line")
    play.send()
    expect(play.connections).to_have_count(2)


def test_a_file_without_an_app_is_told_and_there_is_nothing_to_ask(page: Page) -> None:
    play = Playground(page).open().run(code="def app(:\n")
    expect(page.locator(".scene .verdict__message")).to_contain_text("cannot be read as Python")
    expect(play.button("Send the request")).to_be_hidden()


def test_each_run_is_another_app(page: Page) -> None:
    counting = (
        "calls = []\n\n\nasync def app(scope, receive, send):\n    calls.append(1)\n    print(len(calls), 'calls')\n"
        '    await send({"type": "http.response.start", "status": 204, "headers": []})\n'
        '    await send({"type": "http.response.body"})\n'
    )
    play = Playground(page).open().run(code=counting)
    play.send()
    play.send()
    expect(page.locator(".verdict__output pre")).to_have_text("1 calls\n2 calls\n")
    play.editor.press("ControlOrMeta+End")
    play.editor.press("Enter")
    expect(page.get_by_text("Run starts this one.")).to_be_visible()
    play.button("Run").click()
    expect(play.connections).to_have_count(0)
    play.send()
    expect(page.locator(".verdict__output pre")).to_have_text("1 calls\n")


def test_code_is_kept_across_reloads(page: Page) -> None:
    play = Playground(page).open()
    write(play.editor, "# mine")
    page.reload()
    expect(play.editor).to_have_text("# mine")


def test_a_template_gives_back_what_it_replaced(page: Page) -> None:
    play = Playground(page).open()
    write(play.editor, "# mine")
    page.get_by_label("Begin with").select_option("Chat")
    play.button("Undo").click()
    expect(play.editor).to_have_text("# mine")
    play.button("Reset").click()
    expect(play.editor).to_contain_text("connected = set()")
    play.button("Undo").click()
    expect(play.editor).to_have_text("# mine")


@pytest.mark.parametrize(("template", "command"), [("Hello", "uvicorn app:app"), ("WSGI", "gunicorn app:application")])
def test_the_download_runs_and_says_how(page: Page, saved: Saved, template: str, command: str) -> None:
    play = Playground(page).open()
    page.get_by_label("Begin with").select_option(template)
    name, content = saved(play.button("Download"))
    assert name == "app.py"
    text = content.decode()
    assert text.startswith("# Run it on a real server")
    assert f"#     {command}" in text
    names: dict[str, object] = {}
    exec(compile(text, "app.py", "exec"), names)
    assert callable(names[command.partition(":")[2].partition(" ")[0]])


def test_enter_sends_and_the_console_stays_as_it_is(page: Page) -> None:
    play = Playground(page).open().run("Hello")
    url = page.get_by_label("Path and query")
    url.fill("/again")
    url.press("Enter")
    expect(play.connections).to_have_count(1)
    expect(url).to_be_focused()
    expect(url).to_have_value("/again")


def test_templates_read_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("playground/")
    assert page.locator(".playground .filename").all_inner_texts() == [
        "Hello",
        "Router",
        "Server-Sent Events",
        "WebSocket echo",
        "Chat",
        "Lifespan",
        "Middleware",
        "WSGI",
    ]
    context.close()


@pytest.mark.parametrize("width", [360, 768])
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    play = Playground(page).open().run("Chat")
    play.button("Connect").click()
    play.button("Connect").click()
    expect(play.connections).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
