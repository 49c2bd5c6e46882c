import { createClient } from "@supabase/supabase-js";
import { z } from "zod";
import { type Database, fetchWithTimeout, RpcError } from "./client.ts";
import type { Database as Schema } from "./database.types.ts";

/** What it takes to reach the project as a person who is signed in. */
export interface StaffAccess {
  readonly supabaseUrl: string;
  readonly publicKey: string | null;
}

const User = z.object({ id: z.guid() });

/** Opens the database as one person: row security and permissions decide, as in the browser. */
export function asStaff(access: StaffAccess, token: string): Database {
  return createClient<Schema>(access.supabaseUrl, keyOf(access), {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchWithTimeout, headers: { authorization: `Bearer ${token}` } },
  });
}

/** Asks the Auth server whose token this is; null when it is nobody's, or not any more. */
export async function staffOfToken(access: StaffAccess, token: string): Promise<string | null> {
  const answer = await fetchWithTimeout(`${access.supabaseUrl}/auth/v1/user`, {
    headers: { apikey: keyOf(access), authorization: `Bearer ${token}` },
  });
  if (answer.status >= 500) {
    await answer.body?.cancel();
    const refusal = { status: answer.status, code: null, message: "the Auth server failed" };
    throw new RpcError("auth_user", refusal);
  }
  const user = User.safeParse(await answer.json().catch(() => null));
  return answer.ok && user.success ? user.data.id : null;
}

function keyOf({ publicKey }: StaffAccess): string {
  if (publicKey === null) {
    throw new Error("Cannot reach the project as a person: SUPABASE_ANON_KEY is not set");
  }
  return publicKey;
}
