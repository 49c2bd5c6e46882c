import { deepEqual, equal, rejects } from "node:assert/strict";
import { ApiProblem } from "../api/api_problem.ts";
import type { ReplyDraft } from "../api/reply_draft_api.ts";
import { ReplyDraftStore } from "./reply_draft_store.ts";

const DRAFT: ReplyDraft = {
  id: "draft 1",
  conversation_id: "a",
  status: "proposed",
  content: "Yes, it is here.",
  evidence: [],
  checks: [],
  left_open: null,
  variants: ["shorter"],
  rewriting: null,
  failure: null,
  model: "local",
  confidence: null,
  persona_version_id: null,
  created_at: "2026-11-21T10:00:00Z",
};

/** A server with one draft in conversation a. */
function bench() {
  const server = { draft: DRAFT as ReplyDraft | null, refuses: false, told: [] as string[] };
  const tell = (what: string): Promise<void> => {
    server.told.push(what);
    return server.refuses
      ? Promise.reject(new ApiProblem("The conversation has gone on", 409, "draft_stale"))
      : Promise.resolve();
  };
  const store = new ReplyDraftStore({
    readDraft: (id) => Promise.resolve(id === "a" ? server.draft : null),
    useDraft: (id) => tell(`use ${id}`).then(() => DRAFT),
    dismissDraft: (id) => tell(`dismiss ${id}`),
    rewriteDraft: (id, variant) => tell(`${variant} ${id}`),
    requestDraft: (id) => tell(`ask ${id}`),
  });
  return { server, store };
}

Deno.test("reply drafts: shows the draft of the open conversation and drops it on leaving", async () => {
  const { store } = bench();
  await store.show("a");
  equal(store.draft.value?.content, "Yes, it is here.");
  await store.show("b");
  equal(store.draft.value, null);
});

Deno.test("reply drafts: one that went stale vanishes, a new one is news", async () => {
  const { server, store } = bench();
  await store.show("a");
  server.draft = null;
  equal(await store.refresh(), false);
  equal(store.draft.value, null);
  server.draft = { ...DRAFT, id: "draft 2" };
  equal(await store.refresh(), true);
  equal(await store.refresh(), false);
});

Deno.test("reply drafts: a used draft is known as the one in the reply field", async () => {
  const { server, store } = bench();
  await store.show("a");
  equal(await store.use(), "Yes, it is here.");
  deepEqual([...store.picked.value], [["a", "draft 1"]]);
  store.forget("a");
  equal(store.picked.value.size, 0);
  server.refuses = true;
  server.draft = null;
  await rejects(store.use());
  equal(store.draft.value, null);
});

Deno.test("reply drafts: a refused wish puts the draft back", async () => {
  const { server, store } = bench();
  await store.show("a");
  server.refuses = true;
  await rejects(store.dismiss());
  equal(store.draft.value?.id, "draft 1");
  await rejects(store.rewrite("shorter"));
  equal(store.draft.value?.rewriting, null);
});

Deno.test("reply drafts: grows before it is there, in the open conversation only", async () => {
  const { server, store } = bench();
  server.draft = null;
  await store.show("a");
  store.grow({ conversation_id: "b", content: "No" });
  equal(store.growing.value, null);
  store.grow({ conversation_id: "a", content: "Yes, it" });
  equal(store.growing.value, "Yes, it");
  server.draft = DRAFT;
  await store.refresh();
  equal(store.growing.value, null);
  store.stop();
});
