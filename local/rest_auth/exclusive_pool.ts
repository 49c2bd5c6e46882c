import type { PostgresConnection } from "@supabase/lite/postgres";
import type { PendingQuery, Row, Sql } from "postgres";
import { isConnectionUsable } from "./postgrest_error.ts";

/** How a pool opens connections, and how many. */
export interface ExclusivePoolOptions {
  readonly max: number;
  /** How long a request waits for its turn. */
  readonly waitMs: number;
}

/** A pool whose connections belong to one request at a time, whatever happens to the server. */
export interface ExclusivePool {
  close(): Promise<void>;
}

/** Nobody gave a connection back in time. */
export class PoolTimeoutError extends Error {}

/** What stock code needs of a reserved connection. */
interface Reserved {
  unsafe(text: string, parameters: Parameters<Sql["unsafe"]>[1]): PendingQuery<Row[]>;
  release(): void;
}

/**
 * Gives a stock connection another way to reserve: each reservation is a client of its own with
 * one connection. The driver's `reserve` puts a connection that has broken meanwhile back among
 * the open ones while it reconnects for somebody else, so that afterwards two requests, and two
 * roles, may share one transaction or wait for ever.
 */
export async function reserveExclusively(
  connection: PostgresConnection,
  open: () => PostgresConnection,
  options: ExclusivePoolOptions,
): Promise<ExclusivePool> {
  await learnArrayTypes(connection.driver);
  const pool = createPool(() => openLike(connection.driver, open), options);
  Reflect.set(connection.driver, "reserve", pool.reserve);
  return pool;
}

/**
 * Learns the database's array types now and not again. The driver would ask for them on every new
 * connection in a query that nobody awaits: if the server goes away meanwhile, that rejection
 * ends the process.
 */
export async function learnArrayTypes(sql: Sql): Promise<void> {
  await sql`select 1`;
  sql.options.fetch_types = false;
}

function openLike(model: Sql, open: () => PostgresConnection): Sql {
  const { driver } = open();
  driver.options.fetch_types = false;
  Object.assign(driver.options.parsers, model.options.parsers);
  Object.assign(driver.options.serializers, model.options.serializers);
  return driver;
}

function createPool(
  open: () => Sql,
  { max, waitMs }: ExclusivePoolOptions,
): ExclusivePool & { reserve(): Promise<Reserved> } {
  const clients = new Set<Sql>();
  const idle: Sql[] = [];
  const waiting: ((client: Sql) => void)[] = [];

  function newClient(): Sql {
    const client = open();
    clients.add(client);
    return client;
  }
  async function acquire(): Promise<Sql> {
    const client = idle.pop() ?? (clients.size < max ? newClient() : null);
    return client ?? await nextReleased(waiting, waitMs);
  }
  function release(client: Sql, isBroken: boolean): void {
    if (isBroken) {
      clients.delete(client);
      void client.end({ timeout: 0 });
    }
    const next = waiting.shift();
    const free = isBroken ? null : client;
    if (next !== undefined) next(free ?? newClient());
    else if (free !== null) idle.push(free);
  }
  return {
    async reserve() {
      const client = await acquire();
      return reservation(client, (isBroken) => release(client, isBroken));
    },
    async close() {
      await Promise.all([...clients].map((client) => client.end({ timeout: 1 })));
    },
  };
}

async function nextReleased(waiting: ((client: Sql) => void)[], waitMs: number): Promise<Sql> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(take), 1);
      reject(new PoolTimeoutError("Cannot open transaction: all connections are busy"));
    }, waitMs);
    const take = (client: Sql) => {
      clearTimeout(timer);
      resolve(client);
    };
    waiting.push(take);
  });
}

/** Once anything but a refusal of the server has happened, a connection is not used again. */
function reservation(client: Sql, release: (isBroken: boolean) => void): Reserved {
  let isBroken = false;
  return {
    unsafe(text, parameters) {
      if (isBroken) throw new Error("Cannot query: the connection has broken");
      const query = client.unsafe<Row[]>(text, parameters);
      query.catch((error: unknown) => {
        if (!isConnectionUsable(error)) isBroken = true;
      });
      return query;
    },
    release: () => release(isBroken),
  };
}
