import assert from "node:assert/strict";
import { type Context, OAK_USER, withRestStack } from "./rest_test_support.ts";
import { runSteps, type Steps } from "./test_stack.ts";

const FUNCTIONS: Steps<Context> = {
  "functions are called by POST and GET": async ({ oak }) => {
    assert.equal((await oak.rpc("add", { a: 1, b: 2 })).data, 3);
    assert.equal((await oak.rpc("add", { a: 1, b: 2 }, { get: true })).data, 3);
    const missing = await oak.rpc("subtract", { a: 1 });
    assert.deepEqual([missing.error?.code, missing.status], ["PGRST202", 404]);
  },
  "a function that returns a row answers an object": async ({ oak }) => {
    const { data, error } = await oak.rpc("add_vehicle", { vin: "RPC1" });
    assert.equal(error, null);
    assert.equal(data?.vin, "RPC1");
  },
  "a function's refusal keeps status, message, detail and hint": async ({ oak }) => {
    const { error, status } = await oak.rpc("refuse");
    assert.equal(status, 409);
    assert.deepEqual({ ...error, name: undefined, stack: undefined }, {
      code: "PT409",
      message: "Cannot take over conversation: it is closed",
      details: "conversation_not_open",
      hint: "Reopen it",
      name: undefined,
      stack: undefined,
    });
    const plain = await oak.rpc("fail");
    assert.deepEqual([plain.error?.code, plain.status], ["P0001", 400]);
  },
  "what promises not to write cannot write": async ({ oak }) => {
    const byPost = await oak.rpc("write_then_stable");
    assert.deepEqual([byPost.error?.code, byPost.status], ["25006", 405]);
    const byGet = await oak.rpc("add_vehicle", { vin: "GET1" }, { get: true });
    assert.deepEqual([byGet.error?.code, byGet.status], ["25006", 405]);
  },
  "request settings are there for functions and tables": async ({ oak }) => {
    const { data } = await oak.rpc("context").setHeader("x-client-info", "it's \\ a test");
    assert.equal(data.headers["x-client-info"], "it's \\ a test");
    assert.match(data.headers["x-forwarded-for"], /127\.0\.0\.1$/);
    assert.deepEqual([data.method, data.path], ["POST", "/rpc/context"]);
    assert.deepEqual([data.role, data.uid], ["authenticated", OAK_USER]);
    const { data: rows, error } = await oak.from("methods").select("method");
    assert.equal(error, null);
    assert.deepEqual(rows, [{ method: "GET" }]);
  },
  "each role has its own statement_timeout": async ({ stack }) => {
    const { data } = await stack.client().rpc("context");
    assert.equal(data.timeout, "1s");
    const { error, status } = await stack.client().rpc("nap");
    assert.deepEqual([error?.code, status], ["57014", 500]);
  },
};

/** Texts that look like something else: numbers, keywords, lists. */
const TEXTS = ["+15550100100", "1.50", "null", "TRUE", '"q"', " sp ", "a,b(c)", "{x}", "", "0x10"];

const FILTERS: Steps<Context> = {
  "a filter for a text finds exactly that text": async ({ stack, service }) => {
    await stack.sql`insert into public.words (word) select unnest(${TEXTS}::text[])`;
    for (const text of TEXTS) {
      const words = service.from("words").select("word");
      assert.deepEqual((await words.eq("word", text)).data, [{ word: text }]);
      const quoted = `"${text.replaceAll('"', '\\"')}"`;
      const either = service.from("words").select("word").or(`word.eq.${quoted},word.eq.none`);
      assert.deepEqual((await either).data, [{ word: text }]);
    }
  },
  "filters that are given twice must both hold": async ({ service }) => {
    const twice = await service.from("words").select("word")
      .neq("word", "1.50").neq("word", "null").neq("word", "").order("word");
    assert.equal(twice.data?.length, TEXTS.length - 3);
    const ors = await service.from("words").select("word")
      .or("word.eq.null,word.eq.TRUE").or("word.eq.TRUE,word.eq.0x10");
    assert.deepEqual(ors.data, [{ word: "TRUE" }]);
  },
  "booleans, empty arrays and JSON compare as Postgres does": async ({ stack, service }) => {
    await stack.sql`
      insert into public.typed (id, flag, tags, data)
      values (1, true, '{}', '{"k": 10}'), (2, false, '{a}', '"text"')`;
    const ids = async (name: string, value: string) => {
      const { data } = await service.from("typed").select("id").filter(name, "eq", value);
      return data?.map((row) => row.id);
    };
    assert.deepEqual(await ids("flag", "true"), [1]);
    assert.deepEqual(await ids("flag", "false"), [2]);
    assert.deepEqual(await ids("tags", "{}"), [1]);
    assert.deepEqual(await ids("data", '{"k": 10}'), [1]);
    const all = await service.from("typed").select("id").contains("tags", []);
    assert.equal(all.data?.length, 2);
    const greater = await service.from("typed").select("id").gt("data->k", 9);
    assert.deepEqual(greater.data, [{ id: 1 }]);
  },
  "JSON columns take every kind of value": async ({ service }) => {
    for (const data of [{ a: [1, null] }, [1, "a"], "text", 'quo"te', 5, true, false, []]) {
      const { data: row } = await service.from("typed").update({ data }).eq("id", 1)
        .select("data").single();
      assert.deepEqual(row?.data, data);
    }
  },
  "rows of a list that lack a column get NULL, or the default if asked": async ({ service }) => {
    const rows = [{ id: 3, tags: ["x"] }, { id: 4 }];
    assert.equal((await service.from("typed").insert(rows)).error?.code, "23502");
    const { data } = await service.from("typed").insert(rows, { defaultToNull: false })
      .select("id, tags");
    assert.deepEqual(data, [{ id: 3, tags: ["x"] }, { id: 4, tags: [] }]);
  },
};

Deno.test("rest: functions and filters", async (t) => {
  await withRestStack(async (context) => {
    await runSteps(t, context, FUNCTIONS);
    await runSteps(t, context, FILTERS);
  });
});
