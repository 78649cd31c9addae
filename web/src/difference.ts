/** Which lines two texts have in common: a longest common subsequence, after what is equal at both ends. */

export interface Line {
  side: "both" | "first" | "second";
  text: string;
}

/** Above this many pairs of lines, what differs is shown as one block. */
const LIMIT = 4_000_000;

export function difference(first: string, second: string): Line[] {
  const [mine, theirs] = [first, second].map((text) => text.replace(/\n$/, "").split("\n")) as [string[], string[]];
  let start = 0;
  while (start < mine.length && start < theirs.length && mine[start] === theirs[start]) {
    start++;
  }
  let end = 0;
  while (end < mine.length - start && end < theirs.length - start && mine.at(-1 - end) === theirs.at(-1 - end)) {
    end++;
  }
  const both = (lines: string[]): Line[] => lines.map((text) => ({ side: "both", text }));
  return [
    ...both(mine.slice(0, start)),
    ...middle(mine.slice(start, mine.length - end), theirs.slice(start, theirs.length - end)),
    ...both(mine.slice(mine.length - end)),
  ];
}

function middle(mine: string[], theirs: string[]): Line[] {
  const width = theirs.length + 1;
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  if (mine.length * theirs.length <= LIMIT) {
    // common[row * width + column]: how many lines the rests from there have in common.
    const common = new Uint32Array((mine.length + 1) * width);
    for (let i = mine.length - 1; i >= 0; i--) {
      for (let j = theirs.length - 1; j >= 0; j--) {
        common[i * width + j] =
          mine[i] === theirs[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
      }
    }
    while (row < mine.length && column < theirs.length) {
      if (mine[row] === theirs[column]) {
        lines.push({ side: "both", text: mine[row++]! });
        column++;
      } else if (common[(row + 1) * width + column]! >= common[row * width + column + 1]!) {
        lines.push({ side: "first", text: mine[row++]! });
      } else {
        lines.push({ side: "second", text: theirs[column++]! });
      }
    }
  }
  for (const text of mine.slice(row)) {
    lines.push({ side: "first", text });
  }
  for (const text of theirs.slice(column)) {
    lines.push({ side: "second", text });
  }
  return lines;
}
