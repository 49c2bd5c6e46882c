import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import type { Plugin } from "vite";

/** Puts the service worker beside the page, with a version that changes when any file of the build does. */
export function serviceWorker(): Plugin {
  return {
    name: "rylie-service-worker",
    apply: "build",
    generateBundle(_options, bundle) {
      const source = readFileSync(new URL("./sw/service_worker.ts", import.meta.url), "utf8");
      const names = Object.keys(bundle).sort().join(" ");
      const version = createHash("sha256").update(names).update(source).digest("hex").slice(0, 12);
      const code = stripTypeScriptTypes(source).replace("__VERSION__", version);
      this.emitFile({ type: "asset", fileName: "sw.js", source: code });
    },
  };
}
