import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import type { Plugin, Rolldown } from "vite";

/** Puts the service worker beside the page, with a version that changes when any file of the build does. */
export function serviceWorker(): Plugin {
  return {
    name: "rylie-service-worker",
    apply: "build",
    generateBundle(_options, bundle) {
      const source = readFileSync(new URL("./sw/service_worker.ts", import.meta.url), "utf8");
      const names = Object.keys(bundle).sort().join(" ");
      const version = createHash("sha256").update(names).update(source).digest("hex").slice(0, 12);
      const code = stripTypeScriptTypes(source).replace("__VERSION__", version)
        .replace("__FILES__", JSON.stringify(filesOf(bundle)).replaceAll('"', '\\"'));
      this.emitFile({ type: "asset", fileName: "sw.js", source: code });
    },
  };
}

/** Larger ones come when they are first used, and stay from then on. */
const LARGEST = 200_000;

/** What the app without a network is made of. */
function filesOf(
  bundle: Readonly<Record<string, Rolldown.OutputAsset | Rolldown.OutputChunk>>,
): string[] {
  return Object.values(bundle)
    .filter((file) =>
      /\.(?:js|css|svg)$/u.test(file.fileName) && file.fileName.startsWith("assets/")
    )
    .filter((file) => (file.type === "chunk" ? file.code : file.source).length < LARGEST)
    .map((file) => `/${file.fileName}`);
}
