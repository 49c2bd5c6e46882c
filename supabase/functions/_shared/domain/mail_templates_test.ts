import assert from "node:assert/strict";
import { renderMail } from "./mail_templates.ts";

const PLACE = { dealership_name: "Oak Ridge Toyota", app_url: "https://app.example" };
const SAMPLES: Readonly<Record<string, Record<string, unknown>>> = {
  handover: { customer: "Maria", reason: "asked for a person", path: "/conversations/1" },
  notification: { title: "Maria sounds unhappy", path: "/conversations/1" },
  lead_alert: { source: "Cars.com", vehicle: "2024 Toyota RAV4", path: "/leads/1" },
  digest: { title: "Your day", items: [{ title: "3 new leads", path: "/leads" }] },
};

Deno.test("renderMail() knows each template and says the same in text and HTML", () => {
  for (const [template, vars] of Object.entries(SAMPLES)) {
    const mail = renderMail(template, vars, PLACE);
    assert.ok(mail, template);
    assert.match(mail.text, /https:\/\/app\.example\//);
    assert.match(mail.text, /Oak Ridge Toyota/);
    const words = mail.html.replace(/<br>/g, "\n").replace(/<\/p>/g, "\n\n").replace(
      /<[^>]+>/g,
      "",
    );
    assert.equal(words.trim(), mail.text);
  }
});

Deno.test("renderMail() keeps a subject on one line and markup out", () => {
  const mail = renderMail("notification", { title: "a\r\nBcc: x@y.example <b>" }, PLACE);
  assert.equal(mail?.subject, "a Bcc: x@y.example <b>");
  assert.ok(!mail?.html.includes("<b>"));
});

Deno.test("renderMail() refuses an unknown template and vars that lack a field", () => {
  assert.equal(renderMail("nothing", {}, PLACE), null);
  assert.equal(renderMail("toString", {}, PLACE), null);
  assert.equal(renderMail("handover", { customer: "Maria" }, PLACE), null);
  assert.equal(renderMail("digest", { title: "Your day", items: [] }, PLACE), null);
});
