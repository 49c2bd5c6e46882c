import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { readLedger } from "./consent_ledger.ts";
import {
  type Channel,
  columnsOf,
  type Consent,
  Customer,
  CustomerLead,
  InboxRow,
  Message,
  NextAppointment,
  type Priority,
  Tag,
  Vehicle,
} from "./rows.ts";
import { type Client, type Relation, type Rpc, unwrap } from "./supabase.ts";

/** A staff command on one conversation; also the name of its RPC without `_conversation`. */
export type ConversationAct = "take_over" | "hand_back" | "close" | "reopen" | "mark_read";

/** How a team works a conversation; each changes one thing and may be said again. */
export type ConversationWork =
  | { readonly kind: "assign"; readonly userId: string; readonly name: string }
  | { readonly kind: "snooze"; readonly until: string | null }
  | { readonly kind: "priority"; readonly priority: Priority }
  | { readonly kind: "tags"; readonly tags: readonly Tag[] }
  | { readonly kind: "pause"; readonly paused: boolean }
  /** The customer is blocked, in all of their conversations, or let through again. */
  | { readonly kind: "block"; readonly reason: "unwanted" | "spam" | null };

/** A reply to the customer, or a note that never leaves. */
export type Written = "reply" | "note";

/** A file that is uploaded already and goes with a message. */
export interface SentFile {
  readonly path: string;
  readonly name: string;
  readonly type: string;
}

/** One message on its way to the server. */
export interface Sending {
  readonly written: Written;
  readonly conversationId: string;
  readonly content: string;
  readonly files: readonly SentFile[];
  /** The server stores what staff wrote once per client id. */
  readonly clientId: string;
  /** The AI's draft that it was made from. */
  readonly draftId: string | null;
  /** The newest message on screen: a colleague's reply after it is named first. */
  readonly seenMessageId: number | null;
}

/** What the conversation store needs from the outside. */
export interface ConversationApi {
  /** The newest messages, oldest first; `before` pages further back. */
  readMessages(conversationId: string, before: number | null): Promise<readonly Message[]>;
  readMessagesById(conversationId: string, ids: readonly number[]): Promise<readonly Message[]>;
  readCustomer(customerId: string): Promise<Customer | null>;
  /** The ledger's last word on each channel and address of the customer. */
  readConsents(customerId: string): Promise<readonly Consent[]>;
  readVehicle(vehicleId: string): Promise<Vehicle | null>;
  readEarlier(customerId: string, except: string): Promise<readonly InboxRow[]>;
  /** The next three, soonest first. */
  readAppointments(customerId: string): Promise<readonly NextAppointment[]>;
  /** The newest, or null. */
  readLead(customerId: string): Promise<CustomerLead | null>;
  send(sending: Sending): Promise<Message>;
  work(work: ConversationWork, conversationId: string): Promise<void>;
  readTags(): Promise<readonly Tag[]>;
  createTag(name: string): Promise<Tag>;
  act(act: ConversationAct, conversationId: string): Promise<void>;
  retry(messageId: number): Promise<void>;
  /** The conversation with the same customer on another channel, begun when there is none. */
  openOther(conversationId: string, channel: Channel): Promise<string>;
}

/** How many messages a thread reads at once. */
export const MESSAGE_PAGE = 50;

const RPC: Record<ConversationAct, Rpc> = {
  take_over: "take_over_conversation",
  hand_back: "hand_back_conversation",
  close: "close_conversation",
  reopen: "reopen_conversation",
  mark_read: "mark_conversation_read",
};

const CUSTOMER_COLUMNS =
  "id,full_name,preferred_language,blocked_at,customer_identities(kind,value)";

/** The conversation API of one dealership. */
export function conversationApi(supabase: Client, dealershipId: string): ConversationApi {
  const from = tablesOf(supabase, dealershipId);
  return {
    ...messageReads(from),
    ...customerReads(from),
    async readConsents(customerId): Promise<readonly Consent[]> {
      return latestConsents(await readLedger(supabase, dealershipId, customerId));
    },
    ...commands(supabase),
    async readTags(): Promise<readonly Tag[]> {
      const query = from("tags", columnsOf(Tag)).eq("is_active", true).order("name").limit(200);
      return z.array(Tag).parse((await unwrap(query)).data);
    },
    async createTag(name): Promise<Tag> {
      const query = supabase.from("tags").insert({ dealership_id: dealershipId, name })
        .select(columnsOf(Tag));
      const [tag] = z.array(Tag).parse((await unwrap(query)).data);
      if (tag === undefined) throw new ApiProblem("The tag was not stored", 500, "internal");
      return tag;
    },
  };
}

/** Every read of this file goes through here, so that none forgets its dealership. */
function tablesOf(supabase: Client, dealershipId: string) {
  return (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
}
type From = ReturnType<typeof tablesOf>;

function messageReads(from: From): Pick<ConversationApi, "readMessages" | "readMessagesById"> {
  return {
    async readMessages(conversationId, before): Promise<readonly Message[]> {
      let query = from("messages", columnsOf(Message)).eq("conversation_id", conversationId)
        .order("id", { ascending: false }).limit(MESSAGE_PAGE);
      if (before !== null) query = query.lt("id", before);
      return z.array(Message).parse((await unwrap(query)).data).reverse();
    },
    async readMessagesById(conversationId, ids): Promise<readonly Message[]> {
      const query = from("messages", columnsOf(Message)).eq("conversation_id", conversationId)
        .in("id", [...ids]).order("id");
      return z.array(Message).parse((await unwrap(query)).data);
    },
  };
}

type CustomerReads = Pick<
  ConversationApi,
  | "readCustomer"
  | "readVehicle"
  | "readEarlier"
  | "readAppointments"
  | "readLead"
>;

function customerReads(from: From): CustomerReads {
  return {
    async readCustomer(customerId): Promise<Customer | null> {
      const query = from("customers", CUSTOMER_COLUMNS).eq("id", customerId).limit(1);
      return z.array(Customer).parse((await unwrap(query)).data)[0] ?? null;
    },
    async readVehicle(vehicleId): Promise<Vehicle | null> {
      const query = from("vehicles", columnsOf(Vehicle)).eq("id", vehicleId).limit(1);
      return z.array(Vehicle).parse((await unwrap(query)).data)[0] ?? null;
    },
    async readEarlier(customerId, except): Promise<readonly InboxRow[]> {
      const query = from("inbox", columnsOf(InboxRow)).eq("customer_id", customerId)
        .neq("id", except).order("last_message_at", { ascending: false, nullsFirst: false })
        .limit(5);
      return z.array(InboxRow).parse((await unwrap(query)).data);
    },
    async readAppointments(customerId): Promise<readonly NextAppointment[]> {
      const query = from("appointments", columnsOf(NextAppointment)).eq("customer_id", customerId)
        .in("status", ["unconfirmed", "confirmed"]).gt("ends_at", new Date().toISOString())
        .order("starts_at").limit(3);
      return z.array(NextAppointment).parse((await unwrap(query)).data);
    },
    async readLead(customerId): Promise<CustomerLead | null> {
      const query = from("lead_board", columnsOf(CustomerLead)).eq("customer_id", customerId)
        .order("received_at", { ascending: false }).limit(1);
      return z.array(CustomerLead).parse((await unwrap(query)).data)[0] ?? null;
    },
  };
}

type Commands = Pick<ConversationApi, "send" | "act" | "work" | "retry" | "openOther">;

function commands(supabase: Client): Commands {
  return {
    async send(sending): Promise<Message> {
      const said = {
        conversation_id: sending.conversationId,
        content: sending.content,
        client_id: sending.clientId,
      };
      const call = sending.written === "note"
        ? supabase.rpc("add_note", said)
        : supabase.rpc("send_message", {
          ...said,
          draft_id: sending.draftId,
          seen_message_id: sending.seenMessageId,
          files: sending.files.map((file) => file.path),
        });
      const { data } = await unwrap(call.select(columnsOf(Message)));
      const [stored] = z.array(Message).parse(data);
      if (stored === undefined) {
        throw new ApiProblem(t("The message was not stored"), 500, "internal");
      }
      return stored;
    },
    async act(act, conversationId): Promise<void> {
      await unwrap(supabase.rpc(RPC[act], { conversation_id: conversationId }));
    },
    async work(work, conversationId): Promise<void> {
      const [name, more] = workCall(work);
      await unwrap(supabase.rpc(name, { conversation_id: conversationId, ...more }));
    },
    async retry(messageId): Promise<void> {
      await unwrap(supabase.rpc("retry_message", { message_id: messageId }));
    },
    async openOther(conversation_id, channel): Promise<string> {
      const { data } = await unwrap(
        supabase.rpc("open_conversation", { conversation_id, channel }),
      );
      return z.string().parse(data);
    },
  };
}

function workCall(work: ConversationWork): [name: Rpc, more: Record<string, unknown>] {
  if (work.kind === "assign") return ["assign_conversation", { user_id: work.userId }];
  if (work.kind === "snooze") return ["snooze_conversation", { until: work.until }];
  if (work.kind === "block") {
    return work.reason === null
      ? ["unblock_customer", {}]
      : ["block_customer", { reason: work.reason }];
  }
  if (work.kind === "pause") return ["set_ai_paused", { paused: work.paused }];
  if (work.kind === "priority") return ["set_conversation_priority", { priority: work.priority }];
  return ["set_conversation_tags", { tag_ids: work.tags.map((tag) => tag.id) }];
}

/** Keeps the newest entry of each channel and address; the ledger comes newest first. */
export function latestConsents(ledger: readonly Consent[]): readonly Consent[] {
  const latest = new Map<string, Consent>();
  for (const entry of ledger) {
    const key = `${entry.channel} ${entry.address}`;
    if (!latest.has(key)) latest.set(key, entry);
  }
  return [...latest.values()];
}
