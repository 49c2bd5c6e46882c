import assert from "node:assert/strict";
import { webChatDeps } from "../_shared/platform/deps.ts";
import { callsOf, testConfig } from "../_shared/testing/door.ts";
import { type FakeServer, fakeServer, type Heard, keptLog } from "../_shared/testing/fakes.ts";
import { webChat } from "./app.ts";

const FRAME = "https://app.example";
const PLACE = { key: "wc_oakdemo0001", site: "https://www.oak.example/used/T4417" };
const VISITOR = "0a000000-0000-4000-8000-0000000000f1";
const VIEW = {
  dealership: {
    id: VISITOR,
    name: "Oak",
    logo_url: null,
    primary_color: "#F4A11D",
    timezone: "UTC",
  },
  ai_name: "Rylie",
  is_ai_on: true,
  greeting: "Hello",
  consent_text: "Yes, text me at this number.",
  is_open: true,
  closes_at: "18:00",
  opens_at: null,
  vehicle: null,
  session: null,
};

/** Auth and PostgREST as one server; `refuse` names an RPC and the code it refuses with. */
function backend(refuse: Readonly<Record<string, readonly [status: number, code: string]>>) {
  return fakeServer(({ path, headers }: Heard) => {
    const name = path.split("/").at(-1) ?? "";
    const refused = refuse[name];
    if (refused !== undefined) {
      const [status, details] = refused;
      return Response.json({ code: `PT${status}`, message: "no", details }, { status });
    }
    if (name === "user") {
      const token = headers.get("authorization");
      const email = token === "Bearer staff" ? "sam@oak.example" : "x@visitor.invalid";
      return token === "Bearer bad"
        ? Response.json({ code: 403, error_code: "bad_jwt", msg: "bad" }, { status: 403 })
        : Response.json({ id: VISITOR, email });
    }
    if (name === "users") return Response.json({ id: VISITOR, email: "x@visitor.invalid" });
    if (name === "generate_link") return Response.json({ id: VISITOR, hashed_token: "proof" });
    if (name === "open_web_chat") return Response.json(VIEW);
    if (name === "ask_web_person") return Response.json({ who: "waiting", name: null });
    if (name === "receive_web_message") {
      return Response.json({ outcome: "stored", message_id: 7, dealership_id: VISITOR });
    }
    return Response.json(null);
  });
}

interface Stage {
  readonly server: FakeServer;
  readonly lines: string[];
  post(act: string, body: object, token?: string): Promise<Response>;
}

async function onStage(
  play: (stage: Stage) => Promise<void>,
  options: { refuse?: Record<string, readonly [number, string]>; env?: Record<string, string> } =
    {},
): Promise<void> {
  await using server = backend(options.refuse ?? {});
  const { log, lines } = keptLog();
  const config = testConfig(server.url, { PUBLIC_APP_URL: FRAME, ...options.env });
  const app = webChat({ ...webChatDeps(config), log });
  await play({
    server,
    lines,
    post: async (act, body, token) =>
      await app.request(`http://inner/web-chat/${act}`, {
        method: "POST",
        headers: {
          origin: FRAME,
          "content-type": "application/json",
          "x-forwarded-for": "198.51.100.1, 203.0.113.9",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
      }),
  });
}

Deno.test("web-chat: anybody may open the widget, in colours that can be read", () =>
  onStage(async ({ post, server }) => {
    const answer = await post("open", { ...PLACE, vehicle: "T4417" });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("access-control-allow-origin"), FRAME);
    assert.deepEqual((await answer.json()).colours, { ground: "#f4a11d", text: "#10211c" });
    const [call] = callsOf(server, "open_web_chat");
    assert.equal(call?.["origin"], "https://www.oak.example");
    assert.equal(call?.["visitor_id"], null);
    assert.match(String(call?.["ip_hash"]), /^[0-9a-f]{32}$/, "an address is kept as a hash");
  }));

Deno.test("web-chat: a new visitor is admitted before it is made, a known one is not made again", () =>
  onStage(async ({ post, server }) => {
    assert.deepEqual(await (await post("start", PLACE)).json(), { token_hash: "proof" });
    const paths = server.heard.map(({ path }) => path.split("/").at(-1));
    assert.deepEqual(paths, ["admit_web_visitor", "users", "generate_link", "start_web_chat"]);
    assert.deepEqual(await (await post("start", PLACE, "good")).json(), { token_hash: null });
    assert.equal(server.heard.filter(({ path }) => path.endsWith("/users")).length, 1);
  }));

Deno.test("web-chat: what is not allowed makes no visitor", async () => {
  for (
    const [status, code] of [
      [403, "site_not_allowed"],
      [404, "widget_not_found"],
      [429, "too_many_requests"],
    ] as const
  ) {
    await onStage(async ({ post, server }) => {
      const answer = await post("start", PLACE);
      assert.equal(answer.status, status);
      assert.equal((await answer.json()).code, code);
      assert.ok(!server.heard.some(({ path }) => path.endsWith("/users")));
    }, { refuse: { admit_web_visitor: [status, code] } });
  }
});

Deno.test("web-chat: a message needs a visitor's token: none, a bad one and a colleague's say nothing", () =>
  onStage(async ({ post, server, lines }) => {
    const message = { ...PLACE, client_id: crypto.randomUUID(), text: " do you have it? " };
    for (const token of [undefined, "bad", "staff"]) {
      const answer = await post("say", message, token);
      assert.deepEqual([answer.status, (await answer.json()).code], [401, "session_expired"]);
    }
    assert.deepEqual(callsOf(server, "receive_web_message"), []);
    const stored = await post("say", message, "good");
    assert.deepEqual(await stored.json(), { outcome: "stored", message_id: 7 });
    const [call] = callsOf(server, "receive_web_message");
    assert.deepEqual([call?.["visitor_id"], call?.["content"]], [VISITOR, "do you have it?"]);
    assert.ok(!lines.join("\n").includes("do you have it"), "no message text in the log");
  }));

Deno.test("web-chat: a name, a number and the ticked words are kept; a number that is none is named", () =>
  onStage(async ({ post, server }) => {
    const odd = await post("identify", { ...PLACE, phone: "12" }, "good");
    assert.equal(odd.status, 400);
    assert.deepEqual((await odd.json()).errors[0].field, "phone");
    assert.equal((await post("identify", PLACE, "good")).status, 400);
    const said = {
      ...PLACE,
      full_name: "Lee Park",
      phone: "(518) 555-0134",
      email: "Lee@Mail.example",
      consent_shown: "Yes, text me at this number.",
    };
    assert.equal((await post("identify", said, "good")).status, 204);
    const [call] = callsOf(server, "identify_web_visitor");
    assert.deepEqual(call?.["person"], {
      full_name: "Lee Park",
      phone: "+15185550134",
      email: "lee@mail.example",
    });
    assert.equal(call?.["consent_shown"], "Yes, text me at this number.");
  }));

Deno.test("web-chat: other pages may not call it, and it stays shut where no page is named", async () => {
  await onStage(async ({ server }) => {
    const app = webChat(webChatDeps(testConfig(server.url, { PUBLIC_APP_URL: FRAME })));
    const asked = (origin: string) =>
      app.request("http://inner/web-chat/open", {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
    assert.equal((await asked(FRAME)).headers.get("access-control-allow-origin"), FRAME);
    const foreign = (await asked("https://evil.example")).headers;
    assert.notEqual(foreign.get("access-control-allow-origin"), "https://evil.example");
    assert.notEqual(foreign.get("access-control-allow-origin"), "*");
  });
  await onStage(async ({ post }) => {
    const answer = await post("open", PLACE);
    assert.deepEqual([answer.status, (await answer.json()).code], [503, "door_not_configured"]);
  }, { env: { PUBLIC_APP_URL: "" } });
});

Deno.test("web-chat: large bodies, other methods and broken JSON are refused", () =>
  onStage(async ({ post, server }) => {
    const long = { ...PLACE, client_id: crypto.randomUUID(), text: "x".repeat(20_000) };
    assert.equal((await post("say", long, "good")).status, 413);
    assert.equal((await post("nothing", PLACE)).status, 404);
    const app = webChat(webChatDeps(testConfig(server.url, { PUBLIC_APP_URL: FRAME })));
    assert.equal((await app.request("http://inner/web-chat/open")).status, 405);
    const broken = await app.request("http://inner/web-chat/open", { method: "POST", body: "{" });
    assert.equal((await broken.json()).code, "form_invalid");
  }));
