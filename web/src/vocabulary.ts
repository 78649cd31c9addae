/** What ASGI's names mean where they stand in code: messages and their keys, and the keys of the scope. */

import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

type SyntaxNode = ReturnType<typeof syntaxTree>["topNode"];

declare const VOCABULARY: string;

interface Key {
  kind: string;
  /** What holds where it is not there. */
  missing: string;
  meaning: string;
}

interface Message {
  protocol: string;
  direction: "receive" | "send";
  meaning: string;
  /** The extension that the scope must offer, or "". */
  extension: string;
  keys: Record<string, Key>;
}

const { messages, scope } = JSON.parse(VOCABULARY) as {
  messages: Record<string, Message>;
  scope: Record<string, Key & { protocols: string[] }>;
};

export interface Word {
  name: string;
  /** In few words, such as `str, required`. */
  detail: string;
  /** What stands between backticks is code. */
  meaning: string;
}

/** A string in the code, and the words that make sense in it. */
export interface Place {
  from: number;
  to: number;
  /** Its content as far as it is written. */
  text: string;
  words: Word[];
}

/** The string that a position is in, or null outside of strings and where nothing of ASGI makes sense. */
export function placeAt(state: EditorState, position: number): Place | null {
  const node = syntaxTree(state).resolveInner(position, -1);
  const whole = node.name === "String" ? state.sliceDoc(node.from, node.to) : "";
  const quote = /^["']/.exec(whole)?.[0];
  if (!quote || whole.startsWith(quote.repeat(3)) || position === node.from) {
    return null;
  }
  const closed = whole.length > 1 && whole.endsWith(quote);
  const [from, to] = [node.from + 1, closed ? node.to - 1 : node.to];
  const words = position < from || position > to ? [] : wordsFor(state, node, state.sliceDoc(Math.max(0, node.from - 60), node.from));
  return words.length ? { from, to, text: state.sliceDoc(from, to), words } : null;
}

const SCOPE_TYPES: Word[] = [
  { name: "http", detail: "scope", meaning: "One HTTP request." },
  { name: "websocket", detail: "scope", meaning: "One WebSocket connection." },
  { name: "lifespan", detail: "scope", meaning: "The life of the server, once for each of its processes." },
];

function wordsFor(state: EditorState, node: SyntaxNode, before: string): Word[] {
  if (/\bscope\s*(\[\s*|\.get\(\s*)$/.test(before)) {
    return Object.entries(scope).map(([name, { protocols, ...key }]) => word(name, key, `${key.kind}, ${key.missing.replaceAll("`", "")}; ${protocols.join(", ")}`));
  }
  if (/["']type["']\s*\]\s*(==|!=|in\s*[({[]?)\s*$/.test(before)) {
    return /\bscope\s*\[\s*["']type["']\s*\]\s*\S+\s*$/.test(before) ? SCOPE_TYPES : types("receive");
  }
  if (/["']type["']\s*:\s*$/.test(before)) {
    return types("send");
  }
  if (/\bcase\s+$/.test(before)) {
    return [...SCOPE_TYPES, ...types("receive")];
  }
  if (/\b(message|event)\s*(\[\s*|\.get\(\s*)$/.test(before)) {
    const keys = Object.values(messages).filter(({ direction }) => direction === "receive").flatMap(({ keys: own }) => Object.entries(own));
    return [TYPE, ...new Map(keys.map(([name, key]) => [name, word(name, key)])).values()];
  }
  const parent = node.parent;
  if (parent?.name === "DictionaryExpression" && /[{,]\s*$/.test(before.replace(/#.*$/gm, ""))) {
    const inside = state.sliceDoc(parent.from, parent.to);
    const type = /["']type["']\s*:\s*["']([\w.]+)["']/.exec(inside)?.[1];
    const message = messages[type ?? ""];
    return message ? [TYPE, ...Object.entries(message.keys).map(([name, key]) => word(name, key))] : [TYPE];
  }
  return [];
}

const TYPE: Word = { name: "type", detail: "str, required", meaning: "What kind of message it is." };

function types(direction: Message["direction"]): Word[] {
  return Object.entries(messages)
    .filter(([, message]) => message.direction === direction)
    .map(([name, message]) => ({
      name,
      detail: message.extension ? "an extension" : direction === "send" ? "the app sends" : "the app receives",
      meaning: message.meaning,
    }));
}

function word(name: string, { kind, missing, meaning }: Key, detail = `${kind}, ${missing.replaceAll("`", "")}`): Word {
  return { name, detail, meaning };
}
