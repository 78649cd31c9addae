/** A button that opens something below the editor, made anew each time from what is known then. */

import { button, element } from "./element";

export class Panel {
  readonly button: HTMLButtonElement;
  readonly region: HTMLElement;
  readonly #fill: () => Node[];

  constructor(name: string, fill: () => Node[]) {
    this.#fill = fill;
    const id = `panel-${name.toLowerCase()}`;
    this.region = element("section", { class: "panel", id, "aria-label": name, hidden: true });
    this.button = button(name, () => (this.region.hidden ? this.open() : this.close()), { "aria-expanded": "false", "aria-controls": id });
  }

  open(): void {
    this.region.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.refresh();
  }

  close(): void {
    this.region.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  refresh(): void {
    if (!this.region.hidden) {
      this.region.replaceChildren(...this.#fill());
    }
  }
}
