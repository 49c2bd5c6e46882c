import assert from "node:assert/strict";
import { join } from "node:path";
import { checkoutDir } from "../../local/open_stack.ts";
import { inRollback } from "../support/db.ts";
import { testStack, testUrls } from "../support/stack.ts";

/** What a page tells its reader to paste, in its order. */
async function blocks(name: string, language: string): Promise<readonly string[]> {
  const page = await Deno.readTextFile(join(checkoutDir(), "docs", name));
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, spoken]) => spoken === language).map(([, , text]) => text ?? "");
}

/** Runs a script as a person's shell would; a command that fails ends it. */
async function paste(script: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-euo", "pipefail", "-c", script],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name: "docs/api.md: what a partner pastes signs in, reads, writes stock and sends a lead",
  // The page speaks of curl, which a small image may lack.
  ignore: await new Deno.Command("bash", { args: ["-c", "command -v curl"], stdout: "null" })
    .output().then(({ success }) => !success),
  fn: pasteEverything,
});

async function pasteEverything(): Promise<void> {
  const { api } = await testUrls();
  const { keys } = await testStack();
  const [signIn = "", ...calls] = await blocks("api.md", "sh");
  const mine = signIn.replace(/^API=.*$/m, `API=${api}`)
    .replace(/^KEY=.*$/m, `KEY=${keys.publishable}`);
  const answers: unknown[] = [];
  for (const call of calls) {
    // Each curl's answer on a line of its own.
    const words = await paste(`${mine}\n${call.replaceAll(/^curl/gm, "printf '\\n'; curl")}`);
    answers.push(
      ...words.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line)),
    );
  }
  const [vehicles, leads, events, written, lead] = answers;
  for (const rows of [vehicles, leads, events]) assert.equal(Array.isArray(rows) && rows.length, 3);
  assert.deepEqual(written, [{ stock_number: "T4120", price_cents: 3_470_000 }]);
  assert.match(JSON.stringify(lead), /"document_id":"[0-9a-f-]{36}".*"status":"created"/);
  assert.equal(answers.length, 5);
}

Deno.test("docs/api.md: the operator's statement makes a login of role api", async () => {
  const [statement = ""] = await blocks("api.md", "sql");
  await inRollback(async (sql) => {
    const id = crypto.randomUUID();
    await sql`insert into auth.users (id, email) values (${id}, 'dms@vendor.example')`;
    await sql.unsafe(statement);
    const rows = await sql`select role from public.memberships where user_id = ${id}`;
    assert.deepEqual(rows.map(({ role }) => role), ["api"]);
  });
});

Deno.test("docs/operations.md: the operator's statements make a dealership that can be worked in", async () => {
  const made = (await blocks("operations.md", "sql")).find((text) =>
    /public\.dealerships/.test(text)
  );
  await inRollback(async (sql) => {
    const id = crypto.randomUUID();
    await sql`insert into auth.users (id, email) values (${id}, 'admin@elm.example')`;
    await sql.unsafe(made ?? "");
    const [elm] = await sql`
      select m.role, n.e164, b.address, p.current_version_id is not null as speaks, r.kind
      from public.memberships as m
      join public.phone_numbers as n using (dealership_id)
      join public.mailboxes as b using (dealership_id)
      join public.personas as p using (dealership_id)
      join public.resources as r using (dealership_id)
      where m.user_id = ${id}`;
    assert.deepEqual({ ...elm }, {
      role: "dealership_admin",
      e164: "+15550100300",
      address: "hello@elm.example",
      speaks: true,
      kind: "person",
    });
  });
});
