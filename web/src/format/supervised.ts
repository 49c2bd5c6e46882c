import type { Message } from "../api/rows.ts";

/** Whether an answer of the AI waits for its time, so that staff may still send, edit or stop it. */
export function isSupervised(message: Message): boolean {
  return message.author === "ai" && message.delivery_status === "deferred" &&
    message.sends_at !== null;
}

/** How many seconds it still waits; a browser whose clock is wrong never shows more than there were. */
export function secondsLeft(message: Message, now: number): number {
  const sendsAt = Date.parse(message.sends_at ?? message.created_at);
  const all = sendsAt - Date.parse(message.created_at);
  return Math.ceil(Math.min(Math.max(sendsAt - now, 0), all) / 1_000);
}
