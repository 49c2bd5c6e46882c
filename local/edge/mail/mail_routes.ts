import type { EventStream } from "../event_stream.ts";
import type { Call, Route } from "../router.ts";
import { type Mail, type MailStore, parseMail } from "./mail_store.ts";

/** A mail's own page may show itself and nothing else: no script, no form, no request. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; " +
  "sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";

/** The mail inbox: JSON for tests and the stack, and each mail's HTML, locked in. */
export function mailRoutes(store: MailStore, events: EventStream): readonly Route[] {
  return [
    { method: "GET", path: "/api/mails", handle: (call) => list(store, call) },
    { method: "GET", path: "/api/mails/events", handle: () => events.open() },
    {
      method: "POST",
      path: "/api/mails",
      handle: async ({ request }) => {
        const given = parseMail(await request.json().catch(() => null));
        if (given === null) return Response.json({ error: "to is required" }, { status: 400 });
        const mail = await store.add(given);
        events.send("mail", { id: mail.id });
        return Response.json({ id: mail.id }, { status: 201 });
      },
    },
    {
      method: "DELETE",
      path: "/api/mails",
      handle: async () => {
        await store.clear();
        events.send("mail", {});
        return new Response(null, { status: 204 });
      },
    },
    {
      method: "DELETE",
      path: "/api/mails/:id",
      handle: async ({ params }) => {
        await store.remove(params["id"] ?? "");
        events.send("mail", {});
        return new Response(null, { status: 204 });
      },
    },
    {
      method: "GET",
      path: "/api/mails/:id",
      handle: (call) => withMail(store, call, (mail) => Response.json(mail)),
    },
    {
      method: "GET",
      path: "/mail/:id/html",
      handle: (call) => withMail(store, call, htmlPage),
    },
  ];
}

function list(store: MailStore, { url }: Call): Response {
  const to = url.searchParams.get("to")?.trim().toLowerCase();
  const isWanted = (mail: Mail) =>
    to === undefined || mail.to.some((one) => addressOf(one) === addressOf(to));
  return Response.json({ mails: store.list().filter(isWanted) });
}

/** `Maria Lopez <maria@example.com>` as `maria@example.com`. */
function addressOf(recipient: string): string {
  return (/<([^>]+)>/.exec(recipient)?.[1] ?? recipient).trim().toLowerCase();
}

function withMail(store: MailStore, call: Call, answer: (mail: Mail) => Response): Response {
  const mail = store.list().find((one) => one.id === call.params["id"]);
  return mail === undefined ? new Response("Not found", { status: 404 }) : answer(mail);
}

function htmlPage(mail: Mail): Response {
  // Links leave the frame; without this they would open inside it.
  const body = `<!DOCTYPE html><base target="_blank">${mail.html}`;
  return new Response(body, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": MAIL_POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    },
  });
}
