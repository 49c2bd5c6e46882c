import type { Visitor } from "../api/visitor_api.ts";
import { visitorApi } from "../api/visitor_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** Whoever has the chat open says so once a minute; one missed word is no absence. */
const HERE_MS = 100_000;

/** The visitor of one chat, over Supabase. */
export function visitorOf(
  supabase: Client,
  dealershipId: string,
): (conversationId: string) => RemoteShape<Visitor | null> {
  const api = visitorApi(supabase, dealershipId);
  return (conversationId) => createRemote(() => api.read(conversationId));
}

/** Whether the visitor has the chat open now. */
export function isHere(visitor: Visitor, now: number): boolean {
  return now - Date.parse(visitor.last_seen_at) < HERE_MS;
}
