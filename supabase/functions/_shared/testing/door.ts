/** What the tests of the doors share; nothing deployed imports this. */
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { type Config, readConfig } from "../platform/config.ts";
import { type FakeServer, fakeServer, type Heard } from "./fakes.ts";

/** The auth token of the doors under test. */
export const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
/** The service key of the doors under test. */
export const SERVICE_KEY = "test-service-key";
/** The address Twilio calls; another one than the function sees. */
export const PUBLIC_URL = "https://oak.example/functions/v1";
/** Twilio account of the tests. */
export const ACCOUNT_SID = `AC${"0".repeat(31)}1`;

/** A configuration whose database is a fake server. */
export function testConfig(
  supabaseUrl: string,
  more: Readonly<Record<string, string>> = {},
): Config {
  return readConfig({
    SUPABASE_URL: supabaseUrl,
    SUPABASE_SERVICE_ROLE_KEY: SERVICE_KEY,
    PUBLIC_FUNCTIONS_URL: PUBLIC_URL,
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    ...more,
  });
}

/** Answers of the RPCs by name; a Response stands for a refusal. */
export type RpcAnswers = Readonly<Record<string, (args: Record<string, unknown>) => unknown>>;

/** A PostgREST whose functions the test writes. */
export function fakePostgrest(answers: RpcAnswers): FakeServer {
  return fakeServer((heard) => {
    const name = heard.path.replace("/rest/v1/rpc/", "");
    const answer = answers[name];
    if (answer === undefined) return Response.json({ message: `no ${name}` }, { status: 404 });
    const said = answer(heard.body === "" ? {} : JSON.parse(heard.body));
    return said instanceof Response ? said : Response.json(said ?? null);
  });
}

/** The arguments of every call of one RPC, in order. */
export function callsOf(server: FakeServer, rpc: string): Record<string, unknown>[] {
  return server.heard.filter((heard: Heard) => heard.path.endsWith(`/rpc/${rpc}`))
    .map((heard) => JSON.parse(heard.body));
}

/** How a test posts a form as Twilio would, or nearly so. */
export interface SignedForm {
  readonly token?: string;
  /** Changes the body after it was signed. */
  readonly tamper?: (body: URLSearchParams) => void;
  readonly signature?: string | null;
}

/** A request as Twilio sends it: form body, signature over public address and raw fields. */
export function twilioRequest(
  path: string,
  fields: Readonly<Record<string, string>>,
  options: SignedForm = {},
): Request {
  const body = new URLSearchParams(fields);
  const signature = options.signature === undefined
    ? getExpectedTwilioSignature(options.token ?? AUTH_TOKEN, `${PUBLIC_URL}${path}`, fields)
    : options.signature;
  options.tamper?.(body);
  return new Request(`http://inner-host:9999${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...(signature === null ? {} : { "x-twilio-signature": signature }),
    },
    body: body.toString(),
  });
}
