import assert from "node:assert/strict";
import { withEdge } from "../edge_test_support.ts";
import { openMailStore, parseMail } from "./mail_store.ts";

Deno.test("parseMail() wants a recipient and takes one or several", () => {
  assert.equal(parseMail({ subject: "x" }), null);
  assert.equal(parseMail({ to: " " }), null);
  assert.deepEqual(parseMail({ to: "a@oak.example" })?.to, ["a@oak.example"]);
  assert.deepEqual(parseMail({ to: ["a@oak.example", "b@oak.example"] })?.to.length, 2);
});

Deno.test("mail inbox: mails are listed newest first, by recipient, and survive a restart", async () => {
  await withEdge(async (edge) => {
    const mail = { from: "rylie@local.example", html: "<b>hi</b>", text: "hi" };
    await edge.post("/api/mails", { ...mail, to: "Admin <admin@oak.example>", subject: "one" });
    await edge.post("/api/mails", { ...mail, to: "admin@oak.example", subject: "two" });
    await edge.post("/api/mails", { ...mail, to: "admin@pine.example", subject: "three" });
    await edge.restart();
    const list = async (query: string) =>
      (await (await fetch(`${edge.url}/api/mails${query}`)).json()).mails;
    const subjects = async (query: string) =>
      (await list(query)).map((one: { subject: string }) => one.subject);
    assert.deepEqual(await subjects(""), ["three", "two", "one"]);
    assert.deepEqual(await subjects("?to=ADMIN@oak.example"), ["two", "one"]);
    const [{ id }] = await list("?to=admin@pine.example");
    await fetch(`${edge.url}/api/mails/${id}`, { method: "DELETE" });
    assert.deepEqual(await subjects(""), ["two", "one"]);
    await fetch(`${edge.url}/api/mails`, { method: "DELETE" });
    await edge.restart();
    assert.deepEqual(await subjects(""), []);
    assert.equal((await edge.post("/api/mails", { subject: "nobody" })).status, 400);
  });
});

Deno.test("mail inbox: a mail's HTML is shown without script, form or request", async () => {
  await withEdge(async (edge) => {
    const html = "<script>alert(1)</script><p>hi</p>";
    const { id } = await (await edge.post("/api/mails", { to: "a@oak.example", html })).json();
    const page = await fetch(`${edge.url}/mail/${id}/html`);
    const policy = page.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /sandbox(?!.*allow-scripts)/);
    assert.match(await page.text(), /<p>hi<\/p>/);
    assert.equal((await fetch(`${edge.url}/mail/0/html`)).status, 404);
  });
});

Deno.test("mail store: no more than 500 mails are kept", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mails_" });
  const store = await openMailStore(folder);
  const mail = { from: "", to: ["a@oak.example"], html: "", text: "", headers: {} };
  for (let count = 1; count <= 502; count++) await store.add({ ...mail, subject: String(count) });
  const reopened = await openMailStore(folder);
  assert.equal(reopened.list().length, 500);
  assert.equal(reopened.list().at(-1)?.subject, "3");
  await Deno.remove(folder, { recursive: true });
});
