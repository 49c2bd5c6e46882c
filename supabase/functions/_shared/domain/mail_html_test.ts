import assert from "node:assert/strict";
import { mailHtml } from "./mail_html.ts";

Deno.test("mailHtml() keeps paragraphs, breaks and links, and lets no markup in", () => {
  const html = mailHtml("Hi <b>\nthere\n\nSee (https://oak.example/?a=1&b=2).");
  assert.match(html, /<p[^>]*>Hi &lt;b&gt;<br>there<\/p>/);
  assert.match(html, /\(<a href="https:\/\/oak\.example\/\?a=1&amp;b=2">/);
  assert.ok(!mailHtml('https://x.example/"><script>').includes("<script>"));
});
