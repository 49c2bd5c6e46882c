import type { HtmlTagDescriptor, Plugin } from "vite";

/** Asks the browser for the text font at once, instead of after the style sheet has come. */
export function preloadFont(): Plugin {
  return {
    name: "rylie-preload-font",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_html, context): HtmlTagDescriptor[] =>
        Object.keys(context.bundle ?? {})
          .filter((file) => file.includes("archivo-latin-standard"))
          .map((file) => ({
            tag: "link",
            injectTo: "head",
            attrs: {
              rel: "preload",
              href: `/${file}`,
              as: "font",
              type: "font/woff2",
              crossorigin: "anonymous",
            },
          })),
    },
  };
}
