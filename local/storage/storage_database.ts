import postgres, { type TransactionSql } from "postgres";
import { databaseUrl, type StackConfig } from "../config.ts";
import type { Caller } from "../rest_auth/caller.ts";

/** What a statement is for, as policies can ask with `storage.operation()`. */
export type Operation =
  | "storage.object.upload"
  | "storage.object.upload_update"
  | "storage.object.get_authenticated"
  | "storage.object.info"
  | "storage.object.list"
  | "storage.object.move"
  | "storage.object.copy"
  | "storage.object.delete_many"
  | "storage.object.sign"
  | "storage.object.sign_many"
  | "storage.object.sign_upload_url"
  | "storage.bucket.list"
  | "storage.bucket.get"
  | "storage.bucket.create"
  | "storage.bucket.update"
  | "storage.bucket.delete"
  | "storage.bucket.empty";

/** The two tables of schema storage, always asked as somebody. */
export interface StorageDatabase {
  /** Runs statements in one transaction as the caller, under the policies on these tables. */
  as<Result>(
    caller: Caller,
    operation: Operation,
    work: (sql: TransactionSql) => Promise<Result>,
  ): Promise<Result>;
  /** Tries statements as the caller and takes them back: throws what they would have thrown. */
  attempt(
    caller: Caller,
    operation: Operation,
    work: (sql: TransactionSql) => Promise<unknown>,
  ): Promise<void>;
  stop(): Promise<void>;
}

/** Carries a transaction out that went well and is taken back all the same. */
class TakenBack extends Error {}

/** Opens a small pool as `authenticator`; connections are made when first used. */
export function openStorageDatabase(config: StackConfig): StorageDatabase {
  const sql = postgres(databaseUrl(config, "authenticator"), {
    max: 4,
    idle_timeout: 60,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: "storage", TimeZone: "UTC" },
  });
  const database: StorageDatabase = {
    async as(caller, operation, work) {
      const result = await sql.begin(async (transaction) => {
        await become(transaction, caller, operation);
        return { value: await work(transaction) };
      });
      return result.value as Awaited<ReturnType<typeof work>>;
    },
    async attempt(caller, operation, work) {
      try {
        await database.as(caller, operation, async (transaction) => {
          await work(transaction);
          throw new TakenBack();
        });
      } catch (error) {
        if (!(error instanceof TakenBack)) throw error;
      }
    },
    stop: () => sql.end({ timeout: 0 }),
  };
  return database;
}

async function become(sql: TransactionSql, caller: Caller, operation: Operation): Promise<void> {
  const { role, claims } = caller;
  const sub = typeof claims["sub"] === "string" ? claims["sub"] : "";
  await sql`select set_config('role', ${role}, true),
    set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
    set_config('request.jwt.claim.role', ${role}, true),
    set_config('request.jwt.claim.sub', ${sub}, true),
    set_config('storage.operation', ${operation}, true),
    set_config('storage.allow_delete_query', 'true', true)`;
}
