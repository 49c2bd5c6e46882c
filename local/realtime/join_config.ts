import { isJsonObject, type Json } from "./protocol.ts";

/** Which stored broadcasts a joining client asks for: the newest `limit` since a moment. */
export interface Replay {
  readonly sinceMs: number;
  readonly limit: number;
}

/** What a client asks of a channel when it joins. */
export interface JoinConfig {
  readonly isPrivate: boolean;
  readonly wantsAck: boolean;
  readonly wantsOwnBroadcasts: boolean;
  readonly wantsReplicationReady: boolean;
  readonly wantsPresence: boolean;
  readonly presenceKey: string | null;
  readonly replay: Replay | "invalid" | null;
  readonly postgresChanges: readonly Json[];
  readonly accessToken: string | null;
}

const MAX_REPLAY = 25;

/** Reads a join payload as the hosted server does: what it cannot read counts as not said. */
export function parseJoin(payload: Json): JoinConfig {
  const join = objectOf(payload);
  const config = objectOf(join.config);
  const broadcast = objectOf(config.broadcast);
  const presence = objectOf(config.presence);
  const changes = Array.isArray(config.postgres_changes) ? config.postgres_changes : [];
  return {
    isPrivate: flag(config.private),
    wantsAck: flag(broadcast.ack),
    wantsOwnBroadcasts: flag(broadcast.self),
    wantsReplicationReady: flag(broadcast.replication_ready),
    wantsPresence: flag(presence.enabled),
    presenceKey: presenceKey(presence.key),
    replay: replayOf(broadcast.replay),
    postgresChanges: changes.filter((change) => change !== null),
    accessToken: text(join.user_token) ?? text(join.access_token),
  };
}

function objectOf(value: Json | undefined): Record<string, Json | undefined> {
  return isJsonObject(value) ? value : {};
}

function text(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function flag(value: Json | undefined): boolean {
  return value === true || (typeof value === "string" && value.toLowerCase() === "true");
}

function presenceKey(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === "") return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function replayOf(value: Json | undefined): JoinConfig["replay"] {
  if (!isJsonObject(value)) return null;
  const { since, limit = MAX_REPLAY } = value;
  if (!isInteger(since) || !isInteger(limit)) return "invalid";
  // Beyond this range a Date is invalid, and so would be the query.
  if (Math.abs(since) > 8.64e15) return "invalid";
  return { sinceMs: since, limit: Math.max(1, Math.min(limit, MAX_REPLAY)) };
}

function isInteger(value: Json | undefined): value is number {
  return Number.isInteger(value);
}
