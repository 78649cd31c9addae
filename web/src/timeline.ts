/** Requests as bars over time: the timelines that the page came with, and those of other settings, which Python works out. */

import { element } from "./element";
import { field, Inquiry } from "./inquiry";

/** Times in milliseconds. */
interface Settings {
  server: string;
  requests: number;
  waiting: number;
  computing: number;
  workers: number;
  threads: number;
}

type Count = Exclude<keyof Settings, "server">;

interface Data {
  servers: Record<string, string>;
  least: Record<Count, number>;
  most: Record<Count, number>;
  /** In the order of the figures in the page. */
  presets: { title: string; settings: Settings }[];
}

/** Times in seconds. */
interface Span {
  state: "queued" | "waiting" | "running";
  start: number;
  end: number;
}

interface Timeline {
  settings: Settings;
  requests: Span[][];
  total: number;
  ticks: number[];
  summary: string;
}

const LABELS: Record<Count, string> = {
  requests: "Requests",
  waiting: "Each waits, in seconds",
  computing: "Then computes, in seconds",
  workers: "Processes",
  threads: "Threads",
};
const counts = Object.keys(LABELS) as Count[];
/** What a server has to be told; nothing else means anything to it. */
const COUNTED: Record<string, Count[]> = { wsgi: ["workers", "threads"], "asgi threads": ["threads"] };
const ALWAYS: Count[] = ["requests", "waiting", "computing"];
const STATES = ["queued", "waiting", "running"] as const;

let widgets = 0;

export async function mount(root: HTMLElement): Promise<() => void> {
  const data = JSON.parse(root.dataset["timelines"] ?? "") as Data;
  const figures = [...root.querySelectorAll("figure")];
  const before = [...root.childNodes];
  const place = element("div", { class: "timeline__place" });
  const id = `timeline-${++widgets}`;
  const inquiry = new Inquiry(
    data.presets.map(({ title }) => title),
    (index) => void show(data.presets[index]!.settings),
  );

  const server = element("select", { id: `${id}-server`, change: fit });
  server.append(...Object.entries(data.servers).map(([value, words]) => element("option", { value }, words)));
  const inputs = perCount((name) =>
    element("input", {
      id: `${id}-${name}`,
      name,
      type: "number",
      inputmode: "decimal",
      required: true,
      min: String(data.least[name] / unit(name)),
      max: String(data.most[name] / unit(name)),
      step: unit(name) === 1 ? "1" : "0.001",
      input: () => inputs.waiting.setCustomValidity(""),
    }),
  );
  const fields = perCount((name) => field(LABELS[name], inputs[name]));

  /** Asks for what means something to the chosen server. */
  function fit(): void {
    for (const name of counts) {
      fields[name].hidden = inputs[name].disabled = !counted(server.value).includes(name);
    }
  }

  function read(): Settings {
    const numbers = perCount((name) => (inputs[name].disabled ? data.least[name] : Math.round(inputs[name].valueAsNumber * unit(name))));
    return { server: server.value, ...numbers };
  }

  function write(settings: Settings): void {
    server.value = settings.server;
    for (const name of counts) {
      inputs[name].value = String(settings[name] / unit(name));
    }
    fit();
  }

  let asked = 0;
  async function show(settings: Settings): Promise<void> {
    const number = ++asked;
    const known = data.presets.findIndex((preset) => same(preset.settings, settings));
    inquiry.mark(known);
    if (known >= 0) {
      write(settings);
      place.replaceChildren(figures[known]!);
      inquiry.say(figures[known]!.querySelector("figcaption")!.textContent, true);
      return;
    }
    const answer = await inquiry.ask<Timeline>("timeline", { ...settings });
    if (answer && number === asked) {
      place.replaceChildren(figure(data.servers[settings.server]!, answer));
      inquiry.say(answer.summary, true);
    }
  }

  function submit(): void {
    const settings = read();
    if (settings.waiting + settings.computing > 0) {
      void show(settings);
    } else {
      inputs.waiting.setCustomValidity("Let each request wait or compute for a while: this one takes no time.");
      inputs.waiting.reportValidity();
    }
  }

  root.replaceChildren(
    inquiry.choices,
    inquiry.form(
      "Settings of the timeline",
      submit,
      field("Server", server),
      ...Object.values(fields),
      element("button", { class: "inquiry__button", type: "submit" }, "Show"),
    ),
    inquiry.status,
    place,
    ...before.filter((node) => !figures.includes(node as HTMLElement)),
  );
  await show(data.presets[0]!.settings);
  inquiry.say("");
  return () => root.replaceChildren(...before);
}

function perCount<Value>(make: (name: Count) => Value): Record<Count, Value> {
  return Object.fromEntries(counts.map((name) => [name, make(name)])) as Record<Count, Value>;
}

/** Times are shown in seconds and handed on in milliseconds. */
function unit(name: Count): number {
  return name === "waiting" || name === "computing" ? 1000 : 1;
}

function counted(server: string): Count[] {
  return [...ALWAYS, ...(COUNTED[server] ?? [])];
}

function same(one: Settings, other: Settings): boolean {
  return one.server === other.server && counted(one.server).every((name) => one[name] === other[name]);
}

/** hooks/timeline.py makes the same of those that the page comes with. */
function figure(title: string, { requests, total, ticks, summary }: Timeline): HTMLElement {
  const marks = ticks.map((tick) => element("span", { class: "bars__tick", style: `--start: ${tick}` }, String(tick)));
  const heads = ["Request", "Queued", "Waiting", "Running", "Answered after"].map((head) => element("th", { scope: "col" }, head));
  return element(
    "figure",
    { class: "bars" },
    element("figcaption", {}, element("b", {}, `${title}.`), ` ${summary}`),
    element(
      "div",
      { class: "bars__chart", "aria-hidden": "true", style: `--total: ${total}` },
      ...requests.map(bar),
      element("div", { class: "bars__line bars__axis" }, element("span", { class: "bars__name" }, "s"), element("span", { class: "bars__time" }, ...marks)),
    ),
    element(
      "details",
      { class: "bars__twin" },
      element("summary", {}, "The same as a table"),
      element("table", { class: "bars__table" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...requests.map(row))),
    ),
  );
}

function bar(spans: Span[], index: number): HTMLElement {
  const drawn = spans.map(({ state, start, end }) =>
    element("span", { class: `bars__span bars__span--${state}`, style: `--start: ${start}; --end: ${end}` }, element("span", { class: "bars__word" }, state)),
  );
  const { end } = spans.at(-1)!;
  return element(
    "div",
    { class: "bars__line" },
    element("span", { class: "bars__name" }, String(index + 1)),
    element("span", { class: "bars__time" }, ...drawn, element("span", { class: "bars__end", style: `--start: ${end}` }, `${end} s`)),
  );
}

function row(spans: Span[], index: number): HTMLElement {
  const cells = STATES.map((state) => spans.filter((span) => span.state === state).map(({ start, end }) => `${start} to ${end} s`).join(", ") || "never");
  return element("tr", {}, element("th", { scope: "row" }, String(index + 1)), ...[...cells, `${spans.at(-1)!.end} s`].map((cell) => element("td", {}, cell)));
}
