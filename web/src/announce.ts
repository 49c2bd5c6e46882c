import type { InboxRow, Message } from "./api/rows.ts";
import { customerTitle, firstName } from "./format/name.ts";
import { isSupervised, secondsLeft } from "./format/supervised.ts";
import { t } from "./i18n/t.ts";

/** What is spoken: politely, or at once. Many messages become a count. */
export interface Announcement {
  readonly kind: "message" | "urgent";
  readonly text: string;
}

/** Beyond so many letters a message is read in the thread, not aloud. */
const LONGEST = 200;

/** Who may be speaking: oneself is not announced. */
export interface Speakers {
  readonly me: string;
  readonly ai: string;
  readonly staff: ReadonlyMap<string, string>;
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
  readonly people: Speakers;
}

/** News for someone who does not see the screen: messages, handovers and failures. */
export function announcements(change: ScreenChange): readonly Announcement[] {
  const handovers = [...change.after.values()]
    .filter((row) => row.owner === "waiting_human")
    .filter((row) => change.before.get(row.id)?.owner !== "waiting_human")
    .map((row) => urgent(t("{name} needs a person", { name: nameOf(row) })));
  const { open } = change;
  if (open === null) return handovers;
  const messages = change.added.flatMap((message) => {
    const speaker = speakerOf(message, open, change.people);
    return speaker === null ? [] : [{ kind: "message" as const, text: spoken(speaker, message) }];
  });
  const failures = change.failed.map(() =>
    urgent(t("A message to {name} failed", { name: nameOf(open) }))
  );
  return [...handovers, ...messages, ...failures];
}

function urgent(text: string): Announcement {
  return { kind: "urgent", text };
}

function spoken(speaker: string, message: Message): string {
  const content = message.content ?? "";
  const words = content.length > LONGEST ? `${content.slice(0, LONGEST)}…` : content;
  if (isSupervised(message)) {
    const seconds = secondsLeft(message, Date.parse(message.created_at));
    return t("{speaker} sends in {seconds} s: {words}", { speaker, seconds, words });
  }
  return `${speaker}, ${kindOf(message)}: ${words === "" ? t("a file") : words}`;
}

/** Null for oneself and for lines of the system. */
function speakerOf(message: Message, open: InboxRow, people: Speakers): string | null {
  const { author, author_user_id, kind } = message;
  if (kind === "system" || author === "system") return null;
  if (author === "ai") return people.ai;
  if (author === "customer") {
    return open.customer_name === null ? nameOf(open) : firstName(nameOf(open));
  }
  if (author_user_id === people.me) return null;
  return firstName(people.staff.get(author_user_id ?? "") ?? t("A colleague"));
}

function kindOf({ kind, channel }: Message): string {
  if (kind === "note") return t("note");
  if (channel === "email") return t("e-mail");
  return channel === "web" ? t("chat") : t("text");
}

function nameOf(row: InboxRow): string {
  return customerTitle(row.customer_name, row.customer_address);
}
