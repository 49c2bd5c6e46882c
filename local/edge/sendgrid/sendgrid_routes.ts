import { type Call, readJsonObject, type Route, textOrNull } from "../router.ts";
import { parseMailFault } from "./faults.ts";
import { parseShopperMail, postInbound, replyTo } from "./post_inbound.ts";
import type { SendGridFake } from "./sendgrid_fake.ts";
import { takeMail } from "./take_mail.ts";
import { postEvents, tellEvent } from "./tell_events.ts";

const ROOT = "/fakes/sendgrid";

/** SendGrid's API, what tests ask of the fake, and what the inbox page does with a mail. */
export function sendGridRoutes(fake: SendGridFake): readonly Route[] {
  return [
    {
      method: "POST",
      path: `${ROOT}/v3/mail/send`,
      handle: ({ request }) => takeMail(fake, request),
    },
    { method: "POST", path: `${ROOT}/faults`, handle: ({ request }) => addFault(fake, request) },
    { method: "POST", path: `${ROOT}/inbound`, handle: ({ request }) => inbound(fake, request) },
    { method: "POST", path: `${ROOT}/events`, handle: ({ request }) => events(fake, request) },
    { method: "POST", path: "/api/mails/:id/reply", handle: (call) => reply(fake, call) },
    { method: "POST", path: "/api/mails/:id/events", handle: (call) => tell(fake, call) },
  ];
}

async function addFault(fake: SendGridFake, request: Request): Promise<Response> {
  const fault = parseMailFault(await readJsonObject(request));
  if (fault === null) fake.faults.clear();
  else fake.faults.add(fault);
  return Response.json({ faults: fake.faults.list() });
}

async function inbound(fake: SendGridFake, request: Request): Promise<Response> {
  const mail = parseShopperMail(await readJsonObject(request));
  if (mail === null) return Response.json({ error: "from and to are required" }, { status: 400 });
  return Response.json({ statuses: await postInbound(fake, mail), message_id: mail.message_id });
}

async function events(fake: SendGridFake, request: Request): Promise<Response> {
  const given = await readJsonObject(request);
  const list = Array.isArray(given["events"]) ? given["events"] : [];
  const age = typeof given["age_s"] === "number" ? given["age_s"] : 0;
  const status = await postEvents(fake, list, {
    timestamp: Math.floor(Date.now() / 1000) - age,
    bad_signature: given["bad_signature"] === true,
  });
  return Response.json({ status });
}

async function reply(fake: SendGridFake, { request, params }: Call): Promise<Response> {
  const given = await readJsonObject(request);
  const found = fake.mails.list().find(({ id }) => id === params["id"]);
  const mail = found === undefined ? null : replyTo(found, textOrNull(given["text"]) ?? "");
  if (mail === null) return new Response("Not found", { status: 404 });
  return Response.json({ statuses: await postInbound(fake, mail), message_id: mail.message_id });
}

async function tell(fake: SendGridFake, { request, params }: Call): Promise<Response> {
  const given = await readJsonObject(request);
  const mail = fake.mails.list().find(({ id }) => id === params["id"]);
  const event = textOrNull(given["event"]);
  if (mail === undefined || event === null) return new Response("Not found", { status: 404 });
  return Response.json({ status: await tellEvent(fake, mail, event) });
}
