import type { Line, PhoneExchange, PhoneText } from "./line.ts";

/** A dealership's number that can be texted. */
export interface DealershipNumber {
  readonly e164: string;
  readonly label: string | null;
  readonly dealership_name: string;
}

/** How a text from the phone is to be carried. */
export interface SendOptions {
  readonly body: string;
  readonly times?: number;
  readonly delay_ms?: number;
  readonly message_sid?: string;
  readonly media_urls?: readonly string[];
}

/** The dealerships' numbers; null while the database does not answer. */
export async function loadNumbers(): Promise<readonly DealershipNumber[] | null> {
  const response = await fetch("/api/phone/numbers").catch(() => null);
  if (response === null || !response.ok) return null;
  return (await response.json()).numbers;
}

/** All texts so far, oldest first. */
export async function loadTexts(): Promise<readonly PhoneText[]> {
  return (await (await fetch("/fakes/twilio/messages")).json()).messages;
}

/** The latest exchanges, oldest first. */
export async function loadExchanges(): Promise<readonly PhoneExchange[]> {
  return (await (await fetch("/fakes/twilio/log")).json()).log;
}

/** Numbers whose network is slow, and those whose next delivery will fail. */
export async function loadFaults(): Promise<{ slow: string[]; failing: string[] }> {
  const { faults } = await (await fetch("/fakes/twilio/faults")).json();
  const numbers = (isWanted: (fault: Fault) => boolean) =>
    faults.filter(isWanted).map((fault: Fault) => fault.to ?? "");
  return {
    slow: numbers((fault: Fault) => fault.times === null && fault.delay_ms > 0),
    failing: numbers((fault: Fault) => fault.fail_delivery !== null),
  };
}

interface Fault {
  readonly to: string | null;
  readonly times: number | null;
  readonly delay_ms: number;
  readonly fail_delivery: string | null;
}

/** Sends a text as the shopper; resolves when the webhook was answered or given up. */
export async function sendText(line: Line, options: SendOptions): Promise<void> {
  await postJson("/fakes/twilio/inbound", { from: line.shopper, to: line.ours, ...options });
}

/** Sets a fault for one shopper's phone. */
export async function setFault(shopper: string, fault: Record<string, unknown>): Promise<void> {
  await postJson("/fakes/twilio/faults", { to: shopper, ...fault });
}

/** Keeps a photo where Twilio would; answers what the text must carry, or null if it is no photo. */
export async function uploadPhoto(
  file: File,
): Promise<{ message_sid: string; url: string } | null> {
  const headers = { "content-type": file.type };
  const response = await fetch("/fakes/twilio/media", { method: "POST", body: file, headers });
  return response.ok ? await response.json() : null;
}

async function postJson(path: string, value: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(value) });
  if (!response.ok) throw new Error((await response.json()).error ?? `Answered ${response.status}`);
}
