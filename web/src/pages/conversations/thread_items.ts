import type { Message, ThreadAddress } from "../../api/rows.ts";
import { type DeliveryWords, deliveryWords } from "../../format/delivery.ts";
import { checkedWords } from "../../format/evidence.ts";
import { isSupervised } from "../../format/supervised.ts";
import { systemLine, tellsOfGoneVehicle } from "../../format/system_line.ts";
import { dayLabel, dayOf } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { Outgoing } from "../../stores/outbox_store.ts";

/** One thing in the thread, from top to bottom. */
export type ThreadItem =
  | { readonly kind: "day"; readonly key: string; readonly label: string }
  | EventItem
  | { readonly kind: "bubble"; readonly key: string; readonly bubble: Bubble };

/** One line of the system. */
export interface EventItem {
  readonly kind: "event";
  readonly key: string;
  readonly at: string;
  readonly text: string;
  /** It changes what may be said: the vehicle talked about is gone. */
  readonly isWarning: boolean;
}

/** One message as it is drawn. */
export interface Bubble {
  /** Null for what the server has not stored yet. */
  readonly id: number | null;
  readonly author: "customer" | "ai" | "staff" | "note";
  readonly name: string;
  readonly at: string;
  /** In a merged thread: the thread whose own address it came from or went to. */
  readonly reach: string | null;
  readonly text: string;
  /** Subject of an e-mail, where it differs from the one before. */
  readonly subject: string | null;
  readonly media: readonly BubbleFile[];
  /** The message whose reasons can be shown: one of the AI's. */
  readonly why: number | null;
  /** What was looked up for it. */
  readonly checked: string | null;
  readonly delivery: DeliveryWords | null;
  /** Who can be asked to try again. */
  readonly retry: { readonly messageId: number } | { readonly clientId: string } | null;
  /** Words of a reply that did not get through: they can go another way. */
  readonly elsewhere: string | null;
  /** Set on a message the server refused: it can be taken back. */
  readonly discard: string | null;
  /** True right below a message of the same author: no second name. */
  readonly isContinued: boolean;
}

/** A file of a message: at an address, or at a path of the private bucket. */
export interface BubbleFile {
  readonly url: string;
  readonly isImage: boolean;
  readonly path?: string;
  readonly name?: string;
}

/** Who is who in the thread. */
export interface ThreadNames {
  readonly me: string;
  readonly customer: string;
  readonly ai: string;
  readonly staff: ReadonlyMap<string, string>;
  /** Of a merged thread; null in every other one. */
  readonly addresses: readonly ThreadAddress[] | null;
}

const CONTINUES_MS = 3 * 60_000;

/** Lays out messages and what is still on its way, with day rules and system lines between. */
export function threadItems(
  messages: readonly Message[],
  outgoing: readonly Outgoing[],
  names: ThreadNames,
  when: { readonly now: number; readonly zone: string },
): readonly ThreadItem[] {
  const items: ThreadItem[] = [];
  let day = "";
  let before: Bubble | null = null;
  const known = new Set(messages.map((message) => message.client_id));
  const pending = outgoing.filter((item) => !known.has(item.clientId));
  let subject = "";
  const entries = [
    // What waits for its time stands in the dock.
    ...messages.filter((message) => !isSupervised(message)).map((message) => {
      const item = itemOf(message, names, subject);
      subject = bareSubject(message.subject ?? "") || subject;
      return item;
    }),
    ...pending.map((item) => outgoingItem(item, names)),
  ];
  for (const entry of entries) {
    const at = entry.kind === "event" ? entry.at : entry.bubble.at;
    if (dayOf(at, when.zone) !== day) {
      day = dayOf(at, when.zone);
      items.push({ kind: "day", key: `day ${day}`, label: dayLabel(at, when.now, when.zone) });
      before = null;
    }
    if (entry.kind === "event") before = null;
    else {
      const bubble: Bubble = { ...entry.bubble, isContinued: continues(before, entry.bubble) };
      before = bubble;
      items.push({ ...entry, bubble });
      continue;
    }
    items.push(entry);
  }
  return items;
}

type Entry = Exclude<ThreadItem, { kind: "day" }>;

/** Answers repeat the subject with a mark in front. */
function bareSubject(subject: string): string {
  return subject.replace(/^(?:\s*(?:re|fwd?|aw|wg|rv|res)\s*:)+/iu, "").trim();
}

function itemOf(message: Message, names: ThreadNames, before: string): Entry {
  // A message keeps its key when the server's row replaces the optimistic one.
  const key = message.client_id ?? `message ${message.id}`;
  if (message.kind === "system" || message.author === "system") {
    const text = systemLine(message.content ?? "", names.ai);
    const isWarning = tellsOfGoneVehicle(message.content ?? "");
    return { kind: "event", key, at: message.created_at, text, isWarning };
  }
  const delivery = message.direction === "outbound" ? deliveryWords(message) : null;
  const bubble: Bubble = {
    id: message.id,
    author: message.kind === "note" ? "note" : message.author,
    name: nameOf(message, names),
    at: message.created_at,
    reach: names.addresses === null || message.direction === "internal"
      ? null
      : message.address_of ?? message.conversation_id,
    text: message.content ?? "",
    subject: newSubject(message, before),
    media: (message.media ?? []).filter((one) => isWebAddress(one.url) || one.path !== undefined)
      .map(fileOf),
    why: message.author === "ai" ? message.id : null,
    checked: message.author === "ai" ? checkedWords(message.evidence) : null,
    delivery,
    retry: mayRetry(message, delivery) ? { messageId: message.id } : null,
    elsewhere: delivery?.tone === "failed" || delivery?.tone === "held"
      ? message.author === "staff" ? message.content : null
      : null,
    discard: null,
    isContinued: false,
  };
  return { kind: "bubble", key, bubble };
}

/** What the gate held back of the AI's is history: the AI writes anew when it is its turn again. */
function mayRetry(message: Message, delivery: DeliveryWords | null): boolean {
  const isHeldAi = message.author === "ai" && delivery?.tone === "held";
  return delivery?.canRetry === true && !isHeldAi;
}

function outgoingItem(item: Outgoing, { addresses }: ThreadNames): Entry {
  const isRefused = item.state === "refused";
  const bubble: Bubble = {
    id: null,
    author: item.written === "note" ? "note" : "staff",
    name: t("You"),
    at: new Date(item.writtenAt).toISOString(),
    reach: item.written === "note" ? null : addresses?.find((one) => one.is_current)?.of ?? null,
    text: item.content,
    subject: null,
    // Shown as a name until the stored message brings the picture.
    media: item.files.map(({ path, name }) => ({ url: "", isImage: false, path, name })),
    why: null,
    checked: null,
    delivery: outgoingWords(item),
    elsewhere: null,
    retry: item.state === "sending" ? null : { clientId: item.clientId },
    discard: isRefused ? item.clientId : null,
    isContinued: false,
  };
  return { kind: "bubble", key: item.clientId, bubble };
}

function outgoingWords(item: Outgoing): DeliveryWords {
  if (item.state === "sending") return { tone: "moving", text: t("Sending"), canRetry: false };
  if (item.state === "waiting") {
    return { tone: "moving", text: t("Will send when you are back online"), canRetry: true };
  }
  if (item.problem?.code === "colleague_replied") {
    return {
      tone: "held",
      text: crossedWords(item.problem.message),
      canRetry: true,
      retryWord: t("Send anyway"),
    };
  }
  const reason = item.problem?.message ?? t("the server refused it");
  return { tone: "failed", text: t("Not sent: {reason}", { reason }), canRetry: true };
}

/** The server names who replied, and how long ago. */
function crossedWords(said: string): string {
  const [, name, seconds] = /^(.+) replied (\d+) s ago$/u.exec(said) ?? [];
  return name === undefined || seconds === undefined
    ? t("A colleague replied meanwhile. Send anyway?")
    : t("{name} replied {seconds} s ago. Send anyway?", { name, seconds });
}

function nameOf(message: Message, names: ThreadNames): string {
  if (message.author === "customer") return names.customer;
  if (message.author === "ai") return names.ai;
  if (message.author_user_id === names.me) return t("You");
  return names.staff.get(message.author_user_id ?? "") ?? t("A colleague");
}

function continues(before: Bubble | null, bubble: Bubble): boolean {
  return before !== null && before.author === bubble.author && before.name === bubble.name &&
    before.reach === bubble.reach &&
    Date.parse(bubble.at) - Date.parse(before.at) < CONTINUES_MS;
}

/** A subject is shown once, and not where the message begins with it. */
function newSubject(message: Message, before: string): string | null {
  const subject = bareSubject(message.subject ?? "");
  const isSaid = (message.content ?? "").startsWith(subject);
  return subject === "" || subject === before || isSaid ? null : subject;
}

function fileOf(one: NonNullable<Message["media"]>[number]): BubbleFile {
  const isImage = one.content_type?.startsWith("image/") ?? false;
  return one.path === undefined
    ? { url: one.url, isImage }
    : { url: one.url, isImage, path: one.path, name: one.filename ?? "" };
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\//u.test(url);
}
