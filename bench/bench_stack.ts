/** A whole stack with demo data for the subjects that measure what people and Twilio wait for. */
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import postgres, { type Sql } from "postgres";
import { apiUrl, databaseUrl, type StackConfig } from "../local/config.ts";
import { fakeTwilioAccount, publicFunctionsUrl } from "../local/edge/edge_env.ts";
import { newSid, OAK_NUMBER, PASSWORD, PEOPLE } from "../tests/support/people.ts";
import { startFreshStack } from "../tests/support/stack.ts";
import { timeOf } from "./samples.ts";

/** A running stack and its ways in. */
export interface BenchStack {
  readonly config: StackConfig;
  /** The owner's connections. */
  readonly sql: Sql;
  /** A salesperson of Oak, signed in through the gateway. */
  readonly staff: SupabaseClient;
  readonly accessToken: string;
  /** Posts a shopper's text to sms-inbound as Twilio does; returns how long the answer took. */
  text(from: string, body: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts it on free ports and an empty state folder; with `model` the scripted model writes the replies. */
export async function startBenchStack({ model = false, web = false } = {}): Promise<BenchStack> {
  const stack = await startFreshStack({ web, model });
  const { config } = stack;
  const sql = postgres(databaseUrl(config), { max: 4, onnotice: () => {} });
  const stop = async () => {
    await sql.end({ timeout: 1 });
    await stack.remove();
  };
  try {
    const staff = newClient(config);
    const { data, error } = await staff.auth.signInWithPassword({
      email: PEOPLE.oakSales.email,
      password: PASSWORD,
    });
    if (error !== null) throw new Error("Cannot sign in to the fresh stack", { cause: error });
    const accessToken = data.session.access_token;
    return { config, sql, staff, accessToken, text: (...args) => text(config, ...args), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A client as the web app has it, without a stored session. */
export function newClient(config: StackConfig): SupabaseClient {
  return createClient(apiUrl(config), config.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
}

async function text(config: StackConfig, from: string, body: string): Promise<number> {
  const url = `${publicFunctionsUrl(config)}/sms-inbound`;
  const { accountSid, authToken } = fakeTwilioAccount(config);
  const form = {
    AccountSid: accountSid,
    MessageSid: newSid(),
    From: from,
    To: OAK_NUMBER,
    Body: body,
    NumMedia: "0",
  };
  const headers = { "x-twilio-signature": getExpectedTwilioSignature(authToken, url, form) };
  return await timeOf(async () => {
    const response = await fetch(url, { method: "POST", headers, body: new URLSearchParams(form) });
    await response.text();
    if (response.status !== 200) throw new Error(`Cannot send a text: ${response.status}`);
  });
}
