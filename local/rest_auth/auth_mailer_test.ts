import assert from "node:assert/strict";
import { type AuthMail, createAuthMailer, mailRedirects } from "./auth_mailer.ts";

function mailerInto(mails: AuthMail[]) {
  return createAuthMailer({
    issuer: "http://127.0.0.1:54321/auth/v1",
    siteUrl: "http://127.0.0.1:54323",
    send: (mail) => Promise.resolve(void mails.push(mail)),
  });
}

Deno.test("auth mails: carry a link to the API and the code, in text and HTML", async () => {
  const mails: AuthMail[] = [];
  await mailRedirects.run("http://127.0.0.1:54323/a?b=1&c=2", async () => {
    await mailerInto(mails).mail("invite", "new@oak.example", { tokenHash: "abc", otp: "123456" });
  });
  const [mail] = mails;
  assert.equal(mail?.to, "new@oak.example");
  const link = new URL(/http\S+/.exec(mail?.text ?? "")?.[0] ?? "");
  assert.equal(link.origin + link.pathname, "http://127.0.0.1:54321/auth/v1/verify");
  assert.deepEqual(Object.fromEntries(link.searchParams), {
    token: "abc",
    type: "invite",
    redirect_to: "http://127.0.0.1:54323/a?b=1&c=2",
  });
  assert.ok(mail?.html.includes(link.href.replaceAll("&", "&amp;")));
  assert.ok(mail?.text.includes("123456"));
});

Deno.test("auth mails: a reauthentication has a code and no link", async () => {
  const mails: AuthMail[] = [];
  await mailerInto(mails).sendReauthentication("sam@oak.example", "123456");
  assert.ok(!/http/.test(mails[0]?.text ?? "http"));
});
