/** Where the server is, and how its refusals read. */

/** Addresses and key that the page names. */
export interface Server {
  readonly url: string;
  readonly key: string;
}

/** A refusal of the server, or no answer at all (status 0). */
export class ServerProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`Cannot reach the chat: ${code}`);
    this.name = "ServerProblem";
    this.status = status;
    this.code = code;
  }
}

const TIMEOUT_MS = 15_000;

/** Reads the two places that the page's host fills in. */
export function serverOfPage(): Server {
  const read = (name: string) =>
    document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
  return { url: read("supabase-url"), key: read("supabase-key") };
}

/** Posts JSON and returns the answer's JSON, or null when there is none. */
export async function post(
  address: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  return await ask(address, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** Fetches JSON; throws a ServerProblem for a refusal and for silence. */
export async function ask(
  address: string,
  init: RequestInit,
  timeoutMs = TIMEOUT_MS,
): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(address, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  } catch {
    throw new ServerProblem(0, "offline");
  }
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body;
  throw new ServerProblem(answer.status, textOf(body, "code") || textOf(body, "error_code"));
}

/** A field of an unknown answer as text; empty when it is none. */
export function textOf(value: unknown, field: string): string {
  const found = fieldOf(value, field);
  return typeof found === "string" ? found : "";
}

/** A field of an unknown answer. */
export function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
}
