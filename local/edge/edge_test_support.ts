import { inboxUrl, type StackConfig } from "../config.ts";
import { startEdge } from "./edge.ts";

/** What the functions side of a test received. */
export interface ReceivedForm {
  readonly url: string;
  readonly signature: string;
  readonly params: Record<string, string>;
}

/** A running edge, and a stand-in for the functions that it calls. */
export interface EdgeUnderTest {
  readonly config: StackConfig;
  readonly url: string;
  readonly functionsUrl: string;
  readonly received: ReceivedForm[];
  /** What the functions answer; an empty TwiML unless a test sets it. */
  answer: (path: string) => Response;
  post(path: string, value: unknown): Promise<Response>;
  /** Stops the edge and starts it anew on the same state. */
  restart(): Promise<void>;
}

/** Runs a test against an edge of its own ports and state. */
export async function withEdge(
  ports: { readonly api: number; readonly inbox: number; readonly postgres?: number },
  test: (edge: EdgeUnderTest) => Promise<void>,
): Promise<void> {
  const stateDir = await Deno.makeTempDir({ prefix: "edge_" });
  const config: StackConfig = {
    projectDir: stateDir,
    stateDir,
    ports: { postgres: 1, web: 55400, ...ports },
    keys: { publishable: "p", secret: "s", anon: "a", serviceRole: "r", jwtSecret: "test secret" },
  };
  const received: ReceivedForm[] = [];
  const functions = Deno.serve(
    { hostname: "127.0.0.1", port: ports.api, onListen: () => undefined },
    async (request) => {
      received.push({
        url: request.url,
        signature: request.headers.get("x-twilio-signature") ?? "",
        params: Object.fromEntries(new URLSearchParams(await request.text())),
      });
      return edge.answer(new URL(request.url).pathname);
    },
  );
  let service = await startEdge(config);
  const url = inboxUrl(config);
  const edge: EdgeUnderTest = {
    config,
    url,
    functionsUrl: `http://127.0.0.1:${ports.api}/functions/v1`,
    received,
    answer: () => new Response("<Response/>", { headers: { "content-type": "text/xml" } }),
    post: (path, value) => fetch(url + path, { method: "POST", body: JSON.stringify(value) }),
    async restart() {
      await service.stop();
      service = await startEdge(config);
    },
  };
  try {
    await test(edge);
  } finally {
    await service.stop();
    await functions.shutdown();
    await Deno.remove(stateDir, { recursive: true });
  }
}

/** Waits until a question is answered with something; fails after five seconds. */
export async function until<T>(
  question: () => T | Promise<T>,
  what: string,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + 5_000;
  while (Date.now() < deadline) {
    const answer = await question();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error(`Cannot wait longer: ${what}`);
}
