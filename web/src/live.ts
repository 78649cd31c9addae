/** A lesson's app that runs on the page: Run fetches the editor and the interpreter, and asks the app what stands below it. */

import { element } from "./element";
import type { Happening } from "./messages";
import type { Workbench } from "./workbench";

export function mount(root: HTMLElement): Promise<() => void> {
  const shown = root.previousElementSibling;
  const code = shown?.querySelector("pre > code")?.textContent?.trimEnd();
  if (!(shown instanceof HTMLElement) || !code) {
    throw new Error("What asks an app stands right after its code.");
  }
  const steps: unknown = JSON.parse(root.dataset["steps"] ?? "");
  const asked = root.querySelector("ul")!;
  let left = false;
  let bench: Workbench<Happening> | null = null;

  const button = element("button", { class: "workshop__button workshop__button--run", type: "button", click: () => void begin() }, "Run");
  const status = element("span", { class: "live__status", role: "status" });
  const bar = element("div", { class: "workshop__bar" }, button, asked, status);
  root.append(bar);

  async function begin(): Promise<void> {
    status.textContent = "Fetching the editor …";
    try {
      const { happeningView, Workbench } = await import("./editing");
      if (left || bench) {
        return;
      }
      const title = headingBefore(root);
      bench = new Workbench<Happening>({
        title: `An app to run: ${title}`,
        label: `app.py of “${title}”`,
        code: code!,
        starter: () => code!,
        task: "converse",
        argument: (code) => ({ code, steps }),
        view: happeningView,
        buttons: [asked],
        panels: [],
        changed: () => undefined,
        ran: () => undefined,
        wasReset: () => undefined,
      });
    } catch (error) {
      status.textContent = `The editor could not be fetched. Look whether you are online, then press Run again. (${String(error)})`;
      return;
    }
    status.textContent = "";
    bar.remove();
    shown!.replaceWith(bench.section);
    bench.section.querySelector<HTMLElement>(".workshop__button--run")?.focus();
    await bench.run();
  }

  return Promise.resolve(() => {
    left = true;
    if (bench) {
      bench.leave();
      bench.section.replaceWith(shown);
      root.append(asked);
    }
    bar.remove();
  });
}

/** What the part of the page is called in which an element stands. */
function headingBefore(start: Element): string {
  for (let place: Element | null = start; place; place = place.previousElementSibling ?? place.parentElement) {
    if (/^H[1-6]$/.test(place.tagName)) {
      return (place.firstChild?.textContent ?? "").trim();
    }
  }
  return document.title;
}
