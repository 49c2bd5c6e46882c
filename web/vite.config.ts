import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig } from "vite";
import { firstViewBudget } from "./vite_first_view_budget.ts";
import { iconSprite } from "./vite_icon_sprite.ts";
import { preloadFont } from "./vite_preload_font.ts";
import { serviceWorker } from "./vite_service_worker.ts";
import { withoutUnusedAuth } from "./vite_without_unused_auth.ts";

const shared = (name: string): string =>
  fileURLToPath(new URL(`../supabase/functions/_shared/${name}/`, import.meta.url));

// Vite reads its settings from the default export of this one file.
export default defineConfig({
  plugins: [
    preact(),
    iconSprite(),
    preloadFont(),
    withoutUnusedAuth(),
    firstViewBudget(),
    serviceWorker(),
  ],
  // Vite does not read the imports of deno.json.
  resolve: {
    alias: { "@rylie/contract/": shared("contract"), "@rylie/domain/": shared("domain") },
  },
  server: { host: "127.0.0.1" },
  build: {
    // These know light-dark(), so the CSS minifier leaves it as written.
    target: ["chrome125", "safari18", "firefox128"],
    // No data: addresses: the content security policy allows files of our own only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
