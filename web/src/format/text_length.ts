import { countSegments, normaliseForSms } from "@rylie/domain/sms_segments.ts";
import type { Channel } from "../api/rows.ts";

/** How a text will travel: in how many parts, and how full they are. */
export interface TextLength {
  /** Characters used, counted as the network counts them. */
  readonly used: number;
  /** Characters that fit into the parts needed so far. */
  readonly room: number;
  readonly parts: number;
}

/** Counts the SMS parts of a text as it will be sent: 160 plain characters or 70 others, 153 or 67 when split. */
export function textLength(text: string): TextLength {
  const { encoding, units, segments } = countSegments(normaliseForSms(text));
  const [single, perPart] = encoding === "gsm7" ? [160, 153] : [70, 67];
  return { used: units, room: segments > 1 ? segments * perPart : single, parts: segments };
}

/** How many characters staff may write at most, as the server has it; a null channel is a note for the team. */
export function longestMessage(channel: Channel | null): number {
  return channel === "email" || channel === null ? 10_000 : 1_600;
}
