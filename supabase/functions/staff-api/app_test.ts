import assert from "node:assert/strict";
import { staffApiDeps } from "../_shared/platform/staff_deps.ts";
import { callsOf, fakePostgrest, testConfig } from "../_shared/testing/door.ts";
import { type FakeServer, keptLog } from "../_shared/testing/fakes.ts";
import { fakeOpenAi, type ModelTurn, requestOf, saying } from "../_shared/testing/openai.ts";
import { loadedReply, OAK_ID, RAV4 } from "../_shared/testing/reply.ts";
import { staffApi } from "./app.ts";

const PERSONA_ID = "0a000000-0000-4000-8000-0000000000e1";
const THREAD_ID = "0a000000-0000-4000-8000-0000000000c1";
const TOKEN = "token-of-dana";
const REQUEST = { conversation_id: THREAD_ID };

interface Stage {
  readonly database: FakeServer;
  readonly model: FakeServer;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

async function onStage(
  play: (stage: Stage) => Promise<void>,
  turns?: readonly ModelTurn[],
): Promise<void> {
  await using database = fakePostgrest({
    "/auth/v1/user": () => ({ id: "0a000000-0000-4000-8000-0000000000a2" }),
    load_preview_context: () => ({
      ...loadedReply("do you still have the blue RAV4?"),
      said: { author: "staff", content: "We do." },
    }),
    load_persona_draft: () => ({
      persona: loadedReply("hi").persona,
      fingerprint: "mark",
      dealership_id: OAK_ID,
      ai_config: {},
    }),
    record_persona_evaluation: () => [],
    record_ai_run: () => 1,
    search_vehicles: () => [{ ...RAV4, dealership_id: OAK_ID, images: [] }],
    alternative_vehicles: () => [],
    search_knowledge: () => [],
    ai_budget_allows: () => true,
  });
  await using model = fakeOpenAi(turns ?? []);
  const env: Record<string, string> = turns === undefined ? {} : {
    OPENAI_API_KEY: "sk-test",
    OPENAI_BASE_URL: `${model.url}/v1`,
    OPENAI_MODEL: "test-model",
  };
  const config = testConfig(database.url, { SUPABASE_ANON_KEY: "public-key", ...env });
  const app = staffApi({ ...staffApiDeps(config), log: keptLog().log });
  await play({
    database,
    model,
    post: async (path, body, headers = { authorization: `Bearer ${TOKEN}` }) =>
      await app.request(`http://inner/staff-api${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
  });
}

const codeOf = async (answer: Response): Promise<unknown> => (await answer.json()).code;

Deno.test("staff-api: a preview reads as the person who asks and hands nothing in", () =>
  onStage(async ({ database, post }) => {
    const answer = await post(`/personas/${PERSONA_ID}/preview`, REQUEST);
    assert.equal(answer.status, 200);
    const preview = await answer.json();
    assert.match(preview.content, /31,480|RAV4/);
    assert.deepEqual(preview.asked, ["do you still have the blue RAV4?"]);
    assert.deepEqual([preview.model, preview.said.content], ["local", "We do."]);
    const read = database.heard.find((heard) => heard.path.endsWith("/load_preview_context"));
    assert.equal(read?.headers.get("authorization"), `Bearer ${TOKEN}`);
    assert.equal(read?.headers.get("apikey"), "public-key");
    for (const never of ["submit_reply", "book_slot", "opt_out_for_customer", "record_ai_run"]) {
      assert.equal(callsOf(database, never).length, 0, never);
    }
  }));

Deno.test("staff-api: a model is told the words of the form, and what it cost is booked", () =>
  onStage(async ({ database, model, post }) => {
    const words = { prompt_template: "Speak like a pirate, {{persona_name}}." };
    const answer = await post(`/personas/${PERSONA_ID}/preview`, { ...REQUEST, ...words });
    const preview = await answer.json();
    assert.deepEqual([preview.content, preview.model], ["Arr, let me look.", "test-model-1"]);
    assert.match(requestOf(model, 0).messages[0]?.content ?? "", /Speak like a pirate, Rylie\./);
    const [run] = callsOf(database, "record_ai_run");
    assert.equal(run?.["message_id"], null);
    assert.ok(Number((run?.["run"] as Record<string, unknown>)["cost_microcents"]) > 0);
  }, [saying("Arr, let me look.")]));

Deno.test("staff-api: a variable that nothing fills is refused by its name", () =>
  onStage(async ({ post }) => {
    const words = { prompt_template: "Hi {{custmer}}" };
    const answer = await post(`/personas/${PERSONA_ID}/preview`, { ...REQUEST, ...words });
    assert.equal(answer.status, 400);
    assert.match((await answer.json()).detail, /\{\{custmer\}\}/);
  }));

Deno.test("staff-api: an evaluation is kept with the mark of the words it tried", () =>
  onStage(async ({ database, post }) => {
    const answer = await post(`/personas/${PERSONA_ID}/evaluate`, {});
    const result = await answer.json();
    assert.deepEqual([answer.status, result.passed, result.failures], [200, true, []]);
    const [kept] = callsOf(database, "record_persona_evaluation");
    assert.deepEqual([kept?.["persona_id"], kept?.["fingerprint"]], [PERSONA_ID, "mark"]);
  }));

Deno.test("staff-api STA-01: without a token, or with one that is nobody's, nothing is read", async () => {
  await using database = fakePostgrest({
    "/auth/v1/user": () => Response.json({ message: "bad token" }, { status: 403 }),
  });
  const config = testConfig(database.url, { SUPABASE_ANON_KEY: "public-key" });
  const app = staffApi({ ...staffApiDeps(config), log: keptLog().log });
  for (const headers of [{}, { authorization: "Bearer x" }, { authorization: "Basic x" }]) {
    const answer = await app.request(`http://inner/staff-api/personas/${PERSONA_ID}/preview`, {
      method: "POST",
      headers,
      body: JSON.stringify(REQUEST),
    });
    assert.deepEqual([answer.status, await codeOf(answer)], [401, "sign_in_required"]);
  }
  assert.equal(database.heard.filter((heard) => heard.path.includes("/rpc/")).length, 0);
});

Deno.test("staff-api: a browser may ask before it sends; other methods and paths are refused", () =>
  onStage(async ({ database, post }) => {
    const config = testConfig(database.url, { SUPABASE_ANON_KEY: "public-key" });
    const app = staffApi({ ...staffApiDeps(config), log: keptLog().log });
    const asked = await app.request(`http://inner/staff-api/personas/${PERSONA_ID}/preview`, {
      method: "OPTIONS",
      headers: { origin: "https://app.example", "access-control-request-method": "POST" },
    });
    assert.equal(asked.status, 204);
    assert.equal(asked.headers.get("access-control-allow-origin"), "*");
    assert.match(asked.headers.get("access-control-allow-headers") ?? "", /authorization/);
    assert.equal(await codeOf(await post("/nothing", {})), "not_found");
    assert.equal(await codeOf(await post("/personas/x/preview", REQUEST)), "persona_not_found");
    const malformed = await post(`/personas/${PERSONA_ID}/preview`, { conversation_id: "x" });
    assert.equal(await codeOf(malformed), "form_invalid");
  }));
