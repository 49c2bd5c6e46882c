import { htmlToText } from "./adf_envelope.ts";

/** Text of comments: tags turned into lines, single spaces, no blank line twice. */
export function plainComment(text: string): string {
  const plain = /<\/?[a-z!][^<>]*>/i.test(text) ? htmlToText(text) : text;
  return plain.replace(/\u00a0/g, " ").replace(/[ \t]+/g, " ").replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n").trim();
}

/** Lines that a portal adds for itself. */
const NOISE: readonly RegExp[] = [
  /^[-=*_~#.\s]{3,}$/,
  /^(?:sent|gesendet) (?:from|via|using) (?:my )?(?:iphone|ipad|android|samsung|mobile|outlook)/i,
  /\bunsubscribe\b/i,
  /^(?:powered|provided|brought to you|delivered|generated) by\b/i,
  /^this (?:lead|message|e-?mail|inquiry) (?:was|is|has been) (?:sent|generated|delivered|submitted|created)\b/i,
  /^(?:click|tap) (?:here|below|the link)\b/i,
  /^(?:view|see|open) (?:this|the|your) (?:lead|listing|vehicle|ad|inquiry|customer)\b.*(?:https?:|:$)/i,
  /^https?:\/\/\S+$/i,
  /^(?:©|\(c\)|copyright)\s/i,
  /^all rights reserved/i,
  /^(?:upgrade|advertise|boost)\b.*\b(?:today|now|listing|package)\b/i,
];

/** Drops advertising and decoration from comments that staff read. */
export function withoutNoise(text: string): string {
  return text.split("\n").filter((line) => !NOISE.some((noise) => noise.test(line.trim())))
    .join("\n").replace(/\n{3,}/g, "\n\n").trim();
}
