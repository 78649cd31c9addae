/** Checks of values that come from outside: what is not as expected is refused, with the reason in words. */

export class Refused extends Error {}

/** What was refused; an error of any other kind goes on its way. */
export function refused(error: unknown): Refused {
  if (!(error instanceof Refused)) {
    throw error;
  }
  return error;
}

export function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refused(`${what} should be an object`);
  }
  return value as Record<string, unknown>;
}

export function text(value: unknown, what: string, limit: number): string {
  if (typeof value !== "string") {
    throw new Refused(`${what} should be text`);
  }
  if (value.length > limit) {
    throw new Refused(`${what} is longer than ${limit.toLocaleString("en")} characters`);
  }
  return value;
}

export function whole(value: unknown, what: string, limit: number): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0 || value > limit) {
    throw new Refused(`${what} should be a whole number from 0 to ${limit}`);
  }
  return value;
}

export function bool(value: unknown, what: string): boolean {
  if (typeof value !== "boolean") {
    throw new Refused(`${what} should be true or false`);
  }
  return value;
}

export function list<Item>(value: unknown, what: string, limit: number, check: (item: unknown) => Item): Item[] {
  if (!Array.isArray(value) || value.length > limit) {
    throw new Refused(`${what} should be a list of at most ${limit}`);
  }
  return value.map(check);
}

/** An object with any keys of one pattern. */
export function table<Item>(value: unknown, what: string, keys: RegExp, check: (item: unknown, key: string) => Item): Record<string, Item> {
  return Object.fromEntries(
    Object.entries(object(value, what)).map(([key, item]) => {
      if (!keys.test(key)) {
        throw new Refused(`${what} has a name that this site never gives: ${key.slice(0, 40)}`);
      }
      return [key, check(item, key)];
    }),
  );
}

/** Milliseconds since 1970, as far as a Date reaches. */
export const time = (value: unknown, what: string): number => whole(value, what, 8.64e15);

/** The name of an exercise's folder. */
export const EXERCISE = /^\d\d_[a-z0-9_]{1,60}$/;
