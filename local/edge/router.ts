/** One request as a route sees it. */
export interface Call {
  readonly request: Request;
  readonly url: URL;
  /** Named parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** One method and path (`/mail/:id`) and what answers it. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handle: (call: Call) => Response | Promise<Response>;
}

/** Answers a request by the first route that fits; null when none does. */
export function createRouter(
  routes: readonly Route[],
): (request: Request) => Promise<Response | null> {
  const compiled = routes.map((route) => ({
    route,
    pattern: new URLPattern({ pathname: route.path }),
  }));
  return async (request) => {
    const url = new URL(request.url);
    const method = request.method === "HEAD" ? "GET" : request.method;
    for (const { route, pattern } of compiled) {
      if (route.method !== method) continue;
      const match = pattern.exec({ pathname: url.pathname });
      if (match === null) continue;
      return await route.handle({ request, url, params: decodeParams(match.pathname.groups) });
    }
    return null;
  };
}

function decodeParams(groups: Record<string, string | undefined>): Record<string, string> {
  const pairs = Object.entries(groups).map(([name, value]) => [name, decode(value ?? "")]);
  return Object.fromEntries(pairs);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads a JSON object from a request; anything else reads as an empty one. */
export async function readJsonObject(request: Request): Promise<Record<string, unknown>> {
  const value: unknown = await request.json().catch(() => null);
  return isRecord(value) ? value : {};
}

/** Whether a value is a plain object, as JSON gives it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A string from an unknown value, or null. */
export function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** A finite number from an unknown value, or null. */
export function numberOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
