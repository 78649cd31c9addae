/** All that needs the editor, by far the most of a page's script: a page that shows one brings it along, another fetches it when wanted. */

import * as exercise from "./exercise";
import * as playground from "./playground";
import { WIDGETS } from "./widgets";

export { happeningView } from "./happening";
export { Workbench } from "./workbench";

Object.assign(WIDGETS, { exercise: exercise.mount, playground: playground.mount });
