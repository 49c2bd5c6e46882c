import { type EmailApi, emailApi, type EmailSettings } from "../api/email_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** E-mail as it can be set, read when its section opens. */
export interface EmailShape extends Pick<EmailApi, "savePoll" | "lift"> {
  readonly email: RemoteShape<EmailSettings>;
}

/** The e-mail of one dealership, over Supabase. */
export function emailOf(supabase: Client, dealershipId: string): EmailShape {
  const api = emailApi(supabase, dealershipId);
  return { savePoll: api.savePoll, lift: api.lift, email: createRemote(api.read) };
}
