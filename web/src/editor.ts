/** CodeMirror on app.py: in the colours of the page, with a way out for the keyboard, and marks on failing lines. */

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, gutterLineClass, GutterMarker, highlightSpecialChars, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";

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

const setFailing = StateEffect.define<number | null>();
const failingLine = Decoration.line({ class: "cm-failing" });
const failingGutter = new (class extends GutterMarker {
  override elementClass = "cm-failing-gutter";
})();

const failing = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let updated = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setFailing)) {
        const line = effect.value;
        const there = line !== null && line >= 1 && line <= transaction.state.doc.lines;
        updated = there ? Decoration.set([failingLine.range(transaction.state.doc.line(line).from)]) : Decoration.none;
      }
    }
    return updated;
  },
  provide: (field) => [
    EditorView.decorations.from(field),
    gutterLineClass.from(field, (marks) => {
      const gutter: ReturnType<typeof failingGutter.range>[] = [];
      for (let cursor = marks.iter(); cursor.value; cursor.next()) {
        gutter.push(failingGutter.range(cursor.from));
      }
      return RangeSet.of(gutter);
    }),
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
        syntaxHighlighting(highlighting),
        failing,
        keymap.of([
          { key: "Mod-Enter", preventDefault: true, run: () => (events.run(), true) },
          { key: "Escape", run: (view) => (view.setTabFocusMode(true), false) },
          ...closeBracketsKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        EditorView.contentAttributes.of({
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

  /** Replaces the whole text; one undo brings the old one back. */
  replace(code: string): void {
    const { state } = this.#view;
    this.#view.dispatch({ changes: { from: 0, to: state.doc.length, insert: code }, selection: { anchor: 0 }, userEvent: "input.reset", scrollIntoView: true });
  }

  mark(line: number | null): void {
    this.#view.dispatch({ effects: setFailing.of(line) });
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
