import type { Channel } from "../api/rows.ts";

const PICTURES = "image/jpeg,image/png,image/gif";
const FILES = `${PICTURES},image/webp,application/pdf`;

const ACCEPTED: Readonly<Partial<Record<Channel, string>>> = {
  sms: PICTURES,
  email: FILES,
  web: FILES,
};

/** The kinds of files that a message may carry on a channel; null where it carries none. */
export function acceptedFiles(channel: Channel): string | null {
  return ACCEPTED[channel] ?? null;
}
