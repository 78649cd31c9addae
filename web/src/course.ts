/** The course as the build lists it: its chapters, what is in them, and in which order they are best taken. */

export interface Lesson {
  kind: "lesson";
  /** Relative to the site. */
  address: string;
  title: string;
  /** The marks of its questions. */
  questions: string[];
}

export interface Exercise {
  kind: "exercise";
  address: string;
  title: string;
  exercise: string;
}

export type Item = Lesson | Exercise;

export interface Chapter {
  title: string;
  items: Item[];
}

interface Listing {
  chapters: Chapter[];
  /** Addresses: each lesson, then the exercises that practise it. */
  path: string[];
}

export class Course {
  readonly chapters: Chapter[];
  readonly path: Item[];
  readonly #base: URL;

  constructor({ chapters, path }: Listing, base: URL) {
    this.chapters = chapters;
    this.#base = base;
    const items = new Map(chapters.flatMap((chapter) => chapter.items).map((item) => [item.address, item]));
    this.path = path.map((address) => items.get(address)!);
  }

  get exercises(): Exercise[] {
    return this.chapters.flatMap(({ items }) => items).filter((item) => item.kind === "exercise");
  }

  /** The path of a page within this site's host. */
  pathname(address: string): string {
    return new URL(address, this.#base).pathname;
  }

  /** The exercise that comes after one, or nothing after the last. */
  after(exercise: string): Exercise | undefined {
    const all = this.exercises;
    return all[all.findIndex((each) => each.exercise === exercise) + 1];
  }
}

let fetched: Promise<Course> | null = null;

/** Fetched once; null on a page that does not name it, or when it cannot be had. */
export async function course(): Promise<Course | null> {
  const link = document.querySelector<HTMLLinkElement>("link[rel=course]");
  if (!fetched && link) {
    const address = link.href;
    fetched = fetch(address)
      .then((response) => response.json() as Promise<Listing>)
      .then((listing) => new Course(listing, new URL("../", address)));
    fetched.catch(() => (fetched = null));
  }
  return fetched && fetched.catch(() => null);
}
