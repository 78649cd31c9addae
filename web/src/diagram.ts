/** Conversations as one sequence diagram: server and app as lanes, messages as arrows in virtual time, waits as waits. */

import { Axis, ROW, type Gap } from "./axis";
import { drawn, element } from "./element";
import { lineButton, rule, seconds, WORDS, type Places } from "./event";
import type { Conversation, ConversationEvent } from "./messages";

interface Step {
  event: ConversationEvent;
  conversation: Conversation;
  /** On the clock that all conversations share. */
  time: number;
  top: number;
  button: HTMLButtonElement;
  mark: SVGGElement;
}

// Where in its row an arrow is, in em; the text is above it.
const ARROW = 1.35;
// So many rows are more than anybody sees at once, and those out of sight need not be laid out.
const MANY = 50;
// What stays in view around a row, in px: names above it, time beside and below it.
const EDGE = 60;

export class Diagram {
  readonly element: HTMLElement;
  readonly #steps: Step[];
  readonly #places: Places;
  readonly #followed: (index: number) => void;
  readonly #paper: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #whole = element("div", { class: "diagram__whole" }, element("p", { class: "diagram__hint" }, "Choose a step to see the whole message. The arrow keys lead from step to step."));
  /** The one step that Tab leads to. */
  #stop: Step | undefined;

  /** `followed` is told which of the steps a reader has chosen. */
  constructor(held: Conversation[], places: Places, followed: (index: number) => void = () => undefined) {
    this.#places = places;
    this.#followed = followed;
    const happened = held
      .flatMap((conversation) => conversation.events.map((event) => ({ conversation, event, time: conversation.begun + event.time })))
      .sort((one, other) => one.event.order - other.event.order);
    const axis = new Axis(happened.map(({ time }) => time));
    const longest = Math.max(...happened.map(({ time }) => seconds(time).length));
    const names = new Map(held.map((conversation, index) => [conversation, held.length > 1 ? `${index + 1}: ${conversation.title}` : conversation.title]));
    this.#steps = happened.map(({ conversation, event, time }, index) => {
      const top = axis.tops[index]!;
      const from = held.length > 1 ? `${names.get(conversation)}, ${seconds(time)}, ` : `${seconds(time)}, `;
      const step: Step = { event, conversation, time, top, button: buttonOf(event, from), mark: markOf(event, top) };
      step.button.addEventListener("click", () => this.#choose(step));
      return step;
    });
    this.#stop = this.#steps.find(({ event }) => event.rule && event.severity === "error") ?? this.#steps[0];
    this.#stop?.button.setAttribute("tabindex", "0");
    const columns = sideBySide(held.map((conversation) => this.#steps.filter((step) => step.conversation === conversation)));
    this.#paper = element(
      "div",
      { class: `diagram__paper${this.#steps.length > MANY ? " diagram__paper--long" : ""}`, style: `--columns: ${columns.length}; --height: ${axis.height}rem; --time: ${longest}` },
      this.#times(),
      ...columns.map((own) => column(own, names, axis)),
    );
    this.#scroller = element("div", { class: "diagram__scroller", keydown: (event) => this.#key(event as KeyboardEvent) }, this.#paper);
    this.element = element("div", { class: "diagram" }, this.#scroller, this.#whole);
  }

  /** Shows no more than the first steps, and the time that passes after them only where it is being waited for. */
  reveal(count: number, waiting: boolean): void {
    this.#steps.forEach(({ button }, index) => (button.parentElement!.hidden = index >= count));
    const last = this.#steps[count - 1]!;
    const end = (waiting ? this.#steps[count]?.top : undefined) ?? last.top + ROW;
    this.#paper.classList.add("diagram__paper--partly");
    this.#paper.style.setProperty("--shown", `${end}rem`);
    this.#bringIntoView(last.button.parentElement!);
    this.show(count - 1);
  }

  /** Scrolls the diagram, and not the page around it. */
  #bringIntoView(row: HTMLElement): void {
    const { top, bottom, left, right } = row.getBoundingClientRect();
    const view = this.#scroller.getBoundingClientRect();
    this.#scroller.scrollBy(Math.max(0, right - view.right) || Math.min(0, left - view.left - EDGE), Math.max(0, bottom + EDGE - view.bottom) || Math.min(0, top - EDGE - view.top));
  }

  #times(): HTMLElement {
    let latest = -1;
    const changes = this.#steps.filter(({ time }) => {
      const later = time > latest;
      latest = Math.max(latest, time);
      return later;
    });
    return element(
      "div",
      { class: "diagram__times", "aria-hidden": "true" },
      ...changes.map(({ time, top }) => element("span", { style: `top: ${top}rem` }, seconds(time))),
    );
  }

  #key(event: KeyboardEvent): void {
    const last = this.#steps.length - 1;
    const now = this.#steps.findIndex(({ button }) => button === event.target);
    const to = { ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1, Home: 0, End: last }[event.key];
    if (to === undefined || now < 0 || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    event.preventDefault();
    const step = this.#steps[Math.min(Math.max(to, 0), last)]!;
    this.#choose(step);
    step.button.focus();
  }

  #choose(step: Step): void {
    const index = this.#steps.indexOf(step);
    this.show(index);
    this.#followed(index);
  }

  /** Makes a step the current one. */
  show(index: number): void {
    const step = this.#steps[index]!;
    const before = this.#stop!;
    before.button.setAttribute("tabindex", "-1");
    before.button.removeAttribute("aria-current");
    before.mark.classList.remove("diagram__mark--current");
    step.button.setAttribute("tabindex", "0");
    step.button.setAttribute("aria-current", "step");
    step.mark.classList.add("diagram__mark--current");
    this.#stop = step;
    this.#whole.replaceChildren(...whole(step, this.#places));
    this.#places.mark(step.event.line, "current");
  }
}

// ------------------------------------------------------------------------------------------------------ text

function isMessage({ direction }: ConversationEvent): boolean {
  return direction === "scope" || direction === "receive" || direction === "send";
}

function buttonOf(event: ConversationEvent, from: string): HTMLButtonElement {
  const { direction, message, rule: broken, severity } = event;
  const [, words] = WORDS[direction];
  const kind = `diagram__step diagram__step--${direction}${broken ? ` diagram__step--${severity}` : ""}`;
  const button = element("button", { class: kind, type: "button", tabindex: "-1" });
  if (isMessage(event)) {
    const [type = "", ...keys] = message.split("  ");
    button.append(unseen(`${from}${words}: `), element("span", { class: "diagram__type" }, type), ` ${keys.join(" ")}`);
  } else if (direction === "note") {
    button.append(unseen(`${from}${words}: `), message);
  } else {
    button.append(unseen(`${from}your app `), [words.replace("your app ", ""), message].join(" "));
  }
  return button;
}

function unseen(text: string): HTMLElement {
  return element("span", { class: "workshop__unseen" }, text);
}

/** All that is known of a step. */
function whole({ event, time }: Step, places: Places): Node[] {
  const { direction, asked, message, detail, line, code, rule: broken, severity } = event;
  const waited = event.time - asked;
  return [
    element(
      "p",
      { class: "diagram__told" },
      element("strong", {}, `${seconds(time)}: ${WORDS[direction][1]}`),
      ...(waited > 0 ? [` after waiting ${seconds(waited)}`] : []),
      ...(broken ? [severity === "error" ? ". This breaks " : ". Note ", rule(broken, severity)] : []),
    ),
    ...(line === null ? [] : [element("p", { class: "diagram__code" }, lineButton(line, `line ${line}`, places), " ", element("code", {}, code))]),
    ...(detail || message ? [element("pre", { tabindex: "0" }, detail || message)] : []),
  ];
}

// --------------------------------------------------------------------------------------------------- drawing

/** Conversations that go on at one time stand side by side; one that begins after another has ended takes its place. */
function sideBySide(conversations: Step[][]): Step[][][] {
  const columns: Step[][][] = [];
  const beginnings = conversations.filter((steps) => steps.length).sort((one, other) => one[0]!.event.order - other[0]!.event.order);
  for (const steps of beginnings) {
    const free = columns.find((column) => column.at(-1)!.at(-1)!.event.order < steps[0]!.event.order);
    if (free) {
      free.push(steps);
    } else {
      columns.push([steps]);
    }
  }
  return columns;
}

function column(conversations: Step[][], names: Map<Conversation, string>, axis: Axis): HTMLElement {
  const [first, ...more] = conversations.map((steps) => names.get(steps[0]!.conversation)!);
  return element(
    "div",
    { class: "diagram__column" },
    element(
      "div",
      { class: "diagram__head", "aria-hidden": "true" },
      element("span", {}, "server"),
      element("span", { class: "diagram__title" }, more.length ? "" : first!),
      element("span", {}, "app"),
    ),
    picture(conversations, axis),
    ...conversations.map((steps) =>
      element(
        "ol",
        { class: "diagram__steps", role: "list", "aria-label": names.get(steps[0]!.conversation)! },
        ...steps.map(({ event, top, button }) => element("li", { style: `top: ${top}rem` }, button, ...(event.rule ? [rule(event.rule, event.severity)] : []))),
      ),
    ),
  );
}

/** The lanes, what lies on them, and the arrows between them. The server's lane is at 0, the app's at 100 %. */
function picture(conversations: Step[][], axis: Axis): SVGSVGElement {
  return drawn(
    "svg",
    { class: "diagram__picture", "aria-hidden": "true" },
    drawn("line", { class: "diagram__lane", x1: 0, x2: 0, y1: 0, y2: "100%" }),
    drawn("line", { class: "diagram__lane", x1: "100%", x2: "100%", y1: 0, y2: "100%" }),
    ...conversations.map((steps) => bar("diagram__running", arrowOf(steps[0]!), arrowOf(steps.at(-1)!))),
    ...conversations.flatMap((steps) => steps.slice(1).flatMap((step, index) => passing(steps[index]!, step, axis))),
    ...conversations.flatMap((steps) => steps.flatMap((step, index) => wait(step, steps.slice(0, index), axis))),
    ...axis.gaps.filter(({ broken }) => broken).flatMap(({ top, height }) => [zigzag("0", top + height / 2), zigzag("100%", top + height / 2)]),
    ...conversations.flatMap((steps) => steps.map(({ mark }) => mark)),
  );
}

function arrowOf({ top }: Step): number {
  return top + ARROW;
}

function bar(name: string, from: number, to: number): SVGSVGElement {
  return placed("100%", from, drawn("rect", { class: name, x: -3, width: 6, y: 0, height: `${to - from}em` }));
}

/** The time that passes between two steps of an app: it waits, for whatever it may be, or it blocks. */
function passing(before: Step, { top, conversation }: Step, { gaps }: Axis): SVGElement[] {
  const between = gaps.filter((gap) => gap.top > before.top && gap.top < top);
  const [first, last] = [between[0], between.at(-1)];
  if (!first || !last) {
    return [];
  }
  const { begun } = conversation;
  const blockedIn = (gap: Gap) => conversation.blocked.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(begun + to, gap.to) - Math.max(begun + from, gap.from)), 0);
  const isBlocked = (gap: Gap) => blockedIn(gap) > (gap.to - gap.from) / 2;
  const [blocked, waiting] = [between.filter(isBlocked), between.filter((gap) => !isBlocked(gap))];
  return [
    ...(waiting.length ? [bar("diagram__idle", first.top, last.top + last.height)] : []),
    ...blocked.map((gap) => bar("diagram__running", gap.top, gap.top + gap.height)),
    ...label("blocks", blocked),
    ...label("waits", waiting),
  ];
}

/** A word in the highest of some gaps, if there is room for it. */
function label(word: string, gaps: Gap[]): SVGElement[] {
  const highest = gaps.reduce<Gap | undefined>((one, other) => (one && one.height >= other.height ? one : other), undefined);
  if (!highest || highest.height < 1) {
    return [];
  }
  return [placed("100%", highest.top + highest.height / 2, drawn("text", { class: "diagram__doing", x: -9, dy: "0.35em" }, new Text(word)))];
}

/** From when the app asked for a message until it came, if anything happened or any time passed meanwhile. */
function wait({ event, conversation, top }: Step, before: Step[], axis: Axis): SVGElement[] {
  const last = before.findLast((step) => step.event.time <= event.asked);
  const from = last && last.event.time === event.asked ? arrowOf(last) : axis.at(conversation.begun + event.asked);
  const to = top + ARROW;
  // The next row is at once.
  const waited = (event.direction === "receive" || event.direction === "wait") && to - from > 1.1 * ROW;
  return waited ? [bar("diagram__wait", from, to)] : [];
}

/** Something that has its own measures, at a place on a lane. */
function placed(x: string, y: number, ...parts: SVGElement[]): SVGSVGElement {
  return drawn("svg", { x, y: `${y}em`, overflow: "visible" }, ...parts);
}

function zigzag(x: string, y: number): SVGElement {
  return placed(x, y, drawn("path", { class: "diagram__break", d: "M0-9l-5 4.5 10 4.5-10 4.5 5 4.5" }));
}

function markOf({ direction, rule: broken, severity }: ConversationEvent, top: number): SVGGElement {
  const y = top + ARROW;
  const arrow = drawn("line", { x1: 0, x2: "100%", y1: `${y}em`, y2: `${y}em` });
  const parts: SVGElement[] = {
    scope: () => [arrow, placed("100%", y, drawn("path", { class: "diagram__tip", d: "M-3 0l-10-4.5v9z" }))],
    receive: () => [arrow, placed("100%", y, drawn("path", { class: "diagram__tip", d: "M-3 0l-10-4.5v9z" }))],
    send: () => [arrow, placed("0", y, drawn("path", { class: "diagram__tip", d: "M0 0l10-4.5v9z" }))],
    return: () => [placed("100%", y, drawn("circle", { class: "diagram__tip", r: 5 }))],
    raise: () => [placed("100%", y, drawn("path", { d: "M-6-6l12 12M6-6l-12 12" }))],
    wait: () => [placed("100%", y, drawn("path", { d: "M-6 0h12" }))],
    note: () => [placed("100%", y, drawn("path", { class: "diagram__tip", d: "M0-7l7 7-7 7-7-7z" }))],
  }[direction]();
  return drawn("g", { class: `diagram__mark diagram__mark--${direction}${broken ? ` diagram__mark--${severity}` : ""}` }, ...parts);
}
