import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import postgres, { type Sql } from "postgres";
import { apiUrl, databaseUrl, type StackConfig } from "../config.ts";
import { startGateway } from "../gateway.ts";
import { freePorts } from "../ports.ts";
import { type PostgresService, startPostgres } from "../postgres/postgres.ts";
import type { AuthMail } from "./auth_mailer.ts";
import { startStorage } from "../storage/storage.ts";
import { startRestAuth } from "./rest_auth.ts";

/** Postgres, REST, Auth, Storage and gateway for one test file, with the platform but no product. */
export interface TestStack {
  readonly config: StackConfig;
  readonly postgres: PostgresService;
  /** Connected as `postgres`, the role of migrations. */
  readonly sql: Sql;
  /** The mails that Auth has sent so far. */
  readonly mails: AuthMail[];
  /** A client with one of the keys and its own, unshared session. */
  client(key?: string): SupabaseClient;
  stop(): Promise<void>;
}

const JWT_SECRET = "a-secret-of-tests-that-is-long-enough-for-hs256";

/** Signs a token as the project would; `secret` may differ to forge one. */
export function signToken(
  claims: Record<string, unknown>,
  options: { secret?: string; expiresIn?: string } = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt()
    .setExpirationTime(options.expiresIn ?? "1h")
    .sign(new TextEncoder().encode(options.secret ?? JWT_SECRET));
}

/** Makes the configuration of a stack in a temporary folder. */
export async function testConfig(): Promise<StackConfig> {
  const stateDir = await Deno.makeTempDir({ prefix: "rest_auth_" });
  const keys = {
    publishable: "sb_publishable_test",
    secret: "sb_secret_test",
    anon: await signToken({ role: "anon" }),
    serviceRole: await signToken({ role: "service_role" }),
    jwtSecret: JWT_SECRET,
  };
  return { projectDir: stateDir, stateDir, ports: freePorts(), keys };
}

/** Starts all of it; `setup` is SQL that runs as `postgres`, `configToml` the project's settings. */
export async function startTestStack(
  options: { setup?: string; configToml?: string } = {},
): Promise<TestStack> {
  const config = await testConfig();
  if (options.configToml !== undefined) {
    await Deno.mkdir(`${config.projectDir}/supabase`);
    await Deno.writeTextFile(`${config.projectDir}/supabase/config.toml`, options.configToml);
  }
  const server = await startPostgres(config);
  const sql = postgres(databaseUrl(config), { max: 2, onnotice: () => {} });
  await sql.unsafe(options.setup ?? "");
  const mails: AuthMail[] = [];
  const restAuth = await startRestAuth(config, {
    siteUrl: "http://127.0.0.1:3000",
    onEmail: (mail) => Promise.resolve(void mails.push(mail)),
  });
  const storage = await startStorage(config);
  const gateway = startGateway(config, {
    restAuth,
    storage,
    realtime: { url: "http://127.0.0.1:9" },
    functions: { url: "http://127.0.0.1:9" },
  });
  return {
    config,
    postgres: server,
    sql,
    mails,
    client: (key = config.keys.publishable) => {
      return createClient(apiUrl(config), key, {
        auth: { persistSession: false, autoRefreshToken: false },
      });
    },
    async stop() {
      await gateway.stop();
      await restAuth.stop();
      await storage.stop();
      await sql.end({ timeout: 1 });
      await server.stop();
      await Deno.remove(config.stateDir, { recursive: true });
    },
  };
}

/** The link in the newest mail. */
export function linkInMail(mails: readonly AuthMail[]): URL {
  const link = /https?:\/\/\S+/.exec(mails.at(-1)?.text ?? "")?.[0];
  if (link === undefined) throw new Error("Cannot find link: no mail has one");
  return new URL(link);
}

/** Steps by name, which run one after the other on one stack. */
export type Steps<Context = TestStack> = Readonly<
  Record<string, (context: Context) => Promise<void>>
>;

/** Runs steps as parts of one test. */
export async function runSteps<Context>(
  t: Deno.TestContext,
  context: Context,
  steps: Steps<Context>,
): Promise<void> {
  for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(context));
}
