/** Threads of Oak as narrower scopes see them. */
import { become, type Sql } from "./db.ts";
import { newShopper, OAK, PEOPLE } from "./people.ts";
import { receiveText } from "./sms.ts";

/** Which conversations a salesperson sees. */
export type Scope = "own" | "team" | "all";

/** Lets Oak's salespeople see so much. */
export async function setScope(sql: Sql, scope: Scope): Promise<void> {
  await sql`update public.dealerships set conversation_scope = ${scope} where id = ${OAK}`;
}

/** Oak sees `scope`; its salesperson has one thread, the manager another, and a third waits. */
export async function scopedThreads(
  sql: Sql,
  scope: Scope,
): Promise<Record<"mine" | "theirs" | "waiting", string>> {
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) { // bound: three
    ids.push((await receiveText(sql, { from: newShopper() })).conversation_id);
  }
  const [mine = "", theirs = "", waiting = ""] = ids;
  await become(sql, "owner");
  await sql`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakSales.id} where id = ${mine}`;
  await sql`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakManager.id} where id = ${theirs}`;
  await sql`update public.conversations set owner = 'waiting_human', status = 'escalated' where id = ${waiting}`;
  await setScope(sql, scope);
  return { mine, theirs, waiting };
}
