// Stands for the real build: the same kinds of output, the same manifest.
import { mkdirSync, writeFileSync } from "node:fs";

mkdirSync("dist", { recursive: true });
const write = (name, text) => writeFileSync(`dist/${name}`, text) ?? { name, size: text.length };
write("workshop-1.js", "document.documentElement.dataset.workshop = import.meta.url;\n");
write("workshop-1.css", ".exercise { display: block }\n");
const assets = { "editing-1.js": write("editing-1.js", ""), worker: write("worker-1.js", ""), wasm: write("python-1.wasm", "wasm") };
write("search-1.js", "");
write("manifest.json", JSON.stringify({ script: "workshop-1.js", style: "workshop-1.css", search: "search-1.js", modules: { workshop: ["workshop-1.js"], editing: ["editing-1.js"] }, assets }));
