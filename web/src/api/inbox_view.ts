import type { Channel } from "./rows.ts";

/** Which part of the list of conversations is shown. */
export type InboxTab = "open" | "mine" | "snoozed" | "closed";

/** What the list is narrowed to. */
export interface InboxFilter {
  readonly channel: Channel | null;
  /** The id of the person who replies, or `ai`. */
  readonly who: string | null;
  readonly tag: string | null;
  /** Make and model, or the stock number of one unit. */
  readonly vehicle: string | null;
  /** What the customer asked about last, by its name. */
  readonly intent: string | null;
  readonly unread: boolean;
}

/** Which part of the list is shown. */
export interface InboxView {
  readonly tab: InboxTab;
  readonly query: string;
  readonly filter: InboxFilter;
}

/** The filter that lets everything through; compare with it by identity. */
export const NO_FILTER: InboxFilter = {
  channel: null,
  who: null,
  tag: null,
  vehicle: null,
  intent: null,
  unread: false,
};
