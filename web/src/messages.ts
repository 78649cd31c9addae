/** Everything that crosses between the page, the cell in the sandbox, and a worker with its interpreter. */

export type AssetName = "worker" | "wasm" | "standardLibrary" | "packages" | "rest" | "snapshot";

/** How an interpreter starts: restored, the quickest way; or plainly; or plainly, and a snapshot of it is kept for the next. */
export type Start = "restore" | "plain" | "plain and keep";

/** Page to cell. With `start` comes the port between the page and the new worker. */
export type ToCell =
  | { kind: "bytes"; asset: AssetName; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "complete"; asset: AssetName }
  | { kind: "start"; worker: number; start: Start; withRest: boolean }
  | { kind: "stop"; worker: number };

/** Cell to page. */
export type FromCell =
  /** Its script runs; the first message. */
  | { kind: "open" }
  /** A snapshot was made here; these are its bytes, compressed as an asset's are. */
  | { kind: "snapshot"; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "failed"; worker: number; reason: string };

/** What of an interpreter the cell hands to a worker. */
export interface Parts {
  wasm: WebAssembly.Module;
  /** What a restored one takes. */
  snapshot: Uint8Array<ArrayBuffer>;
  /** What a plain one takes. */
  standardLibrary: Uint8Array<ArrayBuffer>;
  packages: Uint8Array<ArrayBuffer>;
  /** What either takes where it was wanted. */
  rest: Uint8Array<ArrayBuffer>;
}

/** Cell to worker: first how to begin, with the port between the page and the worker, then each part as it comes. */
export type ToWorkerFromCell = { start: Start; withRest: boolean } | Partial<Parts>;

/** Worker to cell. */
export type ToCellFromWorker = { kind: "snapshot"; bytes: Uint8Array<ArrayBuffer> } | { kind: "failed"; reason: string };

/** What Python can be asked; barewire/worker.py has the same names. */
export type Task = "collect" | "converse" | "explore" | "grade" | "play" | "rehearse" | "timeline";

/** Page to worker. The argument is JSON. The token comes back with the answer; Python never sees it. */
export type ToWorker = { token: string; task: Task; argument: string };

/** Worker to page. */
export type FromWorker =
  | { kind: "step"; step: "starting" | "importing" }
  | { kind: "ready" }
  | { kind: "line"; token: string; line: number }
  | { kind: "answer"; token: string; answer: string }
  | { kind: "rest wanted"; token: string }
  /** Without a token the start failed, with one the run. */
  | { kind: "failed"; token: string; reason: string };

export interface Report {
  exercise: string;
  outcome: "passed" | "failed";
  tests: TestReport[];
}

/** What came of a time that an app ran. */
export interface Findings {
  failure: Failure | null;
  conversations: Conversation[];
  output: string;
}

export interface TestReport extends Findings {
  id: string;
  name: string;
  outcome: "passed" | "failed";
}

/** What came of an app that ran outside of a grader, and what was done to it. */
export interface Happening extends Findings {
  told: string;
}

export interface Failure {
  kind: "contract" | "protocol" | "exception" | "stuck" | "endless" | "import" | "grader";
  message: string;
  sent: string;
  expected: string;
  got: string;
  why: string;
  rule: string;
  frames: Frame[];
}

export interface Frame {
  line: number;
  function: string;
  code: string;
}

export interface Conversation {
  title: string;
  /** When it began; all conversations of a test have one clock, in seconds. */
  begun: number;
  /** Seconds since it began, from and to: when the app held up everybody. At any other time that passes, it waits. */
  blocked: [from: number, to: number][];
  events: ConversationEvent[];
}

export interface ConversationEvent {
  /** Its place among the events of all conversations of a test. */
  order: number;
  /** Seconds since the conversation began: when it happened, and since when the app was waiting for it. */
  time: number;
  asked: number;
  /** A wait is a receive that no message ended, a note a broken rule that no message shows. */
  direction: "scope" | "receive" | "send" | "return" | "raise" | "wait" | "note";
  message: string;
  detail: string;
  line: number | null;
  /** That line as it is written. */
  code: string;
  /** The id of a broken rule, and how bad that is. */
  rule: string;
  severity: "error" | "warning" | "info";
}
