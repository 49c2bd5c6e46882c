import { pause } from "../pause.ts";
import type { Call, Route } from "../router.ts";
import { deliverText } from "./deliver_text.ts";
import type { Fault } from "./faults.ts";
import { listTextsJson } from "./list_texts.ts";
import { acceptText } from "./send_text.ts";
import { type TextMessage, toTwilioJson } from "./text_message.ts";
import { AUTHENTICATE, notFound, TOO_MANY_REQUESTS, twilioErrorResponse } from "./twilio_error.ts";
import type { TwilioFake } from "./twilio_fake.ts";

const ROOT = "/fakes/twilio";
const ACCOUNT = `${ROOT}/2010-04-01/Accounts/:account`;
/** How long a caller of accept_then_timeout waits unless the fault says. */
const SILENCE_MS = 60_000;
/** A reply this long after a text is no answer to it. */
const REPLY_WINDOW_MS = 600_000;

/** The part of Twilio's REST API that texting needs. */
export function twilioRestRoutes(fake: TwilioFake): readonly Route[] {
  const guarded = (handle: Route["handle"]): Route["handle"] => async (call) => {
    const isOurs = isAuthorized(fake, call.request) &&
      call.params["account"]?.replace(/\.json$/, "") === fake.account.accountSid;
    return isOurs ? await handle(call) : twilioErrorResponse(AUTHENTICATE);
  };
  return [
    {
      method: "POST",
      path: `${ACCOUNT}/Messages.json`,
      handle: guarded(({ request }) => createMessage(fake, request)),
    },
    {
      method: "GET",
      path: `${ACCOUNT}/Messages.json`,
      handle: guarded(({ url }) =>
        Response.json(listTextsJson(fake.store.list(), url.searchParams, apiPath(url)))
      ),
    },
    {
      method: "GET",
      path: `${ACCOUNT}/Messages/:sid/Media/:media`,
      handle: (call) => fetchMedia(fake, call),
    },
    {
      method: "GET",
      path: `${ACCOUNT}/Messages/:sid`,
      handle: guarded((call) => fetchMessage(fake, call)),
    },
    { method: "GET", path: ACCOUNT, handle: guarded(() => fetchAccount(fake)) },
  ];
}

function isAuthorized(fake: TwilioFake, request: Request): boolean {
  const { accountSid, authToken } = fake.account;
  return request.headers.get("authorization") === `Basic ${btoa(`${accountSid}:${authToken}`)}`;
}

async function createMessage(fake: TwilioFake, request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const to = form.get("To") ?? "";
  const fault = fake.faults.take(to);
  if (fault !== null) {
    await pause(fault.delay_ms, fake.signal);
    const refusal = await refuseByFault(fake, fault);
    if (refusal !== null) {
      logRefusal(fake, form, refusal.status === 504 ? "no answer" : String(refusal.status));
      return refusal;
    }
  }
  const accepted = acceptText(fake, form);
  if ("code" in accepted) {
    logRefusal(fake, form, String(accepted.code));
    return twilioErrorResponse(accepted);
  }
  fake.store.add(accepted);
  logAccepted(fake, accepted);
  void deliverText(fake, accepted, fault);
  if (fault?.accept_then_timeout) {
    await pause(fault.timeout_ms ?? SILENCE_MS, fake.signal);
    return gaveUp();
  }
  return Response.json(toTwilioJson(accepted), { status: 201 });
}

async function refuseByFault(fake: TwilioFake, fault: Fault): Promise<Response | null> {
  if (fault.rate_limit) {
    const seconds = fault.retry_after ?? 1;
    return twilioErrorResponse(TOO_MANY_REQUESTS, { "retry-after": String(seconds) });
  }
  if (fault.status !== null) {
    const code = fault.code ?? (fault.status === 429 ? 20429 : 20500);
    const message = fault.message ?? "An internal server error has occurred";
    const headers: Record<string, string> = fault.retry_after === null
      ? {}
      : { "retry-after": String(fault.retry_after) };
    return twilioErrorResponse({ status: fault.status, code, message }, headers);
  }
  if (fault.timeout_ms === null || fault.accept_then_timeout) return null;
  await pause(fault.timeout_ms, fake.signal);
  return gaveUp();
}

/** What is left to say to a caller who was more patient than the fault. */
function gaveUp(): Response {
  return new Response("upstream request timeout", { status: 504 });
}

function logAccepted(fake: TwilioFake, message: TextMessage): void {
  const asked = fake.store.list().findLast((one) =>
    one.direction === "inbound" && one.from === message.to && one.to === message.from
  );
  const ms = asked === undefined ? null : Date.now() - Date.parse(asked.created_at);
  const isReply = ms !== null && ms < REPLY_WINDOW_MS;
  fake.log.add({
    kind: "accepted",
    label: isReply ? "Reply queued" : "Text queued",
    answer: isReply ? `${ms} ms` : "ok",
    is_ok: true,
    ms: isReply ? ms : 0,
    shopper: message.to,
    ours: message.from,
    message_sid: message.sid,
    request: null,
    response: null,
  });
}

function logRefusal(fake: TwilioFake, form: URLSearchParams, answer: string): void {
  fake.log.add({
    kind: "refused",
    label: "Send refused",
    answer,
    is_ok: false,
    ms: 0,
    shopper: form.get("To") ?? "",
    ours: form.get("From") ?? "",
    message_sid: null,
    request: null,
    response: null,
  });
}

function fetchMessage(fake: TwilioFake, { url, params }: Call): Response {
  const message = fake.store.find((params["sid"] ?? "").replace(/\.json$/, ""));
  if (message === null) return twilioErrorResponse(notFound(apiPath(url)));
  return Response.json(toTwilioJson(message));
}

/** Like Twilio's own media addresses, these need no password. */
async function fetchMedia(fake: TwilioFake, { url, params }: Call): Promise<Response> {
  const media = await fake.media.read(params["media"] ?? "");
  if (media === null) return twilioErrorResponse(notFound(apiPath(url)));
  return new Response(media.bytes, { headers: { "content-type": media.contentType } });
}

function fetchAccount(fake: TwilioFake): Response {
  const sid = fake.account.accountSid;
  return Response.json({
    sid,
    friendly_name: "Local account",
    status: "active",
    type: "Full",
    uri: `/2010-04-01/Accounts/${sid}.json`,
  });
}

function apiPath(url: URL): string {
  return url.pathname.slice(ROOT.length);
}
