/** A recorded run of an app, to be gone through step by step: the line that runs, what has been said, and who waits for what. */

import { Diagram } from "./diagram";
import { able, button, element } from "./element";
import { seconds } from "./event";
import type { Conversation } from "./messages";

interface Recording {
  conversations: Conversation[];
  steps: Step[];
}

interface Step {
  time: number;
  /** First and last line of what runs, or of each place where the app waits. */
  lines: [number, number][];
  /** How many events have happened. */
  shown: number;
  /** Nothing can go on before time does. */
  waits: boolean;
  app: string;
  server: string[];
}

const PACE = 1500;

export async function mount(root: HTMLElement): Promise<() => void> {
  const before = [...root.childNodes];
  const { conversations, steps } = JSON.parse(root.dataset["steps"] ?? "") as Recording;
  const code = root.querySelector<HTMLElement>(".highlight")!;
  const marks = element("div", { class: "stepper__marks", "aria-hidden": "true" });
  const time = element("dd");
  const app = element("dd");
  const server = element("dd");
  let now = 0;
  let playing: ReturnType<typeof setInterval> | undefined;

  const mark = (lines: [number, number][]) =>
    marks.replaceChildren(...lines.map(([first, last]) => element("div", { style: `--first: ${first - 1}; --count: ${last - first + 1}` })));
  const diagram = new Diagram(
    conversations,
    { goTo: (line) => mark([[line, line]]), mark: () => undefined },
    (index) => go(steps.findIndex(({ shown }) => shown > index)),
  );
  const slider = element("input", { class: "stepper__slider", type: "range", min: "1", max: String(steps.length), "aria-label": "Step", input: () => go(slider.valueAsNumber - 1) });
  const back = button("Back", () => go(now - 1));
  const next = button("Step", () => go(now + 1), { class: "workshop__button workshop__button--run" });
  const play = button("Play", () => (playing === undefined ? start() : pause()));
  const facts = ([["Time", time], ["App", app], ["Server", server]] as const).map(([term, words]) => element("div", {}, element("dt", {}, term), words));
  // A list that is itself a status would be no list any more.
  const says = element("div", { role: "status", "aria-atomic": "true" }, element("dl", { class: "stepper__says" }, ...facts));

  function pause(): void {
    clearInterval(playing);
    playing = undefined;
    play.textContent = "Play";
    says.setAttribute("aria-live", "polite");
  }

  function start(): void {
    // Whoever hears the page follows by steps; a text a second would only pile up.
    says.setAttribute("aria-live", "off");
    play.textContent = "Pause";
    show(now === steps.length - 1 ? 0 : now + 1);
    playing = setInterval(() => {
      show(now + 1);
      if (now === steps.length - 1) {
        pause();
      }
    }, PACE);
  }

  /** A reader who steps has taken over from what plays. */
  function go(to: number): void {
    pause();
    show(to);
  }

  function show(to: number): void {
    now = Math.min(Math.max(to, 0), steps.length - 1);
    const step = steps[now]!;
    slider.value = String(now + 1);
    slider.setAttribute("aria-valuetext", `${now + 1} of ${steps.length}`);
    able(back, now > 0);
    able(next, now < steps.length - 1);
    mark(step.lines);
    time.textContent = seconds(step.time);
    app.textContent = step.app;
    server.replaceChildren(...step.server.map((doing) => element("span", {}, doing)));
    diagram.reveal(step.shown, step.waits);
  }

  code.querySelector("code")!.parentElement!.append(marks);
  root.classList.add("stepper--live");
  root.replaceChildren(
    element("div", { class: "stepper__bar" }, back, next, play, slider),
    says,
    element("div", { class: "stepper__panes" }, code, diagram.element),
    ...before.filter((node) => node !== code),
  );
  show(0);
  return () => {
    pause();
    marks.remove();
    root.classList.remove("stepper--live");
    root.replaceChildren(...before);
  };
}
