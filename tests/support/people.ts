/** The cast of every test: Oak and Pine, one person per role, and strangers. Ids are those of supabase/seed.sql. */
import type { StackConfig } from "../../local/config.ts";
import { TEST_STACK_VARIABLE } from "./stack.ts";

/** Where most of it happens. */
export const OAK = "0a000000-0000-4000-8000-000000000001";
/** The other dealership. */
export const PINE = "0b000000-0000-4000-8000-000000000001";
/** The numbers that shoppers text. */
export const OAK_NUMBER = "+15550100100";
/** Pine's number. */
export const PINE_NUMBER = "+15550100200";
/** The demo password of everyone in the seed. */
export const PASSWORD = "rylie-demo";

/** Somebody who can sign in. */
export interface Person {
  readonly id: string;
  readonly email: string;
}

/** Everyone the seed knows, by role and dealership. */
export const PEOPLE = {
  oakAdmin: { id: "0a000000-0000-4000-8000-0000000000a1", email: "admin@oak.example" },
  oakManager: { id: "0a000000-0000-4000-8000-0000000000a2", email: "manager@oak.example" },
  oakSales: { id: "0a000000-0000-4000-8000-0000000000a3", email: "sales@oak.example" },
  oakApi: { id: "0a000000-0000-4000-8000-0000000000a4", email: "api@oak.example" },
  pineAdmin: { id: "0b000000-0000-4000-8000-0000000000a1", email: "admin@pine.example" },
  pineManager: { id: "0b000000-0000-4000-8000-0000000000a2", email: "manager@pine.example" },
  pineSales: { id: "0b000000-0000-4000-8000-0000000000a3", email: "sales@pine.example" },
  superAdmin: { id: "0c000000-0000-4000-8000-0000000000a1", email: "super@rylie.example" },
  group: { id: "0c000000-0000-4000-8000-0000000000a2", email: "group@rylie.example" },
  /** Support people whom a test lets in for a while. */
  support: { id: "0d000000-0000-4000-8000-0000000000a2", email: "support@rylie.example" },
  expiredSupport: { id: "0d000000-0000-4000-8000-0000000000a3", email: "expired@rylie.example" },
  /** Signed in, but a member of nothing. */
  stranger: { id: "0d000000-0000-4000-8000-0000000000a1", email: "stranger@nowhere.example" },
} as const satisfies Record<string, Person>;

/** Returns a shopper's number that nobody else takes on this stack, in this file or one that runs beside it. */
export function newShopper(
  draw: () => number = anyNumber,
  stateDir: string | null = sharedStateDir(),
): string {
  for (;;) { // bound: a run takes a few thousand of eight million
    const number = `+1555${2000000 + draw() % 8000000}`;
    if (!TAKEN.has(number) && isFirst(number, stateDir)) {
      TAKEN.add(number);
      return number;
    }
  }
}

const TAKEN = new Set<string>();

function anyNumber(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** Of a stack that others use as well. */
function sharedStateDir(): string | null {
  const given = Deno.env.get(TEST_STACK_VARIABLE);
  return given ? (JSON.parse(given) as StackConfig).stateDir : null;
}

/** A file is made by one alone. */
function isFirst(number: string, stateDir: string | null): boolean {
  if (stateDir === null) return true;
  const dir = `${stateDir}/shoppers`;
  Deno.mkdirSync(dir, { recursive: true });
  try {
    Deno.openSync(`${dir}/${number}`, { write: true, createNew: true }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** Returns a message id as Twilio makes them. */
export function newSid(prefix = "SM"): string {
  return prefix + crypto.randomUUID().replaceAll("-", "");
}
