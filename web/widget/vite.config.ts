import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";

const widget = fileURLToPath(new URL("./", import.meta.url));
/** What each part may weigh, packed, in bytes: the loader alone stands on the dealership's page. */
const BUDGETS = { loader: 2_000, chat: 15_000 };

/** Says what the widget weighs, and fails the build when that is too much. */
function widgetBudget(): Plugin {
  return {
    name: "rylie-widget-budget",
    apply: "build",
    writeBundle(_options, bundle) {
      const sizes = { loader: 0, chat: 0 };
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk" && file.isDynamicEntry) continue; // the texts of one language
        if (file.fileName.includes("unsubscribe")) continue; // a page of its own, for mails
        const text = file.type === "chunk" ? file.code : file.source;
        sizes[file.fileName === "widget.js" ? "loader" : "chat"] += gzipSync(text).length;
      }
      const words = `loader ${sizes.loader} of ${BUDGETS.loader} bytes packed, ` +
        `chat ${sizes.chat} of ${BUDGETS.chat}`;
      const isOver = sizes.loader > BUDGETS.loader || sizes.chat > BUDGETS.chat;
      if (isOver) this.error(words);
      this.info(words);
    },
  };
}

/** The parts that come later have no styles of their own: an import is all that it takes to fetch them. */
function plainImports(): Plugin {
  const helper = "\0vite/preload-helper.js";
  return {
    name: "rylie-plain-imports",
    enforce: "pre",
    load: (id) => id === helper ? "export const __vitePreload = (load) => load();" : null,
  };
}

// A build of its own, so that the chat shares no code with the app and stays small.
export default defineConfig({
  root: widget,
  publicDir: false,
  plugins: [preact(), plainImports(), widgetBudget()],
  build: {
    target: ["chrome125", "safari18", "firefox128"],
    outDir: "../dist",
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: {
        chat: `${widget}chat/index.html`,
        unsubscribe: `${widget}unsubscribe.html`,
        widget: `${widget}loader.ts`,
      },
      output: {
        // The loader is a plain script on a page of somebody else: its names stay inside.
        banner: ({ name }) => name === "widget" ? "(() => {" : "",
        footer: ({ name }) => name === "widget" ? "})();" : "",
        // The loader's address stands in other people's pages: it has no hash.
        entryFileNames: ({ name }) => name === "widget" ? "widget.js" : "assets/[name]-[hash].js",
      },
    },
  },
});
