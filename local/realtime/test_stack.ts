/** For tests: a Postgres with two policies, the realtime server, tokens and real clients. */
import { createClient, type RealtimeChannel, type SupabaseClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import postgres from "postgres";
import { databaseUrl, type StackConfig } from "../config.ts";
import { freePort } from "../ports.ts";
import { type PostgresService, startPostgres } from "../postgres/postgres.ts";
import { type RealtimeService, startRealtime } from "./realtime.ts";

const JWT_SECRET = "a-secret-of-the-local-stack-32-characters";

/** What a test of the server works with. */
export interface TestStack {
  readonly config: StackConfig;
  readonly postgres: PostgresService;
  readonly realtime: RealtimeService;
  readonly sql: postgres.Sql;
  /** What the server reported. */
  readonly reports: string[];
  /** Commits one database broadcast. */
  send(topic: string, payload: postgres.JSONValue, isPrivate?: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Topics `room:<sub>` are that user's to read and write; `hall:*` all may read, nobody write. */
const POLICIES = `
  create policy room_select on realtime.messages for select to authenticated
    using (realtime.topic() = 'room:' || (select auth.uid())::text);
  create policy room_insert on realtime.messages for insert to authenticated
    with check (realtime.topic() = 'room:' || (select auth.uid())::text);
  create policy hall_select on realtime.messages for select to authenticated
    using (realtime.topic() like 'hall:%' and extension = 'broadcast');
  create table public.guests (user_id uuid primary key);
  grant select on public.guests to authenticated;
  create policy club_select on realtime.messages for select to authenticated
    using (realtime.topic() = 'club'
      and exists (select from public.guests as g where g.user_id = (select auth.uid())));
  create policy broken_select on realtime.messages for select to authenticated
    using (case when realtime.topic() like 'broken:%'
      then split_part(realtime.topic(), ':', 2)::int > 0 else false end);`;

/** Starts it all in a folder of its own. */
export async function startTestStack(): Promise<TestStack> {
  const stateDir = await Deno.makeTempDir({ prefix: "realtime_test_" });
  const config: StackConfig = {
    projectDir: stateDir,
    stateDir,
    ports: { api: 0, postgres: freePort(), web: 0, inbox: 0 },
    keys: {
      publishable: "sb_publishable_test",
      secret: "sb_secret_test",
      anon: await signToken({ role: "anon" }),
      serviceRole: await signToken({ role: "service_role" }),
      jwtSecret: JWT_SECRET,
    },
  };
  const database = await startPostgres(config);
  const sql = postgres(databaseUrl(config), { max: 2, onnotice: () => undefined });
  await sql.unsafe(POLICIES);
  const reports: string[] = [];
  const report = (problem: string, cause?: unknown) => {
    reports.push(`${problem}: ${cause instanceof Error ? cause.message : ""}`);
  };
  const realtime = await startRealtime(config, report);
  return {
    config,
    postgres: database,
    realtime,
    sql,
    reports,
    async send(topic, payload, isPrivate = true) {
      await sql`select realtime.send(${sql.json(payload)}, 'event', ${topic}, ${isPrivate})`;
    },
    async stop() {
      await realtime.stop();
      await sql.end({ timeout: 1 });
      await database.stop();
      await Deno.remove(stateDir, { recursive: true });
    },
  };
}

/** A token as the project's Auth signs it. */
export async function signToken(
  claims: Record<string, unknown>,
  lifetimeS = 3600,
): Promise<string> {
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeS)
    .sign(new TextEncoder().encode(JWT_SECRET));
}

/** The token of one signed-in user. */
export function userToken(userId: string, lifetimeS?: number): Promise<string> {
  return signToken({ role: "authenticated", sub: userId }, lifetimeS);
}

/** A real client; with a token it is that user, else anonymous. */
export async function newClient(
  stack: TestStack,
  token: string | null,
  vsn: "1.0.0" | "2.0.0" = "2.0.0",
): Promise<SupabaseClient> {
  const { url } = stack.realtime;
  const client = createClient(url, stack.config.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    realtime: { vsn, logger: () => undefined },
    ...(token === null ? {} : { accessToken: () => Promise.resolve(token) }),
  });
  // A join carries the token known by then, so it is made known first.
  await client.realtime.setAuth();
  return client;
}

/** Subscribes; resolves with the first status, and the sentence that came with it. */
export function subscribed(channel: RealtimeChannel): Promise<string> {
  return new Promise((resolve) => {
    channel.subscribe((status, error) => resolve(error ? `${status} ${error.message}` : status));
  });
}

/** Closes a client and its channels. */
export async function closeClient(client: SupabaseClient): Promise<void> {
  await client.removeAllChannels();
  await client.realtime.disconnect();
}
