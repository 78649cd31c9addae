"""How long the diagram of a long conversation takes to be drawn, and how smoothly it is stepped through."""

from __future__ import annotations

from playwright.sync_api import Page

PATIENCE = 120_000

TALKS = """async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200})
    for number in range(196):
        await send({"type": "http.response.body", "body": b"%d" % number, "more_body": True})
    await send({"type": "http.response.body"})
"""

# Opens one test after another and gives the milliseconds, for each, until its diagram and table are laid out.
DRAW = """() => [...document.querySelectorAll(".verdict__test[aria-expanded=false]")].slice(0, 5).map((test) => {
    document.body.getBoundingClientRect();
    const before = performance.now();
    test.click();
    document.body.getBoundingClientRect();
    const took = performance.now() - before;
    const steps = test.parentElement.querySelectorAll(".diagram__step").length;
    if (steps !== 200) throw new Error(`200 steps were expected, ${steps} came`);
    return took;
})"""

# One step a frame, to the end: the frames a second that most steps have, and the milliseconds of work in most steps.
STEP = """async () => {
    const steps = [...document.querySelector(".diagram").querySelectorAll(".diagram__step")];
    const frame = () => new Promise(requestAnimationFrame);
    const median = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
    const [frames, work] = [[], []];
    steps[0].focus();
    let before = await frame();
    for (let index = 1; index < steps.length; index++) {
        const began = performance.now();
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
        document.body.getBoundingClientRect();
        work.push(performance.now() - began);
        const now = await frame();
        frames.push(now - before);
        before = now;
    }
    if (document.activeElement !== steps.at(-1)) throw new Error("The last step was not reached.");
    return [1000 / median(frames), median(work)];
}"""


def measure(page: Page, url: str) -> tuple[float, float, float]:
    """Milliseconds to draw 200 events, frames a second while stepping through them, milliseconds of work in a step."""
    page.goto(url)
    page.locator(".cm-content").fill(TALKS)
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".verdict__test").first.wait_for(timeout=PATIENCE)
    drawn = sorted(page.evaluate(DRAW))
    frames, work = page.evaluate(STEP)
    return drawn[len(drawn) // 2], frames, work
