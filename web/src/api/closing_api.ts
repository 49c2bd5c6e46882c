import * as z from "zod/mini";
import { type Client, unwrap } from "./supabase.ts";

/** When a conversation that a person has goes back to the AI by itself; null where it does not. */
export async function readHandsBackAt(
  supabase: Client,
  conversation_id: string,
): Promise<string | null> {
  const { data } = await unwrap(supabase.rpc("hands_back_at", { conversation_id }));
  return z.nullable(z.string()).parse(data);
}
