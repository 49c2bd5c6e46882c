import assert from "node:assert/strict";
import { become, inRollback } from "../support/db.ts";
import { leadPerson as person, leadRow as lead, recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";
import { newVisitor, say } from "../support/web_chat.ts";

const YES = { channel: "sms", granted: true, text: "May we text you? Yes" };
const NO = { channel: "sms", granted: false, text: "Text Opt-In: No" };

Deno.test("leads LEA-02: consent answers go to the ledger in their words; a no blocks, a form's yes undoes no opt-out", async () => {
  await inRollback(async (sql) => {
    const [phone, email] = [newShopper(), `${crypto.randomUUID()}@shopper.example`];
    const refused = await recordLead(sql, { customer: person(phone, email), consents: [NO] });
    const standing = async (channel: string, address: string) => {
      const [row] = await sql`select status, method, evidence ->> 'text' as text
        from private.current_consent(${OAK}, ${channel}, ${address})`;
      return { ...row };
    };
    assert.deepEqual(await standing("sms", phone), {
      status: "revoked",
      method: "web_form",
      text: NO.text,
    });
    const [thread] =
      await sql`select channel from public.conversations where id = ${refused.conversation_id}`;
    assert.equal(thread?.["channel"], "email");
    const stopped = newShopper();
    await receiveText(sql, { from: stopped, content: "stop", keyword: "stop" });
    await recordLead(sql, { customer: person(stopped), consents: [YES] });
    assert.equal((await standing("sms", stopped))["status"], "revoked");
  });
});

Deno.test("leads: without a yes a phone is texted only if the source's form says so", async () => {
  await inRollback(async (sql) => {
    const bare = await recordLead(sql, { source: "Silent form", customer: person(newShopper()) });
    assert.equal(bare.conversation_id, null);
    const [task] = await sql`select kind from public.lead_tasks where lead_id = ${bare.lead_id}`;
    assert.equal(task?.["kind"], "call");
    assert.equal((await lead(sql, bare.lead_id))["unanswered_because"], "no_channel");
    await sql`update public.lead_sources set sms_consent_text = 'By sending this you agree to texts.'
      where name = 'Silent form'`;
    const phone = newShopper();
    const told = await recordLead(sql, { source: "Silent form", customer: person(phone) });
    const [thread] = await sql`select channel, customer_address from public.conversations
      where id = ${told.conversation_id}`;
    assert.deepEqual({ ...thread }, { channel: "sms", customer_address: phone });
  });
});

Deno.test("leads: spam and job hunters get no answer by itself, and a resent lead no second one", async () => {
  await inRollback(async (sql) => {
    const spam = await recordLead(sql, {
      type: "other",
      customer: person(newShopper()),
      consents: [YES],
      inquiry: "SEO offer",
    });
    const resent = await recordLead(sql, {
      request_kind: "resend",
      customer: person(newShopper()),
      consents: [YES],
    });
    assert.equal((await lead(sql, spam.lead_id))["unanswered_because"], "not_a_shopper");
    assert.equal((await lead(sql, resent.lead_id))["unanswered_because"], "resent");
    assert.deepEqual([spam.conversation_id, resent.conversation_id], [null, null]);
  });
});

Deno.test("leads: a lead that nobody can write to is a task, and doing it answers the lead", async () => {
  await inRollback(async (sql) => {
    const { lead_id } = await recordLead(sql, {
      source: "Marketplace",
      customer: { full_name: "Lee" },
    });
    const [task] =
      await sql`select id, kind, body from public.lead_tasks where lead_id = ${lead_id}`;
    assert.equal(task?.["kind"], "reply_elsewhere");
    assert.match(String(task?.["body"]), /Marketplace/);
    await become(sql, PEOPLE.oakManager);
    await sql`select public.finish_lead_task(${task?.["id"]})`;
    await become(sql, "owner");
    const row = await lead(sql, lead_id);
    assert.deepEqual([row["first_response_author"], row["status"]], ["staff", "working"]);
  });
});

Deno.test("leads: who asks for a call gets one from a person, who said no to calls gets none", async () => {
  await inRollback(async (sql) => {
    const calls = async (consents: readonly unknown[]) => {
      const customer = {
        ...person(newShopper()),
        preferred_contact: "phone",
        preferred_time: "evening",
      };
      const { lead_id } = await recordLead(sql, { customer, consents });
      const tasks = await sql<{ kind: string; body: string }[]>`
        select kind, body from public.lead_tasks where lead_id = ${lead_id}`;
      return tasks.map(({ kind, body }) => `${kind} ${body.replace(/\+\d+/, "them")}`);
    };
    assert.deepEqual(await calls([YES]), ["call Call them: they asked for a call, evening"]);
    const noCalls = { channel: "phone", granted: false, text: "Phone Opt-In: No" };
    assert.deepEqual(await calls([YES, noCalls]), []);
    assert.match((await calls([noCalls]))[0] ?? "", /^reply_elsewhere/);
  });
});

Deno.test("leads: the text that answers a form is the first answer to a lead whose chat had none", async () => {
  await inRollback(async (sql) => {
    const visitor = await newVisitor(sql);
    const { conversation_id } = await say(sql, visitor, "Still there?");
    await become(sql, "owner");
    const phone = newShopper();
    await sql`insert into public.customer_identities (dealership_id, customer_id, kind, value)
      select dealership_id, customer_id, 'phone', ${phone} from public.conversations where id = ${conversation_id}`;
    const chat = { customer: person(phone), consents: [YES], inquiry: "Is it there?" };
    const { lead_id } = await recordLead(sql, { ...chat, conversation_id, inquiry: null });
    await sql`update public.leads set conversation_id = ${conversation_id} where id = ${lead_id}`;
    await recordLead(sql, chat);
    await sql`insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
        delivery_status, ai_model)
      select dealership_id, id, 'outbound', 'ai', channel, 'It is.', 'sent', 'template'
      from public.conversations where customer_address = ${phone}`;
    const row = await lead(sql, lead_id);
    assert.deepEqual([row["first_response_author"], row["answer_due_at"]], ["ai", null]);
  });
});
