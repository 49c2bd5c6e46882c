import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";
import { ICON_NAMES } from "./src/components/icon_names.ts";

const require = createRequire(import.meta.url);

/** Puts the icons that the app names into one file, and its hashed address into `__ICONS_URL__`. */
export function iconSprite(): Plugin {
  const sprite = buildSprite();
  const hash = createHash("sha256").update(sprite).digest("hex").slice(0, 8);
  const fileName = `assets/icons-${hash}.svg`;
  return {
    name: "rylie-icon-sprite",
    config: () => ({ define: { __ICONS_URL__: JSON.stringify(`/${fileName}`) } }),
    configureServer(server) {
      server.middlewares.use(`/${fileName}`, (_request, response) => {
        response.setHeader("content-type", "image/svg+xml");
        response.end(sprite);
      });
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName, source: sprite });
    },
  };
}

function buildSprite(): string {
  const symbols = ICON_NAMES.map((name) => {
    const svg = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), "utf8");
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}
