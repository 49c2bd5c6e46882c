import type { Channel } from "../api/rows.ts";

const PICTURES = "image/jpeg,image/png,image/gif";

const ACCEPTED: Readonly<Partial<Record<Channel, string>>> = {
  sms: PICTURES,
  email: `${PICTURES},image/webp,application/pdf`,
};

/** The kinds of files that a message may carry on a channel; null where it carries none. */
export function acceptedFiles(channel: Channel): string | null {
  return ACCEPTED[channel] ?? null;
}
