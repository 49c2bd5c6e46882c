/** SQL on the stack under test: each block in a transaction that is rolled back. */
import postgres from "postgres";
import type { Person } from "./people.ts";
import { testDatabaseUrl } from "./stack.ts";

/** A connection inside a transaction. */
export type Sql = postgres.TransactionSql;

/** What a refused statement says. */
export interface Refusal {
  readonly code: string;
  readonly detail: string | undefined;
  readonly message: string;
}

class RolledBack extends Error {}

/** Runs `work` in one transaction as the database owner and undoes everything. */
export async function inRollback(work: (sql: Sql) => Promise<void>): Promise<void> {
  const sql = postgres(await testDatabaseUrl(), { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await work(tx);
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  } finally {
    await sql.end();
  }
}

/** Opens plain connections (work that must commit); the caller ends them. */
export async function connect(max = 1): Promise<postgres.Sql> {
  return postgres(await testDatabaseUrl(), { max, onnotice: () => {} });
}

/** Who the next statements come from: a person, the anonymous visitor, or the service. */
export type Caller = Person | "anon" | "service_role" | "owner";

/** Becomes `caller` for the rest of the transaction, as PostgREST would. */
export async function become(sql: Sql, caller: Caller): Promise<void> {
  await sql`reset role`;
  if (caller === "owner") return;
  const role = typeof caller === "string" ? caller : "authenticated";
  const claims = typeof caller === "string" ? { role } : { sub: caller.id, role, aal: "aal1" };
  await sql`select set_config('role', ${role}, true),
    set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
}

/** What came of one statement. */
export interface Outcome<T> {
  readonly rows: readonly T[];
  readonly refused: Refusal | null;
}

/** One statement on the connection it is given. */
export type Statement<T> = (sql: Sql) => Promise<readonly T[]>;

/** Like attempt, but leaves nothing behind. */
export async function probe<T extends object>(
  sql: Sql,
  caller: Caller,
  statement: Statement<T>,
): Promise<Outcome<T>> {
  let outcome: Outcome<T> = { rows: [], refused: null };
  try {
    await sql.savepoint(async (inner) => {
      outcome = await attempt(inner, caller, statement);
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  return outcome;
}

/** Runs one statement as `caller` inside a savepoint and gives back rows, or what refused it. */
export async function attempt<T extends object>(
  sql: Sql,
  caller: Caller,
  statement: Statement<T>,
): Promise<Outcome<T>> {
  try {
    const rows = await sql.savepoint(async (inner) => {
      await become(inner, caller);
      return await statement(inner);
    }) as readonly T[];
    await become(sql, "owner");
    return { rows, refused: null };
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    await become(sql, "owner");
    return {
      rows: [],
      refused: { code: error.code, detail: error.detail, message: error.message },
    };
  }
}
