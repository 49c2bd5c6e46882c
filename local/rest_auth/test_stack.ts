import { SignJWT } from "jose";
import postgres, { type Sql } from "postgres";
import { databaseUrl, type StackConfig, type StackPorts } from "../config.ts";
import { type PostgresService, startPostgres } from "../postgres/postgres.ts";

/** A database of its own for one test file, with the platform but no product. */
export interface TestDatabase {
  readonly config: StackConfig;
  readonly postgres: PostgresService;
  /** Connected as `postgres`, the role of migrations. */
  readonly sql: Sql;
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

/** Starts Postgres on its own port in a temporary folder. */
export async function startTestDatabase(ports: StackPorts): Promise<TestDatabase> {
  const stateDir = await Deno.makeTempDir({ prefix: "rest_auth_" });
  const config: StackConfig = {
    projectDir: stateDir,
    stateDir,
    ports,
    keys: {
      publishable: "sb_publishable_test",
      secret: "sb_secret_test",
      anon: await signToken({ role: "anon" }),
      serviceRole: await signToken({ role: "service_role" }),
      jwtSecret: JWT_SECRET,
    },
  };
  const server = await startPostgres(config);
  const sql = postgres(databaseUrl(config), { max: 2, onnotice: () => {} });
  return {
    config,
    postgres: server,
    sql,
    async stop() {
      await sql.end({ timeout: 1 });
      await server.stop();
      await Deno.remove(stateDir, { recursive: true });
    },
  };
}
