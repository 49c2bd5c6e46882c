import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What the first view may load of script, packed, in bytes. */
const BUDGET = 100_000;

/** Says how much script the first view loads, and fails the build when that is too much. */
export function firstViewBudget(): Plugin {
  return {
    name: "rylie-first-view-budget",
    apply: "build",
    writeBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const first = new Set(chunks.filter((chunk) => chunk.isEntry));
      // A set hands out what is added while it is walked: the imports of the imports.
      for (const chunk of first) {
        for (const name of chunk.imports) {
          const imported = byName.get(name);
          if (imported !== undefined) first.add(imported);
        }
      }
      const bytes = [...first].reduce((sum, { code }) => sum + gzipSync(code).length, 0);
      const words = `first view: ${kilobytes(bytes)} of ${kilobytes(BUDGET)} KB script, packed`;
      if (bytes > BUDGET) this.error(`${words}. Load what it does not show with lazily()`);
      this.info(words);
    },
  };
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
