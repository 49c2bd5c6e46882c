import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** A customer as a search finds one. */
export const FoundCustomer = z.object({
  id: z.string(),
  full_name: text,
  customer_identities: z.array(z.object({ kind: z.string(), value: z.string() })),
});
/** A customer as a search finds one. */
export type FoundCustomer = z.infer<typeof FoundCustomer>;

const Merge = z.object({
  id: z.string(),
  loser_id: z.string(),
  merged_by: text,
  merged_at: z.string(),
});

/** One time that staff declared two customers to be one person, and that still stands. */
export interface CustomerMerge extends z.infer<typeof Merge> {
  /** What the other one was called. */
  readonly other_name: string | null;
}

/** What came of a merge. */
export interface Merged {
  readonly id: string;
  /** An opt-out of one of them holds for both from now on. */
  readonly hasTightened: boolean;
}

/** What merging customers needs from the outside. */
export interface CustomersApi {
  /** Customers by a part of their name, number or address. */
  find(words: string, except: string): Promise<readonly FoundCustomer[]>;
  readMerges(customerId: string): Promise<readonly CustomerMerge[]>;
  merge(winner: string, loser: string): Promise<Merged>;
  undoMerge(mergeId: string): Promise<void>;
}

const FOUND = 8;
const COLUMNS = "id,full_name,customer_identities(kind,value)";
const Answer = z.object({
  id: z.string(),
  moved: z.object({ consents: z.catch(z.array(z.unknown()), []) }),
});
const Named = z.object({ id: z.string(), full_name: text });
const OfCustomer = z.object({ customer_id: z.string() });

/** The customers of one dealership. */
export function customersApi(supabase: Client, dealershipId: string): CustomersApi {
  return {
    ...customerReads(supabase, dealershipId),
    async merge(winner, loser): Promise<Merged> {
      const { data } = await unwrap(supabase.rpc("merge_customers", { winner, loser }));
      const { id, moved } = z.tuple([Answer]).parse(data)[0];
      return { id, hasTightened: moved.consents.length > 0 };
    },
    async undoMerge(merge_id): Promise<void> {
      await unwrap(supabase.rpc("undo_customer_merge", { merge_id }));
    },
  };
}

function customerReads(
  supabase: Client,
  dealershipId: string,
): Pick<CustomersApi, "find" | "readMerges"> {
  const from = (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  const people = () => from("customers", COLUMNS).is("merged_into", null).limit(FOUND);
  return {
    async find(words, except): Promise<readonly FoundCustomer[]> {
      const safe = words.replace(/[\\"%*_]/g, " ").trim();
      const digits = words.replace(/\D/g, "");
      const address = digits.length >= 3 ? digits : safe;
      const [named, reached] = await Promise.all([
        unwrap(people().neq("id", except).ilike("full_name", `%${safe}%`)),
        unwrap(
          from("customer_identities", "customer_id").neq("customer_id", except)
            .ilike("value", `%${address}%`).limit(FOUND),
        ),
      ]);
      const ids = z.array(OfCustomer).parse(reached.data).map((one) => one.customer_id);
      const others = ids.length === 0 ? [] : (await unwrap(people().in("id", ids))).data;
      const found = [...z.array(FoundCustomer).parse(named.data)]
        .concat(z.array(FoundCustomer).parse(others));
      return [...new Map(found.map((one) => [one.id, one])).values()];
    },
    async readMerges(customerId): Promise<readonly CustomerMerge[]> {
      const query = from("customer_merges", columnsOf(Merge)).eq("winner_id", customerId)
        .is("undone_at", null).order("merged_at", { ascending: false }).limit(20);
      const merges = z.array(Merge).parse((await unwrap(query)).data);
      if (merges.length === 0) return [];
      const losers = from("customers", "id,full_name")
        .in("id", merges.map((one) => one.loser_id)).limit(20);
      const named = z.array(Named).parse((await unwrap(losers)).data);
      const names = new Map(named.map((one) => [one.id, one.full_name]));
      return merges.map((one) => ({ ...one, other_name: names.get(one.loser_id) ?? null }));
    },
  };
}
