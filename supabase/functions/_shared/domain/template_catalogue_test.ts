import { deepEqual, doesNotMatch, equal, notEqual, ok } from "node:assert/strict";
import { chat, replyTo } from "./intelligence_fixtures.ts";
import { approvedTemplates } from "./template_catalogue.ts";

const TEMPLATES = approvedTemplates();
const IDS = new Set(TEMPLATES.map((one) => one.id));

Deno.test("template catalogue: every template has an id of its own, an intent and a stage", () => {
  for (const one of TEMPLATES) notEqual(one.intent, "other", one.purpose);
  for (const channel of ["sms", "other"]) {
    const shown = TEMPLATES.filter((one) => one.channel === "any" || one.channel === channel);
    equal(new Set(shown.map((one) => one.id)).size, shown.length, channel);
  }
});

Deno.test("template catalogue: a reply names the templates it is made of", async () => {
  const reply = await replyTo("do you still have the blue RAV4?");
  ok(reply.template_ids.length >= 2);
  for (const id of reply.template_ids) ok(IDS.has(id), id);
  deepEqual(
    reply.template_ids.map((id) => id.split(".")[1]),
    ["intro", "available_one", "ask_visit"],
  );
});

Deno.test("template catalogue: a silent reply uses none", async () => {
  deepEqual((await replyTo("STOP")).template_ids, []);
});

Deno.test("template catalogue: a thread does not repeat a template while another is left", async () => {
  const replies = await chat(["how much is T4417", "how much is it", "price?", "price again?"]);
  const ids = replies.flatMap((reply) => reply.template_ids).filter((id) => id.includes("price_"));
  equal(new Set(ids).size, ids.length);
});

Deno.test("template catalogue: on web chat nobody is asked to text", async () => {
  for (const text of ["stop messaging me", "not sure yet", "no thanks"]) {
    // Three replies, one after the other.
    // deno-lint-ignore no-await-in-loop
    const reply = await replyTo(text, { channel: "web" });
    doesNotMatch(reply.text, /\b[Tt]ext/);
    for (const id of reply.template_ids) ok(IDS.has(id), id);
  }
});
