import * as z from "zod/mini";
import { type Client, unwrap } from "./supabase.ts";

/** The daily mail of what one person missed at one dealership. */
export interface DigestApi {
  /** From which hour of the store's day it is sent; null when it is not wanted. */
  read(): Promise<number | null>;
  save(hour: number | null): Promise<void>;
}

const Rows = z.array(z.object({ hour: z.number() }));

/** One's own digest, over Supabase. */
export function digestApi(supabase: Client, dealership_id: string, user_id: string): DigestApi {
  const table = () => supabase.from("notification_digests");
  const own = { dealership_id, user_id };
  return {
    async read() {
      const query = table().select("hour").match(own).limit(1);
      return Rows.parse((await unwrap(query)).data)[0]?.hour ?? null;
    },
    async save(hour) {
      if (hour === null) {
        await unwrap(table().delete().match(own));
        return;
      }
      const { data } = await unwrap(table().update({ hour }).match(own).select("hour"));
      if (Rows.parse(data).length === 0) await unwrap(table().insert({ ...own, hour }));
    },
  };
}
