import type { InboxRow, Message } from "./api/rows.ts";
import { customerTitle } from "./format/name.ts";
import { t } from "./i18n/t.ts";

/** What is spoken: politely, or at once. */
export interface Announcement {
  readonly urgent: boolean;
  readonly text: string;
}

/** What a batch of live events changed on screen. */
export interface ScreenChange {
  /** The rows that were read again, as they were; new ones are missing. */
  readonly before: ReadonlyMap<string, InboxRow>;
  readonly after: ReadonlyMap<string, InboxRow>;
  /** The open conversation, its new messages, and those whose delivery just failed. */
  readonly open: InboxRow | null;
  readonly added: readonly Message[];
  readonly failed: readonly Message[];
}

/** News for someone who does not see the screen: messages, handovers and failures. */
export function announcements(change: ScreenChange): readonly Announcement[] {
  const handovers = [...change.after.values()]
    .filter((row) => row.owner === "waiting_human")
    .filter((row) => change.before.get(row.id)?.owner !== "waiting_human")
    .map((row) => ({ urgent: true, text: t("{name} needs a person", { name: nameOf(row) }) }));
  const { open } = change;
  if (open === null) return handovers;
  const name = nameOf(open);
  const messages = change.added.filter((message) => message.author === "customer").map((
    message,
  ) => ({
    urgent: false,
    text: `${name}, ${message.channel ?? t("message")}: ${message.content ?? ""}`,
  }));
  const failures = change.failed.map(() => ({
    urgent: true,
    text: t("A message to {name} failed", { name }),
  }));
  return [...handovers, ...messages, ...failures];
}

function nameOf(row: InboxRow): string {
  return customerTitle(row.customer_name, row.customer_address);
}
