/** What a page can hold, by the name in `data-widget`; editing.ts adds what needs the editor. */

import * as backup from "./backup";
import * as explorer from "./explorer";
import * as lesson from "./lesson";
import * as live from "./live";
import * as next from "./next";
import * as offline from "./offline";
import * as overview from "./overview";
import * as quiz from "./quiz";
import * as stepper from "./stepper";
import * as timeline from "./timeline";

/** Brings an element to life; what it gives takes that back. */
export type Mount = (root: HTMLElement) => Promise<() => void>;

export const WIDGETS: Record<string, Mount> = {
  backup: backup.mount,
  explorer: explorer.mount,
  lesson: lesson.mount,
  live: live.mount,
  next: next.mount,
  offline: offline.mount,
  overview: overview.mount,
  quiz: quiz.mount,
  stepper: stepper.mount,
  timeline: timeline.mount,
};
