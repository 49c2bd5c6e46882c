import type TwilioRequest from "twilio/lib/base/RequestClient.js";
import { z } from "zod";
import type { OutgoingSms, SendOutcome, SentMessage } from "../contract/send_gate.ts";
import { classifyTwilioError } from "../domain/twilio_errors.ts";
import { describeError, redact } from "../platform/log.ts";

/** Sends texts, and says which ones already left. */
export interface SmsProvider {
  /** Hands over one text once; never retries by itself, never throws for a refusal. */
  send(sms: OutgoingSms, messageId: number | null): Promise<SendOutcome>;
  /** Texts with this recipient, sender and body since then, oldest first; throws if Twilio cannot say. */
  findSent(sms: OutgoingSms, since: Date): Promise<SentMessage[]>;
}

/** What the provider needs to know. */
export interface TwilioAccess {
  readonly accountSid: string | null;
  readonly authToken: string;
  /** Replaces https://api.twilio.com, for a region or a stand-in. */
  readonly apiBaseUrl: string | null;
  readonly publicFunctionsUrl: string;
  readonly timeoutMs?: number;
}

/** An answer of Twilio that is not a success. */
class TwilioRefusal extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, body: unknown, retryAfter: unknown) {
    const parsed = TwilioErrorBody.safeParse(typeof body === "string" ? parseJson(body) : body);
    super(parsed.success ? parsed.data.message : `Twilio answered ${status}`);
    this.name = "TwilioRefusal";
    this.status = status;
    this.code = parsed.success && parsed.data.code !== null ? String(parsed.data.code) : null;
    const seconds = Number(retryAfter);
    this.retryAfterSeconds = retryAfter && seconds > 0 ? Math.ceil(seconds) : null;
  }
}

const TwilioErrorBody = z.object({
  message: z.string().default("Twilio gave no reason"),
  code: z.number().nullish().transform((code) => code ?? null),
});

const Created = z.object({
  sid: z.string().min(1),
  accountSid: z.string().min(1),
  numSegments: z.unknown(),
});

/** Sends and looks up texts with Twilio's own REST client, loaded at the first use (0.4 s cold). */
export function twilioProvider(access: TwilioAccess): SmsProvider {
  return {
    async send(sms, messageId) {
      try {
        const client = await openClient(access, sms.account_sid);
        const created = Created.parse(
          await client.messages.create(createOptions(sms, messageId, access)),
        );
        return {
          outcome: "accepted",
          account_sid: created.accountSid,
          provider_message_id: created.sid,
          segments: toSegments(created.numSegments),
        };
      } catch (thrown) {
        return outcomeOfFailure(thrown);
      }
    },
    async findSent(sms, since) {
      const client = await openClient(access, sms.account_sid);
      // Filtered by creation here: Twilio's own date filter looks at the sending date, which a
      // queued text does not have yet. A number pair sees fewer than 100 texts in that time.
      const listed = await client.messages.list({
        to: sms.to,
        ...(sms.from === null ? {} : { from: sms.from }),
        limit: 100,
        pageSize: 100,
      });
      return listed
        .filter((sent) => sent.direction !== "inbound" && sent.body === sms.content)
        .filter((sent) => sent.dateCreated >= since)
        .sort((a, b) => a.dateCreated.getTime() - b.dateCreated.getTime())
        .map((sent) => ({
          account_sid: sent.accountSid,
          provider_message_id: sent.sid,
          segments: toSegments(sent.numSegments),
        }));
    },
  };
}

async function openClient(access: TwilioAccess, accountSid: string | null) {
  const username = access.accountSid ?? accountSid;
  if (username === null) throw new Error("Cannot reach Twilio: TWILIO_ACCOUNT_SID is not set");
  const [{ default: Twilio }, { default: RequestClient }] = await Promise.all([
    import("twilio/lib/rest/Twilio.js"),
    import("twilio/lib/base/RequestClient.js"),
  ]);

  /** Twilio's client has no option for another base address, and hides Retry-After. */
  class RebasedClient extends RequestClient {
    override async request<Data>(options: TwilioRequest.RequestOptions<Data>) {
      const uri = rebase(options.uri, access.apiBaseUrl);
      const response = await super.request<Data>({ ...options, uri });
      if (response.statusCode < 300) return response;
      throw new TwilioRefusal(
        response.statusCode,
        response.body,
        response.headers?.["retry-after"],
      );
    }
  }

  const timeout = access.timeoutMs ?? 10_000;
  return new Twilio(username, access.authToken, {
    accountSid: accountSid ?? username,
    httpClient: new RebasedClient({ timeout, autoRetry: false, keepAlive: false }),
  });
}

function createOptions(sms: OutgoingSms, messageId: number | null, access: TwilioAccess) {
  return {
    to: sms.to,
    body: sms.content,
    // A text to one of our own people is no message of a thread: nobody waits for its callbacks.
    ...(messageId === null
      ? {}
      : { statusCallback: `${access.publicFunctionsUrl}/sms-status?message_id=${messageId}` }),
    ...(sms.from === null ? {} : { from: sms.from }),
    ...(sms.messaging_service_sid === null
      ? {}
      : { messagingServiceSid: sms.messaging_service_sid }),
    ...(sms.media.length === 0 ? {} : { mediaUrl: sms.media.map((media) => media.url) }),
  };
}

function outcomeOfFailure(thrown: unknown): SendOutcome {
  if (!(thrown instanceof TwilioRefusal)) {
    // No answer: the request may have arrived, so the next attempt looks before it sends.
    return {
      outcome: "unknown",
      error_code: null,
      error_class: "transient",
      error_message: describeError(thrown),
      retry_after_seconds: null,
    };
  }
  const errorClass = classifyTwilioError(thrown.code ?? thrown.status);
  const uncertain = thrown.status >= 500 || thrown.status === 408;
  return {
    outcome: uncertain ? "unknown" : "rejected",
    error_code: thrown.code ?? String(thrown.status),
    error_class: errorClass === "unknown" ? classifyTwilioError(thrown.status) : errorClass,
    error_message: redact(thrown.message),
    retry_after_seconds: thrown.retryAfterSeconds,
  };
}

function rebase(uri: string, baseUrl: string | null): string {
  if (baseUrl === null) return uri;
  const { pathname, search } = new URL(uri);
  return `${baseUrl}${pathname}${search}`;
}

function toSegments(count: unknown): number | null {
  const segments = Number(count);
  return Number.isInteger(segments) && segments > 0 ? segments : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
