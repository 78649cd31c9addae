/** A request, and what ASGI and WSGI say of it: the examples that the page came with, and what Python makes of others. */

import { element } from "./element";
import { field, Inquiry } from "./inquiry";

interface Preset {
  title: string;
  request: string;
  tls: boolean;
  root_path: string;
}

interface Exploration {
  type: string;
  rows: { key: string; value: string; environ: { key: string; value: string }[] }[];
  note: string;
}

export async function mount(root: HTMLElement): Promise<() => void> {
  const presets = JSON.parse(root.dataset["presets"] ?? "") as Preset[];
  const results = [...root.querySelectorAll<HTMLElement>(".explorer__result")];
  const before = [...root.childNodes];
  const place = element("div", { class: "explorer__place" });
  const inquiry = new Inquiry(
    presets.map(({ title }) => title),
    choose,
  );
  const fault = element("p", { class: "inquiry__fault", id: "explorer-fault", role: "alert" });
  const request = element("textarea", {
    id: "explorer-request",
    rows: "9",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-describedby": fault.id,
    keydown: (event) => {
      const { key, ctrlKey, metaKey } = event as KeyboardEvent;
      if (key === "Enter" && (ctrlKey || metaKey)) {
        form.requestSubmit();
      }
    },
  });
  const tls = element("input", { id: "explorer-tls", type: "checkbox" });
  const rootPath = element("input", { id: "explorer-root-path", type: "text", autocapitalize: "off", spellcheck: "false", placeholder: "/api" });
  const form = inquiry.form(
    "A request",
    () => void submit(),
    field("Request line, headers and perhaps a body", request),
    fault,
    field("Over TLS", tls),
    field("Root path that the server was told", rootPath),
    element("button", { class: "inquiry__button", type: "submit" }, "Show the scope"),
  );

  function choose(index: number): void {
    const preset = presets[index]!;
    request.value = preset.request;
    tls.checked = preset.tls;
    rootPath.value = preset.root_path;
    show(index, results[index]!, `${preset.title} is shown.`);
  }

  function show(index: number, result: HTMLElement, said: string): void {
    inquiry.mark(index);
    complain("");
    place.replaceChildren(result);
    inquiry.say(said, true);
  }

  function complain(text: string): void {
    fault.textContent = text;
    request.setAttribute("aria-invalid", String(text !== ""));
  }

  async function submit(): Promise<void> {
    const asked = { request: request.value, tls: tls.checked, root_path: rootPath.value };
    const answer = await inquiry.ask<Exploration | { error: string }>("explore", asked);
    if (answer && "error" in answer) {
      inquiry.mark(-1);
      complain(answer.error);
    } else if (answer) {
      show(-1, result(answer, results), `The scope has the type ${answer.type} and ${answer.rows.length} keys.`);
    }
  }

  root.replaceChildren(inquiry.choices, form, inquiry.status, place);
  choose(0);
  inquiry.say("");
  return () => root.replaceChildren(...before);
}

/** hooks/explorer.py makes the same of those that the page comes with; what keys mean is taken from those. */
function result({ type, rows, note }: Exploration, known: HTMLElement[]): HTMLElement {
  const heads = ["Key of the scope", "Value", "In a WSGI environ", "Means"].map((head) => element("th", { scope: "col" }, head));
  const body = rows.map(({ key, value, environ }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("code", {}, key)),
      element("td", {}, element("code", {}, value)),
      element("td", {}, ...counterparts(environ)),
      meaning(type, key, known),
    ),
  );
  return element(
    "div",
    { class: "explorer__result", "data-type": type },
    element("table", { class: "explorer__table" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...body)),
    ...(note ? [element("p", { class: "explorer__note" }, note)] : []),
  );
}

function counterparts(environ: { key: string; value: string }[]): HTMLElement[] {
  if (environ.length === 0) {
    return [element("span", { class: "explorer__none" }, "nothing")];
  }
  return environ.map(({ key, value }) => element("div", {}, element("code", {}, key), " ", element("code", {}, value)));
}

function meaning(type: string, key: string, known: HTMLElement[]): Node {
  const rows = known.filter((each) => each.dataset["type"] === type).flatMap((each) => [...each.querySelectorAll("tbody tr")]);
  const row = rows.find((each) => each.querySelector("th")?.textContent === key);
  return row?.lastElementChild?.cloneNode(true) ?? element("td");
}
