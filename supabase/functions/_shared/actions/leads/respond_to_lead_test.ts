import assert from "node:assert/strict";
import type { VehicleFact } from "../../contract/intelligence.ts";
import type { Job } from "../../contract/jobs.ts";
import type { LeadGreeting, LoadedLead } from "../../contract/lead_response.ts";
import { LoadedLead as LoadedLeadSchema } from "../../contract/lead_response.ts";
import { loadedReply, OAK_ID, RAV4 } from "../../testing/reply.ts";
import { respondToLead, type RespondToLeadDeps } from "./respond_to_lead.ts";

const LEAD_ID = "0a000000-0000-4000-8000-0000000000b7";
const JOB: Job = {
  id: 3,
  dealership_id: OAK_ID,
  kind: "respond_to_lead",
  payload: { lead_id: LEAD_ID },
  attempts: 1,
  max_attempts: 8,
  lease_token: "0a000000-0000-4000-8000-0000000000a1",
  fifo_key: "reply:x",
  run_at: "2026-11-20T15:00:00+00:00",
};
/** Friday 10 AM and 10 PM in New York. */
const OPEN = "2026-11-20T15:00:05+00:00";
const CLOSED = "2026-11-21T03:00:05+00:00";
const CAMRY: VehicleFact = { ...RAV4, id: "0a000000-0000-4000-8000-0000000000f2", model: "Camry" };

interface Wish {
  readonly lead?: Partial<LoadedLead["lead"]>;
  readonly now?: string;
  readonly language?: string;
  readonly first_name?: string;
  readonly earlier?: string;
}

function loadedLead({ lead, now = OPEN, language, first_name = "Lee", earlier }: Wish): LoadedLead {
  const { messages } = loadedReply("x", earlier ? [{ author: "ai", content: earlier }] : []);
  return LoadedLeadSchema.parse({
    ...loadedReply(""),
    messages: messages.slice(0, -1),
    pending: [],
    now,
    customer: { first_name, preferred_language: language ?? null },
    lead: {
      id: LEAD_ID,
      type: "sales",
      department: "sales",
      vehicle_id: null,
      vehicle_match: "unnamed",
      alternatives: [],
      wanted: {},
      ...lead,
    },
  });
}

async function greet(wish: Wish, rows: readonly VehicleFact[] = []): Promise<LeadGreeting> {
  const submitted: LeadGreeting[] = [];
  const deps: RespondToLeadDeps = {
    loadLeadResponse: () => Promise.resolve(loadedLead(wish)),
    facts: () => ({
      searchVehicles: (query) =>
        Promise.resolve(rows.filter(({ id }) => query.ids?.includes(id) ?? false)),
      alternativesFor: () => Promise.resolve([]),
      searchKnowledge: () => Promise.resolve([]),
    }),
    submitLeadResponse: ({ reply }) => {
      submitted.push(reply);
      return Promise.resolve({ outcome: "queued", reason: null, message_id: 1 });
    },
    noteUnansweredLead: () => Promise.reject(new Error("noted")),
  };
  await respondToLead(JOB, deps);
  const [greeting] = submitted;
  assert.ok(greeting);
  return greeting;
}

const RAV4_WISH = { vehicle_id: RAV4.id, vehicle_match: "stock" as const };

Deno.test("respondToLead() names the shopper, itself, the exact vehicle and asks one question", async () => {
  const greeting = await greet({ lead: RAV4_WISH }, [RAV4]);
  assert.equal(
    greeting.content,
    "Hi Lee, this is Rylie, the AI assistant at Oak Ridge Toyota. Thanks for asking about the 2024 RAV4 Hybrid XLE, " +
      "stock T4417. It's still here. When would you like to come see it?",
  );
  assert.deepEqual(greeting.vehicle_ids, [RAV4.id]);
  assert.equal(greeting.evidence[0]?.id, RAV4.id);
  assert.equal(greeting.handover, null);
});

Deno.test("respondToLead() says after hours when people are back", async () => {
  const { content, evidence } = await greet({ lead: RAV4_WISH, now: CLOSED }, [RAV4]);
  assert.match(content, /Our team is back tomorrow at 9 AM\. When would/);
  assert.ok(evidence.some(({ kind }) => kind === "hours"));
});

Deno.test("respondToLead() never offers a sold unit, only what stands near to it", async () => {
  const sold = { ...RAV4, status: "sold" as const };
  const { content } = await greet({ lead: { ...RAV4_WISH, alternatives: [CAMRY.id] } }, [
    sold,
    CAMRY,
  ]);
  assert.match(content, /That one is sold\. Close to it we have the 2024 Camry XLE\./);
  assert.doesNotMatch(content, /still here|come see/);
  assert.equal(content.match(/\?/g)?.length, 1);
});

Deno.test("respondToLead() says that a named car is not in stock, and drops a name that is none", async () => {
  const wanted = { year: 2019, make: "Lada", model: "Niva" };
  const missing = await greet({ lead: { vehicle_match: "missing", wanted } });
  assert.match(missing.content, /asking about the 2019 Lada Niva\. I don't see that one in stock/);
  const odd = await greet({
    lead: { vehicle_match: "missing", wanted: { ...wanted, model: "http://x.ru" } },
    first_name: "<b>",
  });
  assert.doesNotMatch(odd.content, /x\.ru|<b>/);
});

Deno.test("respondToLead() introduces itself only once in a conversation", async () => {
  const { content } = await greet({ lead: RAV4_WISH, earlier: "Hi Lee, this is Rylie." }, [RAV4]);
  assert.match(content, /^Hi Lee\. Thanks for asking/);
});

Deno.test("respondToLead() hands finance and service to people with the greeting", async () => {
  const finance = await greet({ lead: { type: "finance" } });
  assert.equal(finance.handover?.reason, "finance");
  const service = await greet({ lead: { department: "parts" } });
  assert.equal(service.handover?.reason, "service");
  assert.match(service.content, /parts team will reply/);
});

Deno.test("respondToLead() asks about the trade-in and greets in Spanish when that is the language", async () => {
  const { content } = await greet({ lead: { type: "trade" }, language: "es" });
  assert.match(content, /^Hola Lee, soy Rylie.*usado\. ¿De qué año/);
});

Deno.test("respondToLead() notes on the lead why nothing was sent", async () => {
  const noted: string[] = [];
  const deps: RespondToLeadDeps = {
    loadLeadResponse: () => Promise.resolve({ decision: "stand_down", reason: "ai_off" }),
    facts: () => assert.fail(),
    submitLeadResponse: () => assert.fail(),
    noteUnansweredLead: (_id, reason) => {
      noted.push(reason);
      return Promise.resolve();
    },
  };
  const outcome = await respondToLead(JOB, deps);
  assert.deepEqual(outcome, {
    kind: "finished",
    result: { outcome: "stood_down", reason: "ai_off" },
  });
  assert.deepEqual(noted, ["ai_off"]);
});
