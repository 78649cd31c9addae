/** The playground: any app, kept alive, with clients that ask it by hand, and a clock that runs or is stepped. */

import { checkSketch, CODE_LIMIT, SKETCH } from "./answer";
import { button, element } from "./element";
import { field } from "./inquiry";
import { runner, type Outcome, type Session } from "./runner";
import { save } from "./save";
import { Scene, type Told } from "./scene";
import { Entry } from "./storage";
import { lineAtFault } from "./verdict";
import { wordsFor, Workbench, type View } from "./workbench";

const kept = new Entry(SKETCH, checkSketch);

// So often a page looks after its app, at least and at most.
const [SOONEST, LATEST] = [50, 1000];

export async function mount(root: HTMLElement): Promise<() => void> {
  const templates = new Map<string, string>();
  for (const block of root.querySelectorAll<HTMLElement>(".highlight")) {
    templates.set(block.querySelector(".filename")?.textContent ?? "", block.querySelector("pre > code")?.textContent?.trimEnd() ?? "");
  }
  runner.prepareWhenIdle();
  const playground = new Playground(templates);
  const before = [...root.childNodes];
  root.replaceChildren(playground.place);
  return () => {
    playground.leave();
    root.replaceChildren(...before);
  };
}

class Playground {
  readonly place: HTMLElement;
  readonly #bench: Workbench<Told>;
  readonly #scene: Scene;
  readonly #template: HTMLSelectElement;
  readonly #templates: Map<string, string>;
  #session: Session = { interpreter: null };
  #old: Session = { interpreter: null };
  #alive = false;
  #seen = performance.now();
  #timer = 0;

  constructor(templates: Map<string, string>) {
    this.#templates = templates;
    const [first = ""] = templates.keys();
    this.#template = element("select", { id: "playground-template", change: () => this.#begin(this.#template.value) }, ...[...templates.keys()].map((name) => element("option", {}, name)));
    this.#scene = new Scene(
      (order, values) => void this.#order(order, values),
      (line) => this.#bench.editor.goTo(line),
      (line, as) => this.#bench.editor.mark(line, as),
    );
    this.#bench = new Workbench<Told>({
      title: "The app that is played with",
      label: "app.py of the playground",
      code: keptCode() ?? templates.get(first) ?? "",
      starter: () => templates.get(this.#template.value) ?? "",
      task: "play",
      argument: (code) => this.#anew(code),
      session: () => this.#session,
      view: (told) => this.#view(told),
      buttons: [button("Download", () => this.#download())],
      panels: [],
      changed: (code) => this.#changed(code),
      ran: (_, outcome) => this.#ran(outcome),
      wasReset: (code) => this.#offerBack(code),
    });
    this.place = element("div", { class: "playground inquiry" }, element("div", { class: "playground__template" }, field("Begin with", this.#template)), this.#bench.section);
  }

  leave(): void {
    this.#die();
    runner.end(this.#session);
    runner.end(this.#old);
    this.#bench.leave();
  }

  #begin(name: string): void {
    const { code } = this.#bench.editor;
    this.#bench.editor.replace(this.#templates.get(name) ?? "");
    this.#offerBack(code);
  }

  /** What a template has replaced, unless it was one itself. */
  #offerBack(code: string): void {
    if (![...this.#templates.values()].includes(code)) {
      this.#bench.say("Your code made room for this app.", button("Undo", () => this.#bench.editor.replace(code)));
    }
  }

  #changed(code: string): void {
    const written = kept.write(code.length > CODE_LIMIT ? null : { code });
    if (written === "elsewhere") {
      // Two playgrounds in two tabs: the last one to write is kept.
      keptCode();
      kept.write({ code });
    }
    this.#bench.say(this.#alive ? "The app below is the one from before your change. Run starts this one." : "");
  }

  // ------------------------------------------------------------------------------------------- orders to Python

  /** Every Run has an interpreter of its own; an order that is still under way ends with the old one. */
  #anew(code: string): Record<string, unknown> {
    this.#die();
    this.#old = this.#session;
    this.#session = { interpreter: null };
    return { order: "begin", code };
  }

  async #order(order: string, values: Record<string, unknown> = {}): Promise<void> {
    if (!this.#alive) {
      return;
    }
    clearTimeout(this.#timer);
    const session = this.#session;
    const seconds = this.#passed();
    const outcome = await runner.run<Told>("play", { order, seconds, ...values }, () => undefined, session);
    if (session !== this.#session || !this.#alive) {
      return;
    }
    if (outcome.kind === "answer") {
      this.#show(outcome.answer);
    } else {
      this.#die();
      this.#scene.end(wordsFor(outcome).join(" ") + " Run starts the app anew.");
    }
  }

  /** Where the clock runs with the reader's, the seconds since it was last told, in hundredths. */
  #passed(): number {
    const hundredths = Math.floor((performance.now() - this.#seen) / 10);
    this.#seen += hundredths * 10;
    return this.#scene.stepped ? 0 : hundredths / 100;
  }

  #view(told: Told): View {
    this.#alive = told.interface !== "none";
    this.#seen = performance.now();
    this.#scene.begin();
    this.#show(told);
    const { failure } = told;
    return {
      shown: this.#scene.section,
      line: lineAtFault(failure),
      words: failure ? failure.message : "The app is there. Ask it something below.",
    };
  }

  #ran(outcome: Outcome<Told>): void {
    runner.end(this.#old);
    if (outcome.kind !== "answer") {
      this.#die();
    } else {
      this.#bench.say("");
    }
  }

  #show(told: Told): void {
    this.#scene.show(told);
    clearTimeout(this.#timer);
    if (this.#alive && !this.#scene.stepped && told.next !== null) {
      const milliseconds = (told.next - told.now) * 1000;
      this.#timer = window.setTimeout(() => void this.#order("wait"), Math.min(Math.max(milliseconds, SOONEST), LATEST));
    }
  }

  #die(): void {
    this.#alive = false;
    clearTimeout(this.#timer);
  }

  #download(): void {
    const { code } = this.#bench.editor;
    const wsgi = /^(def|class) application\b|^application\b/m.test(code) && !/^(async def|def|class) app\b|^app\b/m.test(code);
    const commands = wsgi ? ["pip install gunicorn", "gunicorn app:application"] : ['pip install "uvicorn[standard]"', "uvicorn app:app --reload"];
    const head = ["# Run it on a real server, in the folder of this file:", "#", ...commands.map((command) => `#     ${command}`), "#", "# Then open http://127.0.0.1:8000/", "", ""];
    save("app.py", new Blob([head.join("\n") + code.trimEnd() + "\n"], { type: "text/x-python" }));
  }
}

/** What this browser keeps; where it cannot be read, the playground begins with a template and writes over it. */
function keptCode(): string | null {
  try {
    return kept.read()?.code ?? null;
  } catch {
    return null;
  }
}
