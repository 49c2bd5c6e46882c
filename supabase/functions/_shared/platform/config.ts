import { z } from "zod";

const text = z.string().trim().optional().transform((value) => value === "" ? undefined : value);
const address = text.pipe(
  z.url({ protocol: /^https?$/, error: "must be an address that begins with http:// or https://" })
    .optional(),
)
  .transform((url) => url?.replace(/\/+$/, ""));

/** Hosted projects name their `sb_secret_` keys in one JSON object: `{"default": "sb_secret_…"}`. */
const secretKeys = text.transform((value, context) => {
  if (value === undefined) return [];
  const parsed = z.record(z.string(), z.string().min(1)).safeParse(parseJson(value));
  if (parsed.success) return Object.values(parsed.data);
  context.addIssue({ code: "custom", message: "must be a JSON object of names and keys" });
  return z.NEVER;
});

const Environment = z.object({
  SUPABASE_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
  SUPABASE_SERVICE_ROLE_KEY: text,
  SUPABASE_SECRET_KEYS: secretKeys,
  SUPABASE_ANON_KEY: text,
  SUPABASE_PUBLISHABLE_KEYS: secretKeys,
  PUBLIC_FUNCTIONS_URL: address,
  VAPID_PUBLIC_KEY: text,
  VAPID_PRIVATE_KEY: text,
  VAPID_SUBJECT: text,
  PUSH_ALLOWED_ORIGINS: text,
  TWILIO_ACCOUNT_SID: text,
  TWILIO_AUTH_TOKEN: text,
  TWILIO_AUTH_TOKEN_PREVIOUS: text,
  TWILIO_API_BASE_URL: address,
  SENDGRID_API_KEY: text,
  SENDGRID_BASE_URL: address,
  SENDGRID_INBOUND_KEY: text,
  SENDGRID_EVENT_KEY: text,
  EMAIL_FROM: text,
  IMAP_ALLOWED_HOSTS: text,
  PUBLIC_APP_URL: address,
  OPENAI_API_KEY: text,
  OPENAI_API_KEY_PREVIOUS: text,
  OPENAI_BASE_URL: address,
  OPENAI_MODEL: text,
  OPENAI_EMBEDDING_MODEL: text,
  FEED_ALLOWED_ORIGINS: text,
});

/** Every variable that a function reads; another one in an env file is a slip. */
export const VARIABLES: readonly string[] = Object.keys(Environment.shape);

/** All that the environment tells the functions, parsed once. */
export interface Config {
  readonly supabaseUrl: string;
  /** Keys that prove "I am the service"; the first one is ours to use. Never empty. */
  readonly serviceKeys: readonly [string, ...string[]];
  /** The key that goes with a person's own token; it opens nothing by itself. Null when none is set. */
  readonly publicKey: string | null;
  /** The base address the outside world calls, without a trailing slash. */
  readonly publicFunctionsUrl: string;
  /** publicAppUrl if it was set: where the widget's frame is served. */
  readonly webUrl: string | null;
  /** The base address of the staff app, for links in mails; without a trailing slash. */
  readonly publicAppUrl: string;
  readonly twilio: TwilioConfig;
  /** Absent without SENDGRID_API_KEY: then no mail leaves. */
  readonly email: EmailConfig | null;
  /** Mail servers of our own network that may be read; every other one must be public. */
  readonly mailHosts: readonly string[];
  /** Public keys (base64 SPKI) of SendGrid's webhooks; a door without its key stays shut. */
  readonly sendGridKeys: SendGridKeys;
  /** Origins of feeds that may be private or without TLS; empty when hosted. */
  readonly feedOrigins: readonly string[];
  /** Absent without the three VAPID_ variables: then nobody is pushed to. */
  readonly push: PushConfig | null;
  /** Absent without OPENAI_API_KEY: then the local intelligence answers. */
  readonly openai: OpenAiConfig | null;
}

/** What pushing to browsers needs (RFC 8292). */
export interface PushConfig {
  readonly publicKey: string;
  readonly privateKey: string;
  /** A mailto: or https: address at which a push service finds us. */
  readonly subject: string;
  /** Origins of push services besides the well-known ones, for a stand-in. */
  readonly moreOrigins: readonly string[];
}

/** What the SMS doors and the Twilio provider need. */
export interface TwilioConfig {
  readonly accountSid: string | null;
  /** The current auth token, then the previous one during a rotation; empty without a current one. */
  readonly authTokens: readonly string[];
  readonly apiBaseUrl: string | null;
}

/** What sending mail needs. */
export interface EmailConfig {
  readonly apiKey: string;
  /** Replaces https://api.sendgrid.com, for the EU region or a stand-in. */
  readonly baseUrl: string | null;
  /** Sender of mails that belong to no thread: notices, alerts, digests. */
  readonly from: string;
}

/** What proves that a webhook comes from SendGrid. */
export interface SendGridKeys {
  readonly inbound: string | null;
  readonly events: string | null;
}

/** What the model provider needs. */
export interface OpenAiConfig {
  /** The current key, then the previous one during a rotation. */
  readonly apiKeys: readonly [string, ...string[]];
  readonly baseUrl: string | null;
  /** Tried in this order unless a dealership names its own. */
  readonly models: readonly [string, ...string[]];
  /** Embeds knowledge and questions where the database has vectors. */
  readonly embeddingModel: string;
}

/** Cheap, quick and good at tools; a dealership's ai_config may name others. */
const DEFAULT_MODEL = "gpt-4.1-mini";

/** Shortens its embeddings to the column's size itself. */
const DEFAULT_EMBEDDING_MODEL = "text-embedding-3-small";

/** Never answered; hosted projects name a sender on their own authenticated domain. */
const DEFAULT_FROM = "Rylie <no-reply@rylie.example>";

/** Reads the environment once; throws one error that names every wrong variable and no value. */
export function readConfig(environment: Record<string, string> = Deno.env.toObject()): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new Error(`Cannot read the configuration: ${wrong.join("; ")}`);
  }
  const env = parsed.data;
  const [first, ...others] = [env.SUPABASE_SERVICE_ROLE_KEY, ...env.SUPABASE_SECRET_KEYS]
    .filter((key) => key !== undefined);
  if (first === undefined) {
    throw new Error(
      "Cannot read the configuration: SUPABASE_SERVICE_ROLE_KEY or SUPABASE_SECRET_KEYS is required",
    );
  }
  return {
    supabaseUrl: env.SUPABASE_URL,
    serviceKeys: [first, ...others],
    publicKey: env.SUPABASE_ANON_KEY ?? env.SUPABASE_PUBLISHABLE_KEYS[0] ?? null,
    publicFunctionsUrl: env.PUBLIC_FUNCTIONS_URL ?? `${env.SUPABASE_URL}/functions/v1`,
    webUrl: env.PUBLIC_APP_URL ?? null,
    publicAppUrl: env.PUBLIC_APP_URL ?? env.SUPABASE_URL,
    twilio: {
      accountSid: env.TWILIO_ACCOUNT_SID ?? null,
      authTokens: env.TWILIO_AUTH_TOKEN === undefined
        ? []
        : [env.TWILIO_AUTH_TOKEN, env.TWILIO_AUTH_TOKEN_PREVIOUS].filter((token) =>
          token !== undefined
        ),
      apiBaseUrl: env.TWILIO_API_BASE_URL ?? null,
    },
    email: env.SENDGRID_API_KEY === undefined ? null : {
      apiKey: env.SENDGRID_API_KEY,
      baseUrl: env.SENDGRID_BASE_URL ?? null,
      from: env.EMAIL_FROM ?? DEFAULT_FROM,
    },
    mailHosts: (env.IMAP_ALLOWED_HOSTS ?? "").split(",").filter((host) => host !== ""),
    sendGridKeys: {
      inbound: env.SENDGRID_INBOUND_KEY ?? null,
      events: env.SENDGRID_EVENT_KEY ?? null,
    },
    feedOrigins: (env.FEED_ALLOWED_ORIGINS ?? "").split(",").filter((origin) => origin !== ""),
    push: pushConfig(env),
    openai: openAiConfig(env),
  };
}

function pushConfig(env: z.infer<typeof Environment>): PushConfig | null {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } =
    env;
  if (publicKey === undefined || privateKey === undefined || subject === undefined) return null;
  const moreOrigins = (env.PUSH_ALLOWED_ORIGINS ?? "").split(",").filter((one) => one !== "");
  return { publicKey, privateKey, subject, moreOrigins };
}

function openAiConfig(env: z.infer<typeof Environment>): OpenAiConfig | null {
  const { OPENAI_API_KEY: key, OPENAI_API_KEY_PREVIOUS: previous } = env;
  if (key === undefined) return null;
  return {
    apiKeys: previous === undefined ? [key] : [key, previous],
    baseUrl: env.OPENAI_BASE_URL ?? null,
    models: modelList(env.OPENAI_MODEL),
    embeddingModel: env.OPENAI_EMBEDDING_MODEL ?? DEFAULT_EMBEDDING_MODEL,
  };
}

/** OPENAI_MODEL holds one name, or several with commas between them. */
function modelList(value: string | undefined): readonly [string, ...string[]] {
  const [first, ...others] = (value ?? "").split(",").map((name) => name.trim())
    .filter((name) => name !== "").slice(0, 5);
  return first === undefined ? [DEFAULT_MODEL] : [first, ...others];
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
