import postgres from "postgres";
import { databaseUrl, type StackConfig } from "../config.ts";
import { jsonBroadcast, type JsonObject, type UserBroadcast } from "./protocol.ts";
import type { Claims } from "./tokens.ts";

/** Whose permissions are asked, and for which private topic. */
export interface AccessQuestion {
  readonly topic: string;
  readonly claims: Claims;
  /** Request headers, as policies see them in `request.headers`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A broadcast that the database keeps. */
export interface StoredBroadcast {
  readonly id: string;
  readonly topic: string;
  readonly isPrivate: boolean;
  readonly broadcast: UserBroadcast;
}

/** What realtime asks of Postgres, as supabase_admin. */
export interface RealtimeDatabase {
  /** Installs the authorization function and the publication; safe to repeat. */
  install(): Promise<void>;
  /** Makes the coming partitions and forgets what is older than three days. */
  maintain(): Promise<void>;
  readable(question: AccessQuestion, withPresence: boolean): Promise<ReadonlySet<string>>;
  writable(question: AccessQuestion): Promise<ReadonlySet<string>>;
  /** The newest private broadcasts of a topic since a moment, oldest first. */
  replay(topic: string, sinceMs: number, limit: number): Promise<StoredBroadcast[]>;
  /** Every broadcast since a moment, oldest first, at most `MAX_CATCH_UP`. */
  broadcastsSince(sinceMs: number): Promise<StoredBroadcast[]>;
  stop(): Promise<void>;
}

/** What went wrong with a question: the connection, the partitions, or a policy itself. */
export type DatabaseTrouble = "unavailable" | "missing_partition" | "policy_error";

/** Sorts an error of the database into what a client may be told. */
export function troubleOf(error: unknown): DatabaseTrouble {
  if (!(error instanceof postgres.PostgresError)) return "unavailable";
  // 57P01 to 57P05 and 08xxx: the server is going, coming, or gone.
  if (/^(57P0|08|53)/.test(error.code)) return "unavailable";
  return error.code === "23514" ? "missing_partition" : "policy_error";
}

interface MessageRow {
  readonly id: string;
  readonly topic: string;
  readonly event: string;
  readonly private: boolean;
  readonly payload: string | null;
  readonly binary_payload: Uint8Array | null;
}

const MAX_CATCH_UP = 5000;

/** Opens a small pool; connections are made when first used and again after a restart. */
export function openDatabase(config: StackConfig): RealtimeDatabase {
  const sql = postgres(databaseUrl(config, "supabase_admin"), {
    max: 4,
    idle_timeout: 60,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: "realtime", TimeZone: "UTC", statement_timeout: 10_000 },
  });
  return {
    async install() {
      await sql.unsafe(await Deno.readTextFile(new URL("./database.sql", import.meta.url)));
    },
    async maintain() {
      await sql`select realtime.maintain_partitions()`;
    },
    readable: (question, withPresence) => allowed(sql, question, "read", withPresence),
    writable: (question) => allowed(sql, question, "write", true),
    async replay(topic, sinceMs, limit) {
      // The minute ahead keeps the search out of the coming partitions.
      const rows = await sql<MessageRow[]>`
        select m.id, m.topic, m.event, m.private, m.payload::text, m.binary_payload
        from realtime.messages as m
        where m.topic = ${topic} and m.private and m.extension = 'broadcast'
          and m.inserted_at >= ${new Date(sinceMs).toISOString()}::timestamptz
          and m.inserted_at < now() + interval '1 minute'
        order by m.inserted_at desc limit ${limit}`;
      return rows.reverse().flatMap((row) => stored(row, { replayed: true }));
    },
    async broadcastsSince(sinceMs) {
      const rows = await sql<MessageRow[]>`
        select m.id, m.topic, m.event, m.private, m.payload::text, m.binary_payload
        from realtime.messages as m
        where m.inserted_at >= ${new Date(sinceMs).toISOString()}::timestamptz
          and m.inserted_at < now() + interval '1 minute'
        order by m.inserted_at limit ${MAX_CATCH_UP}`;
      return rows.flatMap((row) => stored(row, {}));
    },
    stop: () => sql.end({ timeout: 0 }),
  };
}

async function allowed(
  sql: postgres.Sql,
  question: AccessQuestion,
  wanted: "read" | "write",
  withPresence: boolean,
): Promise<ReadonlySet<string>> {
  const { topic, claims, headers } = question;
  const rows = await sql<{ extension: string }[]>`
    select extension from realtime.allowed_extensions(
      ${topic}, ${JSON.stringify(claims.payload)}, ${JSON.stringify(headers)}, ${wanted},
      ${withPresence}
    ) as extension`;
  return new Set(rows.map((row) => row.extension));
}

function stored(row: MessageRow, meta: JsonObject): StoredBroadcast[] {
  const { id, topic, event } = row;
  const withId = { ...meta, id };
  if (row.binary_payload !== null) {
    const body = Uint8Array.from(row.binary_payload);
    const broadcast: UserBroadcast = {
      kind: "user",
      event,
      encoding: "binary",
      body,
      meta: withId,
    };
    return [{ id, topic, isPrivate: row.private, broadcast }];
  }
  if (row.payload === null || event === null) return [];
  return [{
    id,
    topic,
    isPrivate: row.private,
    broadcast: jsonBroadcast(event, row.payload, withId),
  }];
}
