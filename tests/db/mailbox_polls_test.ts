import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { OAK, PEOPLE, type Person } from "../support/people.ts";

interface Settings {
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly folder?: string;
  readonly who?: Person;
}

async function newMailbox(sql: Sql): Promise<string> {
  await become(sql, "owner");
  const [mailbox] = await sql<
    { id: string }[]
  >`insert into public.mailboxes (dealership_id, address)
    values (${OAK}, ${`p${crypto.randomUUID().slice(0, 8)}@oak.example`}) returning id`;
  return mailbox?.id ?? "";
}

async function save(sql: Sql, id: string, settings: Settings): Promise<string | null> {
  const { host = "imap.oak.example", port = 993, username = "oak", folder = "INBOX" } = settings;
  const { refused } = await attempt(
    sql,
    settings.who ?? PEOPLE.oakAdmin,
    (tx) =>
      tx`select public.save_mailbox_poll(${id}, ${host}, ${username}, ${settings.password ?? null},
        ${port}, ${folder})`,
  );
  return refused?.detail ?? null;
}

async function keptAt(sql: Sql, id: string): Promise<readonly unknown[]> {
  await become(sql, "owner");
  const [row] =
    await sql`select host, port, username, folder, private.mailbox_password(secret_id) as password
    from public.mailbox_polls where mailbox_id = ${id}`;
  return [row?.host, row?.port, row?.username, row?.folder, row?.password];
}

Deno.test("mailbox polls MBX-01: a kept password goes to the server it was typed for, and to no other", async () => {
  await inRollback(async (sql) => {
    const id = await newMailbox(sql);
    assert.equal(await save(sql, id, {}), "password_missing");
    assert.equal(await save(sql, id, { password: "secret" }), null);
    for (
      const elsewhere of [{ host: "imap.evil.example" }, { port: 143 }, { username: "other" }]
    ) { // bound: three changes
      assert.equal(await save(sql, id, elsewhere), "password_missing");
    }
    assert.deepEqual(await keptAt(sql, id), ["imap.oak.example", 993, "oak", "INBOX", "secret"]);
    assert.equal(await save(sql, id, { host: " IMAP.oak.example", folder: "Leads" }), null);
    assert.equal(await save(sql, id, { host: "imap.new.example", password: "other" }), null);
    assert.deepEqual(await keptAt(sql, id), ["imap.new.example", 993, "oak", "INBOX", "other"]);
  });
});

Deno.test("mailbox polls: only an admin of the dealership says where its mailbox is read", async () => {
  await inRollback(async (sql) => {
    const id = await newMailbox(sql);
    for (const who of [PEOPLE.pineAdmin, PEOPLE.oakSales]) { // bound: two strangers
      assert.equal(await save(sql, id, { who, password: "secret" }), "mailbox_not_found");
    }
  });
});
