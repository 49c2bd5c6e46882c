import { z } from "zod";
import type { MediaItem } from "../contract/media.ts";
import {
  AdmitWebPhotoAnswer,
  OpenWebChatAnswer,
  ReceiveWebMessageAnswer,
  WebChatOwner,
} from "../contract/web_chat.ts";
import { callRpc, type Database } from "./client.ts";

/** A widget on a site. */
export interface WidgetPlace {
  readonly public_key: string;
  readonly origin: string;
}

/** Reads what the widget shows; writes nothing. */
export function openWebChat(
  database: Database,
  args: WidgetPlace & {
    readonly ip_hash: string;
    readonly vehicle: string | null;
    readonly visitor_id: string | null;
  },
): Promise<OpenWebChatAnswer> {
  return callRpc(database, "open_web_chat", { ...args }, OpenWebChatAnswer);
}

/** Throws a refusal unless this address may become one more visitor of the widget. */
export async function admitWebVisitor(
  database: Database,
  args: WidgetPlace & { readonly ip_hash: string },
): Promise<void> {
  await callRpc(database, "admit_web_visitor", { ...args }, z.unknown());
}

/** Opens the visitor's session, or goes on with it. */
export async function startWebChat(
  database: Database,
  args: WidgetPlace & {
    readonly visitor_id: string;
    readonly ip_hash: string;
    readonly page_url: string | null;
    readonly vehicle: string | null;
  },
): Promise<void> {
  await callRpc(database, "start_web_chat", { ...args }, z.unknown());
}

/** Stores one message of a visitor once, with all that follows from it. */
export function receiveWebMessage(
  database: Database,
  args: WidgetPlace & {
    readonly visitor_id: string;
    readonly client_id: string;
    readonly content: string;
    readonly opt_out: "certain" | "possible" | "none";
    readonly ip_hash: string;
    readonly media?: readonly MediaItem[];
  },
): Promise<ReceiveWebMessageAnswer> {
  return callRpc(database, "receive_web_message", { ...args }, ReceiveWebMessageAnswer);
}

/** Says where a visitor's picture is to be kept, or refuses it. */
export function admitWebPhoto(
  database: Database,
  args: WidgetPlace & {
    readonly visitor_id: string;
    readonly client_id: string;
    readonly ip_hash: string;
  },
): Promise<AdmitWebPhotoAnswer> {
  return callRpc(database, "admit_web_photo", { ...args }, AdmitWebPhotoAnswer);
}

/** Calls a person; answers who replies from now on. */
export function askWebPerson(
  database: Database,
  args: WidgetPlace & { readonly visitor_id: string },
): Promise<WebChatOwner> {
  return callRpc(database, "ask_web_person", { ...args }, WebChatOwner);
}

/** Keeps what a visitor says of themselves. */
export async function identifyWebVisitor(
  database: Database,
  args: WidgetPlace & {
    readonly visitor_id: string;
    readonly person: Readonly<Record<string, string>>;
    readonly consent_shown: string | null;
  },
): Promise<void> {
  await callRpc(database, "identify_web_visitor", { ...args }, z.unknown());
}

/** Notes that the visitor has the chat open. */
export async function seeWebVisitor(database: Database, visitorId: string): Promise<void> {
  await callRpc(database, "see_web_visitor", { visitor_id: visitorId }, z.unknown());
}
