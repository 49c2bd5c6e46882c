import { stripTypeScriptTypes } from "node:module";
import type { Route } from "./router.ts";

/** What the local pages may load: themselves, and pictures from wherever a text has them. */
const CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data: http: https:; " +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  ts: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/** Address of a file on the local pages, and where it lies in the checkout. */
const FILES: Readonly<Record<string, string>> = {
  "/": "./home/index.html",
  "/home.css": "./home/home.css",
  "/dealer.css": "./dealer/dealer.css",
  "/mail": "./mail/page/index.html",
  "/mail/mail.css": "./mail/page/mail.css",
  "/mail/main.ts": "./mail/page/main.ts",
  "/phone": "./phone/index.html",
  "/phone/phone.css": "./phone/phone.css",
  "/phone/controls.css": "./phone/controls.css",
  "/phone/main.ts": "./phone/main.ts",
  "/phone/line.ts": "./phone/line.ts",
  "/phone/station.ts": "./phone/station.ts",
  "/phone/station_parts.ts": "./phone/station_parts.ts",
  "/phone/thread_view.ts": "./phone/thread_view.ts",
  "/phone/log_view.ts": "./phone/log_view.ts",
  "/phone/phone_api.ts": "./phone/phone_api.ts",
  "/phone/remembered.ts": "./phone/remembered.ts",
  "/page.css": "./page.css",
  // The app's own tokens and type, so that the tools and the app cannot drift apart.
  "/tokens.css": "../../web/src/styles/tokens.css",
  "/archivo.woff2":
    "../../node_modules/@fontsource-variable/archivo/files/archivo-latin-standard-normal.woff2",
};

/** Serves the pages of the local tools; TypeScript goes out without its types. */
export function staticRoutes(): readonly Route[] {
  return Object.entries(FILES).map(([path, file]) => ({
    method: "GET",
    path,
    handle: () => serveFile(new URL(file, import.meta.url)),
  }));
}

async function serveFile(file: URL): Promise<Response> {
  const extension = /\.([a-z0-9]+)$/.exec(file.pathname)?.[1] ?? "";
  const bytes = await Deno.readFile(file).catch(() => null);
  if (bytes === null) return new Response("Not found", { status: 404 });
  const isTypeScript = extension === "ts";
  const body = isTypeScript ? stripTypeScriptTypes(new TextDecoder().decode(bytes)) : bytes;
  return new Response(body, {
    headers: {
      "content-type": CONTENT_TYPES[extension] ?? "application/octet-stream",
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-cache",
    },
  });
}
