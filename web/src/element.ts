/** Makes elements and drawings. Text is only ever text: nothing that a report says can become markup. */

type Properties = { [attribute: string]: string | boolean | ((event: Event) => void) };

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") {
      made.addEventListener(key, value);
    } else if (typeof value === "boolean") {
      made.toggleAttribute(key, value);
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

/** A button as the workshop draws them. */
export function button(text: string, click: () => void, properties: Properties = {}): HTMLButtonElement {
  return element("button", { class: "workshop__button", type: "button", click, ...properties }, text);
}

/** A button that can do nothing now can still be reached, and says so. */
export function able(button: HTMLElement, can: boolean): void {
  if (can) {
    button.removeAttribute("aria-disabled");
  } else {
    button.setAttribute("aria-disabled", "true");
  }
}

/** A part of a drawing. */
export function drawn<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number> = {},
  ...children: Node[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}
