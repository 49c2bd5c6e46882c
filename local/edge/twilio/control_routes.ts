import { type Call, readJsonObject, type Route } from "../router.ts";
import { parseFault } from "./faults.ts";
import { parseInbound, receiveText } from "./receive_text.ts";
import { newMessageSid } from "./text_message.ts";
import type { TwilioFake } from "./twilio_fake.ts";

const ROOT = "/fakes/twilio";
const MAX_MEDIA_BYTES = 5_000_000;

/** What tests and the phone page ask of the fake; real Twilio has none of it. */
export function twilioControlRoutes(fake: TwilioFake): readonly Route[] {
  return [
    { method: "POST", path: `${ROOT}/faults`, handle: ({ request }) => addFault(fake, request) },
    {
      method: "GET",
      path: `${ROOT}/faults`,
      handle: () => Response.json({ faults: fake.faults.list() }),
    },
    {
      method: "DELETE",
      path: `${ROOT}/faults`,
      handle: ({ url }) => {
        fake.faults.clear(url.searchParams.get("to"));
        return new Response(null, { status: 204 });
      },
    },
    { method: "POST", path: `${ROOT}/inbound`, handle: ({ request }) => inbound(fake, request) },
    { method: "POST", path: `${ROOT}/media`, handle: ({ request }) => saveMedia(fake, request) },
    {
      method: "GET",
      path: `${ROOT}/messages`,
      handle: ({ url }) => Response.json({ messages: fake.store.list().filter(involves(url)) }),
    },
    { method: "DELETE", path: `${ROOT}/messages`, handle: () => clear(fake) },
    {
      method: "GET",
      path: `${ROOT}/log`,
      handle: ({ url }) => Response.json({ log: fake.log.list().filter(concerns(url)) }),
    },
  ];
}

async function addFault(fake: TwilioFake, request: Request): Promise<Response> {
  const value = await readJsonObject(request);
  const fault = parseFault(value);
  if (fault === null) fake.faults.clear(typeof value["to"] === "string" ? value["to"] : null);
  else fake.faults.add(fault);
  return Response.json({ faults: fake.faults.list() });
}

async function inbound(fake: TwilioFake, request: Request): Promise<Response> {
  const text = parseInbound(await readJsonObject(request));
  if (text === null) {
    return Response.json({ error: "from and to must be phone numbers (+1…)" }, { status: 400 });
  }
  const entries = await receiveText(fake, text);
  return Response.json({ ...entries[0], entries });
}

async function saveMedia(fake: TwilioFake, request: Request): Promise<Response> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  const isTooLarge = bytes.length > MAX_MEDIA_BYTES;
  const id = isTooLarge
    ? null
    : await fake.media.save(bytes, request.headers.get("content-type") ?? "");
  if (id === null) {
    return Response.json({ error: "a JPEG, PNG, GIF or WebP under 5 MB is wanted" }, {
      status: 415,
    });
  }
  const message_sid = newMessageSid(true);
  const path =
    `/2010-04-01/Accounts/${fake.account.accountSid}/Messages/${message_sid}/Media/${id}`;
  return Response.json({ message_sid, url: fake.baseUrl + path }, { status: 201 });
}

function clear(fake: TwilioFake): Response {
  fake.store.clear();
  fake.log.clear();
  return new Response(null, { status: 204 });
}

/** Messages of one number (`?number=`), at either end, or all. */
function involves(url: Call["url"]): (message: { from: string; to: string }) => boolean {
  const number = url.searchParams.get("number");
  return (message) => number === null || message.from === number || message.to === number;
}

function concerns(url: Call["url"]): (entry: { shopper: string; ours: string }) => boolean {
  const number = url.searchParams.get("number");
  return (entry) => number === null || entry.shopper === number || entry.ours === number;
}
