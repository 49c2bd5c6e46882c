/** Visitors of a web chat in SQL, as the door calls for them. */
import { attempt, become, type Outcome, type Sql } from "./db.ts";
import type { Person } from "./people.ts";

/** Oak's widget, as the seed has it. */
export const KEY = "wc_oakdemo0001";
/** A site on which it stands. */
export const SITE = "https://www.oakridge.example";
/** The words beside its box. */
export const BOX =
  "Yes, text me at this number about my request. Message and data rates may apply. Reply STOP to opt out.";

/** Answer of receive_web_message. */
export interface Said {
  readonly outcome: string;
  readonly message_id: number | null;
  readonly conversation_id: string;
}

/** A visitor as the door makes one. */
export async function newVisitor(
  sql: Sql,
  key = KEY,
  vehicle: string | null = null,
): Promise<Person> {
  const id = crypto.randomUUID();
  const email = `${id}@visitor.invalid`;
  await become(sql, "owner");
  await sql`insert into auth.users (id, email) values (${id}, ${email})`;
  await become(sql, "service_role");
  await sql`select public.start_web_chat(${key}, ${SITE}, ${id}, ${id}, 'https://x.example/', ${vehicle})`;
  await become(sql, "owner");
  return { id, email };
}

/** Says something as a visitor. */
export async function say(
  sql: Sql,
  visitor: Person,
  content: string,
  clientId?: string,
): Promise<Said> {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: Said }[]>`select public.receive_web_message(
    ${KEY}, ${SITE}, ${visitor.id}, ${clientId ?? crypto.randomUUID()}, ${content}, 'none',
    ${visitor.id}) as answer`;
  await become(sql, "owner");
  if (!row) throw new Error("Cannot say: no answer");
  return row.answer;
}

/** What a caller reads of the chats. */
export function reads(sql: Sql, who: Person): Promise<Outcome<{ content: string }>> {
  return attempt<{ content: string }>(
    sql,
    who,
    (tx) => tx`select content from public.web_chat_messages order by id`,
  );
}
