import { phrase, t } from "../i18n/t.ts";
import { formatPhone } from "./phone.ts";
import { handoverReason } from "./handover.ts";

/**
 * The sentences that Postgres writes into a thread, each with its text in the app; a group of the
 * pattern fills the placeholder of the same name. The row keeps the English sentence, so that old
 * rows speak the language of the page as well.
 */
const SENTENCES: readonly (readonly [sentence: RegExp, text: string])[] = [
  [/^The AI stepped back: (?<reason>.+)$/u, phrase("{ai} stepped back: {reason}")],
  [/^Also waits for the team: (?<reason>.+)$/u, phrase("Also waits for the team: {reason}")],
  [/^(?<name>.+) took over$/u, phrase("{name} took over")],
  [/^(?<name>.+) stopped an answer of the AI$/u, phrase("{name} stopped an answer of {ai}")],
  [/^(?<name>.+) works here no more$/u, phrase("{name} works here no more")],
  [/^Handed back to the AI at closing$/u, phrase("Handed back to {ai} at closing")],
  [/^Handed back to the AI$/u, phrase("Handed back to {ai}")],
  [/^Conversation closed$/u, phrase("Conversation closed")],
  [/^Conversation opened again$/u, phrase("Conversation opened again")],
  [/^Assigned to (?<name>.+)$/u, phrase("Assigned to {name}")],
  [
    /^Merged with the thread of (?<address>[^,]+), which was with (?<name>.+)$/u,
    phrase("Merged with the thread of {address}, which was with {name}"),
  ],
  [
    /^Merged with the thread of (?<address>[^,]+)$/u,
    phrase("Merged with the thread of {address}"),
  ],
  [
    /^Merged with another chat, which was with (?<name>.+)$/u,
    phrase("Merged with another chat, which was with {name}"),
  ],
  [/^Merged with another chat$/u, phrase("Merged with another chat")],
  [/^Merge undone$/u, phrase("Merge undone")],
  [/^Writes from another browser now$/u, phrase("Writes from another browser now")],
  [/^Writes from (?<address>.+) now$/u, phrase("Writes from {address} now")],
  [/^Customer blocked$/u, phrase("Customer blocked")],
  [/^Customer unblocked$/u, phrase("Customer unblocked")],
  [/^Opted out of texts$/u, phrase("Opted out of texts")],
  [/^Opted out of e-mail$/u, phrase("Opted out of e-mail")],
  [/^Opted out of chat$/u, phrase("Opted out of chat")],
  [/^Opted out of calls$/u, phrase("Opted out of calls")],
  [/^Opted back in to texts$/u, phrase("Opted back in to texts")],
  [/^Opted back in to e-mail$/u, phrase("Opted back in to e-mail")],
  [/^Opted back in to chat$/u, phrase("Opted back in to chat")],
  [/^Opted back in to calls$/u, phrase("Opted back in to calls")],
  [/^The carrier says: opted out of texts$/u, phrase("The carrier says: opted out of texts")],
  [
    /^Reported as spam: no more mail goes to this address$/u,
    phrase("Reported as spam: no more mail goes to this address"),
  ],
  [
    /^Unsubscribed: no more mail goes to this address$/u,
    phrase("Unsubscribed: no more mail goes to this address"),
  ],
  [
    /^Mail to this address bounced: no more mail goes there$/u,
    phrase("Mail to this address bounced: no more mail goes there"),
  ],
  [
    /^Price drop: (?<vehicle>.+) \(stock (?<stock>.+)\), (?<before>\$[\d,]+) to (?<after>\$[\d,]+)$/u,
    phrase("Price drop: {vehicle} (stock {stock}), {before} to {after}"),
  ],
  [/^Sold: (?<vehicle>.+) \(stock (?<stock>.+)\)$/u, phrase("Sold: {vehicle} (stock {stock})")],
  [
    /^Sale pending: (?<vehicle>.+) \(stock (?<stock>.+)\)$/u,
    phrase("Sale pending: {vehicle} (stock {stock})"),
  ],
  [
    /^No longer listed: (?<vehicle>.+) \(stock (?<stock>.+)\)$/u,
    phrase("No longer listed: {vehicle} (stock {stock})"),
  ],
  [
    /^Back on the lot: (?<vehicle>.+) \(stock (?<stock>.+)\)$/u,
    phrase("Back on the lot: {vehicle} (stock {stock})"),
  ],
  [
    /^Gave the number (?<value>.+), which another customer has: merge them if they are the same person$/u,
    phrase(
      "Gave the number {value}, which another customer has: merge them if they are the same person",
    ),
  ],
  [
    /^Gave the address (?<value>.+), which another customer has: merge them if they are the same person$/u,
    phrase(
      "Gave the address {value}, which another customer has: merge them if they are the same person",
    ),
  ],
  [
    /^Ticked the box for texts, but this number has opted out$/u,
    phrase("Ticked the box for texts, but this number has opted out"),
  ],
  [
    /^Ticked the box: may be texted at (?<phone>.+)$/u,
    phrase("Ticked the box: may be texted at {phone}"),
  ],
];

/** A line of the system's in the language of the page; what it does not know stays as it is. */
export function systemLine(sentence: string, ai: string): string {
  for (const [pattern, text] of SENTENCES) {
    const groups = pattern.exec(sentence)?.groups;
    if (groups === undefined && !pattern.test(sentence)) continue;
    const { reason, address, ...values } = groups ?? {};
    return t(text, {
      ...values,
      ...(address === undefined ? {} : { address: formatPhone(address) }),
      ai,
      ...(reason === undefined ? {} : { reason: handoverReason(reason.replaceAll(" ", "_")) }),
    });
  }
  return sentence;
}

/** Whether a sentence says that the vehicle which is talked about cannot be had any more. */
export function tellsOfGoneVehicle(sentence: string): boolean {
  return /^(Sold|Sale pending|No longer listed): /u.test(sentence);
}
