import type { PushPayload } from "../contract/notification.ts";

/** What a push says of each kind of thing; who it is about stays in the app. */
const KINDS: Readonly<Record<string, string>> = {
  "handover.requested": "A shopper needs a person",
  "handover.escalated": "A shopper still needs a person",
  "conversation.assigned": "A conversation is given to you",
  "conversation.overdue": "A reply is late",
  "conversation.unhappy": "A shopper is unhappy",
  "lead.assigned": "A lead is given to you",
  "lead.document_held": "A lead could not be read for sure",
  "appointment.booked": "An appointment is booked",
  "ai.budget_low": "The AI budget runs low",
  "notification.test": "Notifications reach this device",
};

interface Notice {
  readonly notification_id: number;
  readonly kind: string;
  readonly link: string;
  readonly dealership_name: string;
}

/** A push that may lie on a lock screen: what happened and where, never to whom. */
export function pushPayload(notice: Notice): PushPayload {
  return {
    title: KINDS[notice.kind] ?? "There is news for you",
    body: notice.dealership_name.slice(0, 200),
    link: notice.link,
    tag: `notification-${notice.notification_id}`,
  };
}

/** A text to a colleague: what the bell says, and where to open it. */
export function staffText(notice: { title: string; link: string }, appUrl: string): string {
  return `${notice.title}\n${appUrl}${notice.link}`;
}

/** A text with the code that shows whose a number is; phones offer the code when it comes first. */
export function phoneCodeText(notice: { code: string; dealership_name: string }): string {
  return `${notice.code} is your Rylie code for texts from ${notice.dealership_name}. ` +
    "Nobody will ask you for it.";
}
