import { inboxUrl, type StackConfig } from "../config.ts";
import { startAuth } from "./auth.ts";
import type { AuthMail } from "./auth_mailer.ts";
import { startRest } from "./rest.ts";
import { readSupabaseSettings } from "./supabase_settings.ts";

/** REST and Auth in one: what stands behind `/rest/v1` and `/auth/v1`. */
export interface RestAuth {
  /** Answers a request below `/rest/v1/` or `/auth/v1/`. */
  handle(request: Request): Promise<Response>;
  stop(): Promise<void>;
}

/** Where people are sent, and where their mail goes. */
export interface RestAuthOptions {
  /** Address of the web app: default target of links, base of allowed redirects. */
  readonly siteUrl: string;
  /** Takes Auth's e-mails; without it they go to the local inbox. */
  readonly onEmail?: (mail: AuthMail) => Promise<void>;
}

const SENDER = "Rylie <no-reply@rylie.example>";
const INBOX_TIMEOUT_MS = 5_000;

/** Starts REST as `authenticator` and Auth as `supabase_auth_admin`, by supabase/config.toml. */
export async function startRestAuth(
  config: StackConfig,
  opts: RestAuthOptions,
): Promise<RestAuth> {
  const settings = await readSupabaseSettings(config.projectDir);
  const [rest, auth] = await Promise.all([
    startRest(config, settings.api),
    startAuth(config, {
      settings: settings.auth,
      siteUrl: opts.siteUrl,
      sendMail: opts.onEmail ?? ((mail) => sendToInbox(mail, config)),
    }),
  ]);
  return {
    handle(request) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/rest/v1/")) return rest.answer(request);
      if (pathname.startsWith("/auth/v1/")) return auth.answer(request);
      return Promise.resolve(Response.json({ message: "Not found" }, { status: 404 }));
    },
    async stop() {
      await Promise.all([rest.stop(), auth.stop()]);
    },
  };
}

async function sendToInbox(mail: AuthMail, config: StackConfig): Promise<void> {
  const answer = await fetch(`${inboxUrl(config)}/api/mails`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...mail, from: SENDER }),
    signal: AbortSignal.timeout(INBOX_TIMEOUT_MS),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`Cannot send e-mail: the inbox answered ${answer.status}`);
}
