/** Serves the built web app as its production host does: strict headers, long-lived assets. */
import { createHash } from "node:crypto";
import { extname, join, relative } from "node:path";
import { apiUrl, inboxUrl, type Service, type StackConfig } from "./config.ts";
import { localVapid } from "./edge/edge_env.ts";
import type { Progress } from "./log.ts";
import { ensureWebBuild, isWebSource, webSources } from "./web_build.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** The page of the chat widget's frame, a folder of its own beside the app. */
const CHAT_PAGE = "chat/index.html";
const NO_APP = `<!doctype html><title>Rylie</title><p>The web app could not be built.</p>`;

/** Starts the web host; the app is built first when its sources changed. */
export async function startWebHost(
  config: StackConfig,
  progress: Progress = () => {},
): Promise<Service> {
  const builds = await keepBuildCurrent(config, progress);
  await builds.current();
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: config.ports.web,
      automaticCompression: true,
      onListen: () => {},
    },
    async (request) => {
      if (isNavigation(request)) await builds.current();
      return await answer(request, config);
    },
  );
  return {
    name: "web",
    async stop() {
      builds.stop();
      await server.shutdown();
    },
  };
}

/** Returns the headers of every answer, which let the page talk to this stack's API only. */
export function securityHeaders(config: StackConfig, isChat = false): Record<string, string> {
  const api = apiUrl(config);
  const policy = [
    "default-src 'self'",
    `connect-src 'self' ${api} ${api.replace("http", "ws")}`,
    `img-src 'self' data: https: ${api} ${inboxUrl(config)}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    // The chat stands in frames on the dealerships' own sites; nothing else may be framed.
    isChat ? "frame-ancestors *" : "frame-ancestors 'self'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
  };
}

/** Puts the API's address and the publishable key into the page. */
export function fillPage(html: string, config: StackConfig): string {
  return html
    .replaceAll("%VITE_SUPABASE_URL%", apiUrl(config))
    .replaceAll("%VITE_SUPABASE_KEY%", config.keys.publishable)
    .replaceAll("%VITE_PUSH_KEY%", localVapid(config)["VAPID_PUBLIC_KEY"] ?? "");
}

/**
 * Names the file of the build that answers a path: itself, or index.html for one of the app's own
 * routes; null for what can only be a file and for what tries to leave the folder.
 */
export function fileFor(pathname: string): { file: string; isRoute: boolean } | null {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const parts = path.split("/").filter((part) => part !== "");
  if (path.includes("\0") || path.includes("\\")) return null;
  if (parts.some((part) => part.startsWith("."))) return null;
  const isFile = extname(parts.at(-1) ?? "") !== "";
  if (isFile) return { file: parts.join("/"), isRoute: false };
  return { file: parts.join("/") === "chat" ? CHAT_PAGE : "index.html", isRoute: true };
}

async function answer(request: Request, config: StackConfig): Promise<Response> {
  const found = fileFor(new URL(request.url).pathname);
  const headers = new Headers(securityHeaders(config, found?.file === CHAT_PAGE));
  if (request.method !== "GET" && request.method !== "HEAD") {
    headers.set("allow", "GET, HEAD");
    return new Response(null, { status: 405, headers });
  }
  const body = found === null ? null : await readBuilt(config, found.file);
  if (found === null || body === null) {
    const status = found?.isRoute ? 503 : 404;
    headers.set("content-type", found?.isRoute ? "text/html; charset=utf-8" : "text/plain");
    return new Response(found?.isRoute ? NO_APP : "not found", { status, headers });
  }
  headers.set("content-type", CONTENT_TYPES[extname(found.file)] ?? "application/octet-stream");
  headers.set("cache-control", cacheControl(found.file));
  // Weak, as compression changes the bytes on the way.
  const etag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  headers.set("etag", etag);
  if (request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

async function readBuilt(
  config: StackConfig,
  file: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const path = join(config.projectDir, "web", "dist", file);
  const bytes = await Deno.readFile(path).catch(() => null);
  if (bytes === null || extname(file) !== ".html") return bytes;
  return new TextEncoder().encode(fillPage(new TextDecoder().decode(bytes), config));
}

/** Vite puts a hash of the content into the names below assets/, so these never change. */
function cacheControl(file: string): string {
  return file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
}

function isNavigation(request: Request): boolean {
  return fileFor(new URL(request.url).pathname)?.isRoute ?? false;
}

interface Builds {
  /** Resolves once the build is of the sources as they are now. */
  current(): Promise<void>;
  stop(): void;
}

async function keepBuildCurrent(config: StackConfig, progress: Progress): Promise<Builds> {
  const { projectDir } = config;
  let isStale = true;
  let build = Promise.resolve();
  const watcher = Deno.watchFs(await webSources(projectDir));
  void (async () => {
    for await (const event of watcher) {
      if (event.kind === "access") continue;
      if (event.paths.some((path) => isWebSource(relative(projectDir, path)))) isStale = true;
    }
  })();

  async function rebuild(): Promise<void> {
    try {
      await ensureWebBuild(projectDir, progress);
    } catch (error) {
      // The rest of the stack is of use without the web app.
      progress(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    current() {
      if (isStale) build = build.then(rebuild);
      isStale = false;
      return build;
    },
    stop: () => watcher.close(),
  };
}
