/** CodeMirror on app.py: in the colours of the page, with a way out for the keyboard, and marks on lines. */

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, gutterLineClass, GutterMarker, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completion } from "./completion";
import type { Mark, Places } from "./event";

export interface EditorEvents {
  changed(code: string): void;
  touched(): void;
  run(): void;
}

export const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.self, tags.modifier, tags.controlKeyword, tags.operatorKeyword], color: "var(--md-code-hl-keyword-color)" },
  { tag: [tags.bool, tags.null, tags.atom], color: "var(--md-code-hl-constant-color)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--md-code-hl-string-color)" },
  { tag: [tags.number], color: "var(--md-code-hl-number-color)" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: "var(--md-code-hl-function-color)" },
  { tag: [tags.comment], color: "var(--md-code-hl-comment-color)", fontStyle: "italic" },
  { tag: [tags.operator], color: "var(--md-code-hl-operator-color)" },
  { tag: [tags.punctuation, tags.bracket], color: "var(--md-code-hl-punctuation-color)" },
  { tag: [tags.meta], color: "var(--md-code-hl-special-color)" },
]);

const setMarked = StateEffect.define<{ line: number | null; as: Mark }>();
const lineMarks = { failing: Decoration.line({ class: "cm-failing" }), current: Decoration.line({ class: "cm-current" }) };
class Gutter extends GutterMarker {
  constructor(override readonly elementClass: string) {
    super();
  }
}
const gutterMarks = { failing: new Gutter("cm-failing-gutter"), current: new Gutter("cm-current-gutter") };

/** Where the marked lines begin. A new line at fault takes the other mark away. */
const marked = StateField.define<Partial<Record<Mark, number>>>({
  create: () => ({}),
  update(before, { changes, effects, state }) {
    let marks = changes.empty ? before : Object.fromEntries(Object.entries(before).map(([as, from]) => [as, changes.mapPos(from)]));
    for (const effect of effects) {
      if (effect.is(setMarked)) {
        const { line, as } = effect.value;
        marks = as === "current" && marks.failing !== undefined ? { failing: marks.failing } : {};
        if (line !== null && line >= 1 && line <= state.doc.lines) {
          marks[as] = state.doc.line(line).from;
        }
      }
    }
    return marks;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (marks) => Decoration.set(Object.entries(marks).map(([as, from]) => lineMarks[as as Mark].range(from)), true)),
    gutterLineClass.from(field, (marks) => RangeSet.of(Object.entries(marks).map(([as, from]) => gutterMarks[as as Mark].range(from)), true)),
  ],
});

export class Editor {
  readonly #view: EditorView;

  constructor(parent: HTMLElement, code: string, label: string, describedBy: string, events: EditorEvents) {
    this.#view = new EditorView({
      parent,
      doc: code,
      extensions: [
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        bracketMatching(),
        closeBrackets(),
        python(),
        completion(),
        syntaxHighlighting(highlighting),
        marked,
        keymap.of([
          { key: "Mod-Enter", preventDefault: true, run: () => (events.run(), true) },
          { key: "Escape", run: (view) => (view.setTabFocusMode(true), false) },
          ...closeBracketsKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        EditorView.contentAttributes.of({
          // It can be reached without; said here, so that programs that check pages see it too.
          tabindex: "0",
          "aria-label": label,
          "aria-describedby": describedBy,
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
          translate: "no",
        }),
        EditorView.domEventHandlers({
          focus: () => events.touched(),
          pointerdown: () => events.touched(),
          blur: (_, view) => view.setTabFocusMode(false),
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            update.view.setTabFocusMode(false);
            events.changed(update.state.doc.toString());
          }
        }),
      ],
    });
  }

  get code(): string {
    return this.#view.state.doc.toString();
  }

  /** Puts something in at the cursor, or around what is selected. */
  insert(before: string, after: string): void {
    const { from, to } = this.#view.state.selection.main;
    this.#view.dispatch({
      changes: [{ from, insert: before }, { from: to, insert: after }],
      selection: { anchor: from + before.length, head: to + before.length },
      userEvent: "input.type",
    });
    this.#view.focus();
  }

  /** Replaces the whole text; one undo brings the old one back. */
  replace(code: string): void {
    const { state } = this.#view;
    this.#view.dispatch({ changes: { from: 0, to: state.doc.length, insert: code }, selection: { anchor: 0 }, userEvent: "input.reset", scrollIntoView: true });
  }

  /** For what is shown beside the editor, to point at its lines. */
  get places(): Places {
    return { goTo: (line) => this.goTo(line), mark: (line, as) => this.mark(line, as) };
  }

  mark(line: number | null, as: Mark = "failing"): void {
    this.#view.dispatch({ effects: setMarked.of({ line, as }) });
    if (line !== null && as === "current") {
      this.#scrollTo(line);
    }
  }

  /** Shows a line inside the editor; the page stays where it is. */
  #scrollTo(line: number): void {
    const { scrollDOM, state } = this.#view;
    const { top, bottom } = this.#view.lineBlockAt(state.doc.line(Math.min(line, state.doc.lines)).from);
    const { scrollTop, clientHeight } = scrollDOM;
    if (top < scrollTop || bottom > scrollTop + clientHeight) {
      scrollDOM.scrollTop = (top + bottom - clientHeight) / 2;
    }
  }

  /** Puts the cursor on a line and shows it. */
  goTo(line: number): void {
    const { doc } = this.#view.state;
    const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    this.#view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}
