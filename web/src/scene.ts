/** What an app in the playground is asked and what becomes of it: a console, its connections, and their conversations. */

import { conversations } from "./conversation";
import { able, button, element } from "./element";
import { lineButton, seconds, type Places } from "./event";
import { field, form } from "./inquiry";
import type { Conversation, Failure } from "./messages";
import { failureOf } from "./verdict";

/** What Python tells after every order. */
export interface Told {
  now: number;
  /** When the next timer is due. */
  next: number | null;
  interface: "none" | "asgi" | "wsgi";
  lifespan: "none" | "running" | "over";
  connections: Connection[];
  /** Of each connection; null where nothing has changed. */
  conversations: Conversation[] | null;
  failure: Failure | null;
  output: string;
}

interface Connection {
  number: number;
  title: string;
  kind: string;
  open: boolean;
  accepted: boolean;
  waits: { line: number; awaited: string }[];
  failure: Failure | null;
}

/** Gives an order to Python. */
export type Play = (order: string, values?: Record<string, unknown>) => void;

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const SERVERS = { "": "as usual", split: "cuts the body", keys: "leaves out optional keys", slow: "slow client", twice: "two at once" };
// More than these side by side are hard to read.
const MOST_LANES = 4;

export class Scene {
  readonly section: HTMLElement;
  readonly #play: Play;
  readonly #places: Places;
  readonly #now = element("p", { class: "scene__now" });
  readonly #step: HTMLButtonElement;
  readonly #clock: HTMLSelectElement;
  readonly #asgi: HTMLElement;
  readonly #startUp: HTMLButtonElement;
  readonly #status = element("p", { class: "scene__status", role: "status" });
  readonly #connections = element("ul", { class: "scene__connections", role: "list", "aria-label": "Connections" });
  readonly #held = element("div", { class: "scene__held", focusout: (event) => this.#catchUp((event as FocusEvent).relatedTarget as Element | null) });
  readonly #output = element("pre", { tabindex: "0" });
  readonly #printed = element("figure", { class: "verdict__output", hidden: true }, element("figcaption", {}, "Printed"), this.#output);
  readonly #fault = element("div", { class: "verdict__body verdict__body--whole" });
  readonly #console: HTMLElement;
  #cards = new Map<number, Card>();
  #conversations: Conversation[] = [];
  #next: number | null = null;
  /** Draws conversations that have changed since they were drawn. */
  #late: (() => void) | null = null;

  constructor(play: Play, goTo: Places["goTo"], mark: Places["mark"]) {
    this.#play = play;
    this.#places = { goTo, mark };
    this.#clock = element(
      "select",
      { id: "scene-clock", change: () => play("wait", { seconds: 0 }) },
      element("option", { value: "real" }, "runs with yours"),
      element("option", { value: "stepped" }, "stands until you step"),
    );
    this.#step = button("Step", () => this.#next !== null && play("step"));
    this.#startUp = button("Start up", () => play("start_up"));
    this.#asgi = element("div", { class: "scene__asgi" }, this.#websocketForm(), this.#server());
    this.#console = element(
      "div",
      { class: "scene__console" },
      element("div", { class: "inquiry__form", role: "group", "aria-label": "Clock" }, field("The server's clock", this.#clock), this.#now, this.#step, button("1 s on", () => play("wait", { seconds: 1 }))),
      this.#requestForm(),
      this.#asgi,
    );
    this.section = element("section", { class: "scene", "aria-label": "The app and its clients" }, this.#fault, this.#status, this.#console, this.#connections, this.#held, this.#printed);
  }

  get stepped(): boolean {
    return this.#clock.value === "stepped";
  }

  /** Another app: nothing of the one before is left. */
  begin(): void {
    this.#cards.clear();
    this.#connections.replaceChildren();
    this.#held.replaceChildren();
    this.#status.textContent = "";
    this.#conversations = [];
    this.#late = null;
  }

  show(told: Told): void {
    this.#next = told.next;
    this.#console.hidden = told.interface === "none";
    this.#asgi.hidden = told.interface === "wsgi";
    this.#now.textContent = `It is ${seconds(Math.round(told.now * 100) / 100)}.` + (told.next === null ? " No timer is set." : ` The next timer is set to ${seconds(Math.round(told.next * 100) / 100)}.`);
    able(this.#step, told.next !== null);
    able(this.#startUp, told.lifespan !== "running");
    this.#fault.replaceChildren(...failureIn(told.failure, this.#places));
    this.#output.textContent = told.output;
    this.#printed.hidden = told.output === "";
    this.#showConnections(told.connections);
    if (told.conversations) {
      this.#conversations = told.conversations;
      this.#late = () => this.#showConversations(told.connections);
      this.#catchUp(document.activeElement);
    }
  }

  /** Draws what has come, unless the reader is stepping through what is there. */
  #catchUp(focused: Element | null): void {
    if (this.#late && !(focused && this.#held.contains(focused) && focused.closest(".diagram, .conversation-table"))) {
      this.#late();
      this.#late = null;
    }
  }

  /** The app is gone. */
  end(words: string): void {
    this.#status.textContent = words;
    this.#console.hidden = true;
  }

  #showConnections(connections: Connection[]): void {
    const said: string[] = [];
    for (const connection of connections) {
      let card = this.#cards.get(connection.number);
      if (!card) {
        card = new Card(connection, this.#play, this.#places);
        this.#cards.set(connection.number, card);
        this.#connections.prepend(card.item);
      }
      const news = card.show(connection);
      if (news) {
        said.push(`${connection.title}: ${news}`);
      }
    }
    const numbers = new Set(connections.map(({ number }) => number));
    for (const [number, card] of this.#cards) {
      if (!numbers.has(number)) {
        card.item.remove();
        this.#cards.delete(number);
      }
    }
    if (said.length) {
      this.#status.textContent = said.join(" ");
    }
  }

  /** Those that are open, and of the others the latest. */
  #showConversations(connections: Connection[]): void {
    const open = connections.flatMap((connection, index) => (connection.open ? [index] : []));
    const over = connections.flatMap((connection, index) => (connection.open ? [] : [index]));
    const room = Math.max(open.length ? 0 : 1, MOST_LANES - open.length);
    const shown = [...open.slice(-MOST_LANES), ...(room ? over.slice(-room) : [])].sort((one, other) => one - other);
    const held = shown.map((index) => this.#conversations[index]!);
    this.#held.replaceChildren(...(held.length ? [conversations(held, this.#places)] : []));
  }

  // -------------------------------------------------------------------------------------------------- the console

  #requestForm(): HTMLElement {
    const method = element("select", { id: "scene-method" }, ...METHODS.map((name) => element("option", {}, name)));
    const url = line("scene-url", "/");
    const headers = lines("scene-headers", "accept: text/plain", 1);
    const body = lines("scene-body", "", 2);
    const chunks = element("input", { id: "scene-chunks", type: "checkbox" });
    const pause = element("input", { id: "scene-pause", type: "number", min: "0", max: "60", step: "0.5", value: "0" });
    const server = element("select", { id: "scene-fault" }, ...Object.entries(SERVERS).map(([value, words]) => element("option", { value }, words)));
    return form(
      "A request",
      () =>
        this.#play("request", {
          fault: server.value,
          step: {
            kind: "request",
            method: method.value,
            url: url.value || "/",
            headers: pairs(headers.value),
            body: pieces(body.value, chunks.checked),
            pause: Number(pause.value) || 0,
          },
        }),
      field("Method", method),
      field("Path and query", url),
      field("Headers, a line each", headers),
      field("Body", body),
      field("Each line is a piece of its own", chunks),
      field("Seconds between pieces", pause),
      field("The server", server),
      submit("Send the request"),
    );
  }

  #websocketForm(): HTMLElement {
    const url = line("scene-socket", "/");
    const subprotocols = line("scene-subprotocols", "");
    return form(
      "A WebSocket",
      () =>
        this.#play("websocket", {
          fault: "",
          step: { kind: "websocket", url: url.value || "/", subprotocols: subprotocols.value.split(/[\s,]+/).filter(Boolean) },
        }),
      field("Path of a WebSocket", url),
      field("Subprotocols that it offers", subprotocols),
      submit("Connect"),
    );
  }

  #server(): HTMLElement {
    return element(
      "div",
      { class: "inquiry__form", role: "group", "aria-label": "Start and stop" },
      this.#startUp,
      button("Shut down", () => this.#play("shut_down")),
      button("Unknown scope type", () => this.#play("stranger")),
      element("p", { class: "scene__hint" }, "Start up and Shut down are the app's lifespan; whatever still runs is cancelled first."),
    );
  }
}

/** One connection: how it stands, and what its client can do. */
class Card {
  readonly item = element("li", { class: "scene__connection" });
  readonly #state = element("p", { class: "scene__state" });
  readonly #failure = element("div", { class: "verdict__body verdict__body--whole" });
  readonly #talk: HTMLElement;
  readonly #leave: HTMLElement;
  readonly #places: Places;
  #said = "";

  constructor({ number, title, kind }: Connection, play: Play, places: Places) {
    this.#places = places;
    const said = line(`scene-say-${number}`, "hello");
    const binary = element("input", { id: `scene-binary-${number}`, type: "checkbox" });
    const name = `${title}, number ${number}`;
    this.#talk = form(
      `Say something to ${name}`,
      () => play("say", { number, binary: binary.checked, text: binary.checked ? base64(said.value) : said.value }),
      field("Message", said),
      field("As bytes", binary),
      submit("Say it"),
      button("Close", () => play("leave", { number, code: 1000 }), { "aria-label": `Close ${name}` }),
    );
    this.#leave = button("Client leaves", () => play("leave", { number, code: kind === "websocket" ? 1006 : 1005 }), { "aria-label": `Client leaves ${name}` });
    this.item.append(element("h4", { class: "scene__title" }, `${number}. `, element("code", {}, title)), this.#state, this.#failure, this.#talk, this.#leave);
  }

  /** What is new about it, in words, or nothing. */
  show({ open, accepted, kind, waits, failure }: Connection): string {
    const over = failure ? "something went wrong." : "over.";
    const waiting = waits.flatMap(({ line, awaited }, index) => [index ? ", and " : "waits at ", lineButton(line, `line ${line}`, this.#places), ` for ${awaited}`]);
    this.#state.replaceChildren(...(open ? (waiting.length ? [...waiting, "."] : ["runs."]) : [over]));
    this.#failure.replaceChildren(...failureIn(failure, this.#places));
    this.#talk.hidden = !(open && accepted);
    this.#leave.hidden = !open || kind === "lifespan";
    const said = open ? (accepted ? "is open." : "runs.") : failure ? failure.message : over;
    const news = said === this.#said ? "" : said;
    this.#said = said;
    return news;
  }
}

const failureIn = (failure: Failure | null, places: Places): Node[] => (failure ? [failureOf(failure, places)] : []);

const submit = (words: string) => element("button", { class: "inquiry__button", type: "submit" }, words);

function line(id: string, value: string): HTMLInputElement {
  return element("input", { id, type: "text", value, autocapitalize: "off", autocomplete: "off", spellcheck: "false" });
}

function lines(id: string, placeholder: string, rows: number): HTMLTextAreaElement {
  return element("textarea", { id, rows: String(rows), placeholder, autocapitalize: "off", autocomplete: "off", spellcheck: "false" });
}

function pairs(headers: string): [string, string][] {
  return headers
    .split("\n")
    .map((line) => /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line))
    .flatMap((found) => (found ? [[found[1]!, latin(found[2]!)] as [string, string]] : []));
}

/** A header is bytes: what is beyond Latin-1 goes as UTF-8, as browsers send it. */
function latin(value: string): string {
  return /[^\0-\xff]/.test(value) ? String.fromCharCode(...new TextEncoder().encode(value)) : value;
}

function pieces(body: string, byLine: boolean): string[] {
  return body === "" ? [] : byLine ? body.split(/(?<=\n)/) : [body];
}

function base64(value: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(value)));
}
