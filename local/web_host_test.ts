import { deepEqual, equal, match } from "node:assert/strict";
import type { StackConfig } from "./config.ts";
import { freePort } from "./ports.ts";
import { isWebSource } from "./web_build.ts";
import { fileFor, fillPage, securityHeaders, startWebHost } from "./web_host.ts";

const CONFIG: StackConfig = {
  projectDir: "/nonexistent",
  stateDir: "/nonexistent",
  ports: { api: 1001, postgres: 1002, web: 1003, inbox: 1004 },
  keys: { publishable: "sb_publishable_x", secret: "", anon: "", serviceRole: "", jwtSecret: "" },
};

async function withBuiltApp(test: (url: string) => Promise<void>): Promise<void> {
  const projectDir = await Deno.makeTempDir();
  const dist = `${projectDir}/web/dist`;
  await Deno.mkdir(`${dist}/assets`, { recursive: true });
  await Deno.writeTextFile(`${dist}/index.html`, `<meta content="%VITE_SUPABASE_URL%">`);
  await Deno.writeTextFile(`${dist}/assets/main-abc.js`, "1");
  await Deno.writeTextFile(`${projectDir}/secret.txt`, "secret");
  const port = freePort();
  const ports = { ...CONFIG.ports, web: port };
  const host = await startWebHost({ ...CONFIG, projectDir, ports });
  try {
    await test(`http://127.0.0.1:${port}`);
  } finally {
    await host.stop();
    await Deno.remove(projectDir, { recursive: true });
  }
}

Deno.test("fillPage: tells the page its API and its publishable key", () => {
  const page = fillPage(`"%VITE_SUPABASE_URL%" "%VITE_SUPABASE_KEY%"`, CONFIG);
  equal(page, `"http://127.0.0.1:1001" "sb_publishable_x"`);
});

Deno.test("securityHeaders: the page reaches this stack's API and runs no inline code", () => {
  const policy = securityHeaders(CONFIG)["content-security-policy"] ?? "";
  match(policy, /connect-src 'self' http:\/\/127\.0\.0\.1:1001 ws:\/\/127\.0\.0\.1:1001;/);
  match(policy, /^default-src 'self';/);
  equal(policy.includes("unsafe"), false);
});

Deno.test("fileFor: the app's routes are the page, anything with an extension is a file", () => {
  deepEqual(fileFor("/"), { file: "index.html", isRoute: true });
  deepEqual(fileFor("/inbox/42"), { file: "index.html", isRoute: true });
  deepEqual(fileFor("/assets/a.js"), { file: "assets/a.js", isRoute: false });
  for (const path of ["/chat", "/chat/"]) {
    deepEqual(fileFor(path), { file: "chat/index.html", isRoute: true });
  }
});

Deno.test("securityHeaders: only the chat may stand in other people's frames", () => {
  const ancestors = (isChat: boolean) =>
    /frame-ancestors (.+)$/.exec(securityHeaders(CONFIG, isChat)["content-security-policy"] ?? "");
  equal(ancestors(false)?.[1], "'self'");
  equal(ancestors(true)?.[1], "*");
});

Deno.test("fileFor: nothing outside the build and nothing hidden has an answer", () => {
  for (const path of ["/..%2f..%2fetc/passwd", "/%2e%2e/secret.txt", "/.sources", "/%00", "/%zz"]) {
    equal(fileFor(path), null, path);
  }
});

Deno.test("isWebSource: tests, builds and hidden files make no new build", () => {
  const paths = ["web/src/a.tsx", "web/src/a_test.ts", "web/dist/a.js", "web/.DS_Store"]
    .concat("web/widget/vite.config.ts.timestamp-1-a.mjs");
  deepEqual(paths.filter(isWebSource), ["web/src/a.tsx"]);
});

Deno.test("web host: a route gives the filled page, always revalidated", () =>
  withBuiltApp(async (url) => {
    const response = await fetch(`${url}/inbox`);
    equal(await response.text(), `<meta content="http://127.0.0.1:1001">`);
    equal(response.headers.get("cache-control"), "no-cache");
    const etag = response.headers.get("etag") ?? "";
    const again = await fetch(`${url}/inbox`, { headers: { "if-none-match": etag } });
    equal(again.status, 304);
  }));

Deno.test("web host: hashed assets are kept for good, missing ones are missing", () =>
  withBuiltApp(async (url) => {
    const asset = await fetch(`${url}/assets/main-abc.js`);
    equal(await asset.text(), "1");
    equal(asset.headers.get("content-type"), "text/javascript; charset=utf-8");
    equal(asset.headers.get("cache-control"), "public, max-age=31536000, immutable");
    const missing = await fetch(`${url}/assets/old.js`);
    await missing.body?.cancel();
    equal(missing.status, 404);
  }));

Deno.test("web host: takes no writes", () =>
  withBuiltApp(async (url) => {
    equal((await fetch(url, { method: "POST" })).status, 405);
  }));
