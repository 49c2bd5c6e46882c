import { inboxUrl, type StackConfig } from "../config.ts";
import { pollUntil } from "../poll.ts";
import { freePorts } from "../ports.ts";
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

/** Runs a test against an edge with ports and state of its own, and no database. */
export async function withEdge(test: (edge: EdgeUnderTest) => Promise<void>): Promise<void> {
  const stateDir = await Deno.makeTempDir({ prefix: "edge_" });
  const received: ReceivedForm[] = [];
  const functions = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      received.push({
        url: request.url,
        signature: request.headers.get("x-twilio-signature") ?? "",
        params: Object.fromEntries(new URLSearchParams(await request.text())),
      });
      return edge.answer(new URL(request.url).pathname);
    },
  );
  const api = functions.addr.port;
  const config: StackConfig = {
    projectDir: stateDir,
    stateDir,
    ports: { ...freePorts(), api },
    keys: { publishable: "p", secret: "s", anon: "a", serviceRole: "r", jwtSecret: "test secret" },
  };
  let service = await startEdge(config);
  const url = inboxUrl(config);
  const edge: EdgeUnderTest = {
    config,
    url,
    functionsUrl: `http://127.0.0.1:${api}/functions/v1`,
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

/** Waits for a condition, twenty seconds at most. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await pollUntil(condition, { timeoutMs: 20_000, everyMs: 15 });
}
