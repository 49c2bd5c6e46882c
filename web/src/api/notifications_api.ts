import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

/** One thing that one should know of. */
export const Notice = z.object({
  id: z.number(),
  kind: z.string(),
  title: z.string(),
  link: z.nullable(z.string()),
  read_at: z.nullable(z.string()),
  created_at: z.string(),
});
/** One thing that one should know of. */
export type Notice = z.infer<typeof Notice>;

/** What the bell needs from the outside. */
export interface NotificationsApi {
  /** The newest, newest first. */
  read(): Promise<readonly Notice[]>;
  markRead(ids: readonly number[]): Promise<void>;
}

const NEWEST = 30;

/** The notifications of one person at one dealership. */
export function notificationsApi(
  supabase: Client,
  dealershipId: string,
  me: string,
): NotificationsApi {
  const table = () => supabase.from("notifications");
  return {
    async read() {
      const query = table().select(columnsOf(Notice)).eq("dealership_id", dealershipId)
        .eq("user_id", me).order("id", { ascending: false }).limit(NEWEST);
      return z.array(Notice).parse((await unwrap(query)).data);
    },
    async markRead(ids) {
      const read_at = new Date().toISOString();
      await unwrap(table().update({ read_at }).in("id", [...ids]).is("read_at", null));
    },
  };
}
