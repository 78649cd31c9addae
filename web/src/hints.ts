/** The hints of an exercise one at a time: the next one appears once the one before it has been opened. */

/** `seen` are open to the reader from the start; gives how to take it back. */
export function oneAtATime(hints: HTMLDetailsElement[], seen: number, opened: (count: number) => void): () => void {
  const show = (count: number) => hints.forEach((hint, place) => (hint.hidden = place > count));
  let count = seen;
  show(count);
  const hear = ({ currentTarget }: Event) => {
    const hint = currentTarget as HTMLDetailsElement;
    const place = hints.indexOf(hint);
    if (hint.open && place >= count) {
      count = place + 1;
      show(count);
      opened(count);
    }
  };
  for (const hint of hints) {
    hint.addEventListener("toggle", hear);
  }
  return () => {
    for (const hint of hints) {
      hint.removeEventListener("toggle", hear);
      hint.hidden = false;
    }
  };
}

/** Those of the page: what can be opened below the heading of this name. */
export function hintsOf(page: Document): HTMLDetailsElement[] {
  const hints: HTMLDetailsElement[] = [];
  for (let next = page.getElementById("hints")?.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) {
    if (next instanceof HTMLDetailsElement) {
      hints.push(next);
    }
  }
  return hints;
}
