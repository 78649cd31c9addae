/** Text in which what stands between backticks is code. */

import { element } from "./element";

export function prose(text: string): Node[] {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : new Text(part)));
}
