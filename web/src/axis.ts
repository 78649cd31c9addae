/** The axis of time in a diagram: where each event lies, what passes to scale, and where a long time is broken. In em. */

/** The time between two moments, and where it is. */
export interface Gap {
  from: number;
  to: number;
  top: number;
  height: number;
  /** Too long to be drawn to scale. */
  broken: boolean;
}

/** How high the row of an event is; no time passes in it. */
export const ROW = 1.6;

// A gap of the usual length is ALL / number of gaps high, within these two; one that is LONGER than usual is broken.
const [LOW, HIGH] = [0.5, 2];
const ALL = 40;
const LONGER = 3;
const BREAK = 1.8;
// Times are rounded to a millionth of a second.
const SAME = 1e-7;

export class Axis {
  /** Where the row of each event begins. */
  readonly tops: number[] = [];
  readonly gaps: Gap[] = [];
  readonly height: number;
  readonly #times: number[] = [];

  /** The times of the events, in the order in which these happened. */
  constructor(times: number[]) {
    let now = times[0] ?? 0;
    for (const time of times) {
      now = Math.max(now, time);
      this.#times.push(now);
    }
    const lengths = this.#times.map((time, index) => time - (this.#times[index - 1] ?? time));
    const passing = lengths.filter((length) => length > SAME).sort((one, other) => one - other);
    const usual = passing[Math.floor((passing.length - 1) / 2)] ?? 1;
    const scale = Math.min(HIGH, Math.max(LOW, ALL / passing.length)) / usual;
    let top = 0;
    for (const [index, length] of lengths.entries()) {
      if (length > SAME) {
        const broken = length > LONGER * usual;
        const height = broken ? BREAK : length * scale;
        this.gaps.push({ from: this.#times[index - 1]!, to: this.#times[index]!, top, height, broken });
        top += height;
      }
      this.tops.push(top);
      top += ROW;
    }
    this.height = top;
  }

  /** Where a moment lies: after what happened until then. */
  at(time: number): number {
    const next = this.#times.findIndex((other) => other > time + SAME);
    if (next <= 0) {
      return next === 0 ? 0 : this.height;
    }
    const [from, to] = [this.#times[next - 1]!, this.#times[next]!];
    const bottom = this.tops[next - 1]! + ROW;
    return bottom + ((this.tops[next]! - bottom) * (time - from)) / (to - from);
  }
}
