import assert from "node:assert/strict";
import { ImapFlow } from "imapflow";
import type postgres from "postgres";
import { connect } from "../support/db.ts";
import { type Dovecot, findDovecot, startDovecot } from "../support/dovecot.ts";
import { newMailer, testMail } from "../support/email.ts";
import { OAK, PEOPLE } from "../support/people.ts";
import { waitFor } from "../support/wait.ts";

const root = await findDovecot();

interface Stage {
  readonly sql: postgres.Sql;
  readonly server: Dovecot;
  readonly mailbox: { readonly id: string; readonly address: string };
  /** Puts a mail into the mailbox; answers nothing before the server has it. */
  deliver(from: string, text: string): Promise<void>;
  /** Lets one poll run and waits for its end. */
  poll(): Promise<{ last_error: string | null; last_uid: number | null }>;
  unseen(): Promise<number>;
}

async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const sql = await connect();
  await using server = await startDovecot(root ?? "");
  const address = `imap.${crypto.randomUUID().slice(0, 8)}@oak.example`;
  const [mailbox] = await sql<{ id: string }[]>`
    insert into public.mailboxes (dealership_id, address) values (${OAK}, ${address}) returning id`;
  const id = mailbox?.id ?? "";
  try {
    await saveSettings(sql, id, server.port);
    await play({
      sql,
      server,
      mailbox: { id, address },
      deliver: (from, text) =>
        withClient(server, async (client) => {
          await client.append("INBOX", mailText(from, address, text));
        }),
      unseen: () =>
        withClient(server, async (client) => {
          await client.mailboxOpen("INBOX");
          return (await client.search({ seen: false }, { uid: true }) || []).length;
        }),
      poll: () => pollOnce(sql, id),
    });
  } finally {
    await sql.end();
  }
}

function mailText(from: string, to: string, text: string): string {
  return [
    `From: Maria <${from}>`,
    `To: ${to}`,
    "Subject: RAV4",
    `Message-ID: <${crypto.randomUUID()}@shopper.example>`,
    `Return-Path: <${from}>`,
    "",
    text,
    "",
  ].join("\r\n");
}

async function withClient<T>(
  server: Dovecot,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow({
    host: "127.0.0.1",
    port: server.port,
    secure: false,
    auth: { user: "oak", pass: "any" },
    logger: false,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

/** Switched off at first: the minute's own poll would read a mail before the test has looked at it. */
function saveSettings(sql: postgres.Sql, id: string, port: number): Promise<unknown> {
  return sql.begin(async (tx) => {
    await tx`select set_config('request.jwt.claims', ${
      JSON.stringify({ sub: PEOPLE.oakAdmin.id, role: "authenticated", aal: "aal1" })
    }, true), set_config('role', 'authenticated', true)`;
    await tx`select public.save_mailbox_poll(${id}, '127.0.0.1', 'oak', 'a secret', port => ${port},
      is_enabled => false)`;
  });
}

/** Switches the mailbox on for one poll. */
async function pollOnce(sql: postgres.Sql, id: string) {
  const polls = () =>
    sql<{ id: string; status: string }[]>`select id, status from private.jobs
      where fifo_key = ${"poll:" + id} order by id desc`;
  const [before] = await polls();
  await sql.begin(async (tx) => {
    await tx`update public.mailbox_polls set is_enabled = true where mailbox_id = ${id}`;
    await tx`select private.promise_mailbox_polls()`;
  });
  await waitFor("the mailbox to be read", async () => {
    const [newest] = await polls();
    return newest?.id !== before?.id && newest?.status === "done" ? true : null;
  });
  await sql`update public.mailbox_polls set is_enabled = false where mailbox_id = ${id}`;
  await waitFor("the minute's own poll to end", async () => {
    const open = (await polls()).filter(({ status }) => ["ready", "leased"].includes(status));
    return open.length === 0 ? true : null;
  });
  const [row] = await sql<{ last_error: string | null; last_uid: number | null }[]>`
    select last_error, last_uid::int from public.mailbox_polls where mailbox_id = ${id}`;
  assert.ok(row);
  return row;
}

function keptFrom(sql: postgres.Sql, from: string): Promise<number> {
  return sql`select 1 from public.inbound_emails where from_address = ${from}`.then((rows) =>
    rows.length
  );
}

Deno.test({
  name:
    "poll_mailbox: mail of a real IMAP server is answered once, seen only then, also after it was numbered anew",
  ignore: root === null,
  fn: () =>
    onStage(async ({ sql, server, deliver, poll, unseen }) => {
      const mails = await testMail();
      const [first, second] = [newMailer(), newMailer()];
      await deliver(first, "Do you still have the blue RAV4?");
      assert.equal(await unseen(), 1);
      const read = await poll();
      assert.deepEqual([read.last_error, await unseen()], [null, 0]);
      const [answer] = await mails.waitForMails(first, 1);
      assert.match(answer?.text ?? "", /RAV4/);

      await poll();
      assert.equal(await keptFrom(sql, first), 1, "a second look keeps nothing twice");
      await server.renumber();
      await deliver(second, "Is it hybrid?");
      assert.equal((await poll()).last_error, null);
      assert.deepEqual([await keptFrom(sql, first), await keptFrom(sql, second)], [1, 1]);
      assert.equal(await unseen(), 0);
    }),
});

Deno.test({
  name:
    "poll_mailbox: while a mail cannot be kept it stays unseen, and the settings say what is wrong",
  ignore: root === null,
  fn: () =>
    onStage(async ({ sql, deliver, poll, unseen, mailbox }) => {
      const from = newMailer();
      await deliver(from, "Do you have a RAV4?");
      // The table that notes the mail refuses it: as if the database failed in the middle.
      const name = `refuse_${mailbox.id.replaceAll("-", "")}`;
      await sql.unsafe(`alter table public.inbound_emails add constraint ${name}
        check (mailbox_id <> '${mailbox.id}') not valid`);
      try {
        const failed = await poll();
        assert.match(failed.last_error ?? "", /store_inbound_email/);
        assert.ok(!failed.last_error?.includes("a secret"));
        assert.deepEqual([failed.last_uid, await unseen()], [null, 1]);
      } finally {
        await sql.unsafe(`alter table public.inbound_emails drop constraint ${name}`);
      }
      assert.equal((await poll()).last_error, null);
      assert.deepEqual([await keptFrom(sql, from), await unseen()], [1, 0]);
    }),
});

Deno.test("save_mailbox_poll: only those who may change the dealership, a password at first, never shown again", async () => {
  const sql = await connect();
  try {
    await sql.begin(async (tx) => {
      const [box] = await tx`select id from public.mailboxes where dealership_id = ${OAK} limit 1`;
      const as = async (who: { id: string }, password: string | null) => {
        await tx`select set_config('request.jwt.claims', ${
          JSON.stringify({ sub: who.id, role: "authenticated", aal: "aal1" })
        }, true), set_config('role', 'authenticated', true)`;
        return await tx.savepoint((inner) =>
          inner`select public.save_mailbox_poll(${box?.id}, 'imap.example.com', 'u', ${password})`
        ).then(() => "saved", (error) => error.detail);
      };
      assert.equal(await as(PEOPLE.oakManager, "x"), "mailbox_not_found");
      assert.equal(await as(PEOPLE.pineAdmin, "x"), "mailbox_not_found");
      assert.equal(await as(PEOPLE.oakAdmin, null), "password_missing");
      assert.equal(await as(PEOPLE.oakAdmin, "x"), "saved");
      const refused = await tx.savepoint((inner) =>
        inner`select secret_id from public.mailbox_polls`
      ).catch((error) => error.code);
      assert.equal(refused, "42501");
      throw new Error("rolled back");
    });
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "rolled back") throw error;
  } finally {
    await sql.end();
  }
});
